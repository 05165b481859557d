import { Failure } from '@tributary/runtime/failure';
import { readAppCode, readPassport } from '../../identity/credentials.ts';
import type { Principal, Sender } from '../../identity/identity.ts';
import type { Claim, Gatekeepers } from '../face.ts';

/** For whom an endpoint is called. */
export interface CallerScheme {
  /** Whether a passport is needed. */
  readonly isForHolders: boolean;
  /** Of apps of which modes, as in the graph, and what the people of others are told. */
  readonly only?: { readonly modes: readonly string[]; readonly reason: string };
}

export const anyone: CallerScheme = { isForHolders: false };
export const holders: CallerScheme = { isForHolders: true };
export const chatHolders: CallerScheme = {
  isForHolders: true,
  only: { modes: ['CHAT', 'AGENT_CHAT', 'ADVANCED_CHAT'], reason: 'not_chat_app' },
};

/** The holder of the passport, as the end user that it speaks for. */
export async function identify(
  sender: Sender,
  { isForHolders, only }: CallerScheme,
  _claim: Claim,
  { identity }: Gatekeepers,
): Promise<Principal> {
  if (!isForHolders) return identity.toAnonymous(sender);
  const { viewer, credential, app } = await identity.findPassportHolder(
    readPassport(sender) ?? '',
    sender,
    readAppCode(sender),
  );
  if (only && !only.modes.includes(app.mode)) {
    throw new Failure('BAD_INPUT', 'the app is of another kind', { reason: only.reason });
  }
  return { viewer, credential };
}
