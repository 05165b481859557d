import { address, list, optionalText, readEnv } from '@tributary/runtime/config';
import { variables } from '@tributary/runtime/variables';

/**
 * Every variable that processes share is checked before the first of them starts. The secret is made
 * here, and NATS and the store run here unless they are named.
 */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(env, {
    ...variables,
    identitySecret: optionalText('IDENTITY_SECRET'),
    natsUrls: list('NATS_URL'),
    mongodbUrl: address('MONGODB_URL', ['mongodb', 'mongodb+srv']),
    natsServer: optionalText('NATS_SERVER'),
  });

export type DevConfig = ReturnType<typeof readConfig>;
