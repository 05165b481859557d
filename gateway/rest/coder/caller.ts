import { Failure } from '@tributary/runtime/failure';
import type { Principal } from '../../identity/identity.ts';

/** What whoever calls an endpoint must be able to do, before anything is said about the input. */
export interface CallerScheme {
  readonly creates: boolean;
}

export const reader: CallerScheme = { creates: false };
export const creator: CallerScheme = { creates: true };

export async function identify(
  principal: Principal,
  { creates }: CallerScheme,
): Promise<Principal> {
  if (creates && principal.viewer.kind !== 'account') {
    throw new Failure('FORBIDDEN', 'only an account may upload a file for a chat');
  }
  return principal;
}
