import { integer, optionalText, readEnv } from '@tributary/runtime/config';
import { publicUrlOf, variables } from '@tributary/runtime/variables';

export type GatewayConfig = ReturnType<typeof readConfig>;

/** Every variable of the gateway. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const config = readEnv(env, {
    logLevel: variables.logLevel,
    host: variables.host,
    port: variables.port,
    publicUrl: variables.publicUrl,
    natsUrls: variables.natsUrls,
    identitySecret: variables.identitySecret,
    uploadBytesMax: variables.uploadBytesMax,
    supergraphPath: optionalText('SUPERGRAPH'),
    playgroundRateLimit: integer('RATE_LIMIT_PLAYGROUND', 120, { max: 512 }),
  });
  return { ...config, publicUrl: publicUrlOf(config) };
}
