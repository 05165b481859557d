import { Failure } from '@tributary/runtime/failure';
import { readCoderToken } from '../../identity/credentials.ts';
import type { Principal, Sender } from '../../identity/identity.ts';
import type { Arrival, Gatekeepers } from '../face.ts';
import { type CallPolicies, count } from './limits.ts';

/** The caller, once the call is counted: that of a stranger too. */
export async function admit(
  arrival: Arrival,
  gatekeepers: Gatekeepers,
  policies: CallPolicies,
): Promise<Principal> {
  const principal = await findCaller(arrival.sender, gatekeepers);
  await count(arrival, gatekeepers, policies, principal?.viewer);
  if (principal) return principal;
  throw new Failure('UNAUTHENTICATED', toReason(arrival.sender));
}

export async function notice(
  arrival: Arrival,
  gatekeepers: Gatekeepers,
  policies: CallPolicies,
): Promise<void> {
  const principal = await findCaller(arrival.sender, gatekeepers);
  await count(arrival, gatekeepers, policies, principal?.viewer);
}

/** An account; an app too, which can do little here, but is told just that. */
async function findCaller(
  sender: Sender,
  { identity }: Gatekeepers,
): Promise<Principal | undefined> {
  const { token } = readCoderToken(sender) ?? {};
  if (token === undefined) return undefined;
  if (token.startsWith('app-')) {
    const app = await identity.findAppByKey(token);
    return app && { viewer: identity.toAppViewer(app, sender), credential: app.credential };
  }
  try {
    return await identity.verifyAccessToken(token, sender);
  } catch (error) {
    if (error instanceof Failure && error.code === 'UNAUTHENTICATED') return undefined;
    throw error;
  }
}

/** Which part of the request is missing or wrong. */
function toReason(sender: Sender): string {
  const found = readCoderToken(sender);
  if (found) return `the session token of the ${found.place} is not valid, or not any more`;
  if (readCoderToken({ ...sender, isForeign: false })) {
    return 'the cookie coder_session_token does not count in a request of another site';
  }
  return (
    'a session token is needed, as the cookie or query parameter coder_session_token, ' +
    'the header Coder-Session-Token, or a bearer in the header Authorization'
  );
}
