import { z } from 'zod';

/**
 * What the auth service announces when somebody's access changes. Whoever remembers what a credential
 * stands for must forget it then.
 */
export const accessEventSchema = z.discriminatedUnion('kind', [
  /** The sign-in has ended: its access tokens are void. */
  z.object({ kind: z.literal('signIn'), id: z.string() }),
  /** Access tokens of the account with a lower epoch are void; what it may do has changed. */
  z.object({ kind: z.literal('account'), id: z.string(), epoch: z.number() }),
  /** The key is revoked. */
  z.object({ kind: z.literal('apiKey'), id: z.string(), appId: z.string() }),
  /** The app, or who may use it, has changed; or it is gone. */
  z.object({ kind: z.literal('app'), id: z.string() }),
]);

export type AccessEvent = z.infer<typeof accessEventSchema>;

/** The kind of the events on the event log. */
export const accessKind = 'access';

export const accessSubject = ({ id }: AccessEvent): string => `event.${accessKind}.${id}`;

/** Access tokens live no longer: who begins to listen must know the events of so long before. */
export const accessTokenMsMax = 86_400_000;

/** The auth service publishes no more keys of access tokens, and gateways take no more. */
export const verificationKeysMax = 1000;
