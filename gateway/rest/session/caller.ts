import { Failure } from '@tributary/runtime/failure';
import { readSession } from '../../identity/credentials.ts';
import type { Principal, Sender } from '../../identity/identity.ts';
import type { Arrival, Claim, Gatekeepers } from '../face.ts';

/** For whom an endpoint is called. */
export interface CallerScheme {
  readonly isSignedIn: boolean;
}

export const anyone: CallerScheme = { isSignedIn: false };
/** Nobody in particular, when nobody is signed in any more. */
export const signedIn: CallerScheme = { isSignedIn: true };

/** No other site may sign a browser in, or out. */
export async function admit({ sender }: Arrival): Promise<Sender> {
  if (sender.isForeign) throw new Failure('FORBIDDEN', 'a page of another site may not do this');
  return sender;
}

export async function identify(
  sender: Sender,
  { isSignedIn }: CallerScheme,
  _claim: Claim,
  { identity }: Gatekeepers,
): Promise<Principal> {
  const token = isSignedIn ? readSession(sender) : undefined;
  if (token === undefined) return identity.toAnonymous(sender);
  try {
    return await identity.verifyAccessToken(token, sender);
  } catch (error) {
    // It may have expired before the sign-in that it belongs to.
    if (error instanceof Failure && error.code === 'UNAUTHENTICATED') {
      return identity.toAnonymous(sender);
    }
    throw error;
  }
}
