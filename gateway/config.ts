import type { BlockList } from 'node:net';
import { integer, list, optionalText, readEnv, type Variable } from '@tributary/runtime/config';
import {
  fileBytesMaxOf,
  publicUrlOf,
  uploadVariables,
  variables,
} from '@tributary/runtime/variables';
import { z } from 'zod';
import { readProxies } from './identity/client-address.ts';

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
    ...uploadVariables,
    webAppLogin: variables.webAppLogin,
    supergraphPath: optionalText('SUPERGRAPH'),
    playgroundRateLimit: integer('RATE_LIMIT_PLAYGROUND', 120, { max: 512 }),
    coderRateLimit: integer('RATE_LIMIT_CODER', 512, { max: 512 }),
    coderFileRateLimit: integer('RATE_LIMIT_CODER_FILES', 60, { max: 512 }),
    proxies: proxies('TRUST_PROXY', 'loopback'),
    chatdevAuth: variables.chatdevAuth,
    corsAllowOrigins: origins('CORS_ALLOW_ORIGINS', ''),
    webApiCorsAllowOrigins: origins('WEB_API_CORS_ALLOW_ORIGINS', '*'),
  });
  const isWebAppLoginEnabled = config.webAppLogin === 'on';
  const isChatdevAuthRequired = config.chatdevAuth === 'on';
  /** Of a file that comes through an app. */
  const appFileBytesMax = Math.min(config.uploadBytesMax, fileBytesMaxOf(config));
  return {
    ...config,
    appFileBytesMax,
    publicUrl: publicUrlOf(config),
    isWebAppLoginEnabled,
    isChatdevAuthRequired,
  };
}

/** The peers that are believed about whom they forward for. */
function proxies(name: string, standard: string): Variable<BlockList> {
  const message =
    'must be a list of addresses, subnets, loopback, linklocal, uniquelocal, or none alone';
  const schema = list(name, standard).schema.transform((items, context) => {
    const read = readProxies(items);
    if (!read) context.addIssue({ code: 'custom', message });
    return read ?? z.NEVER;
  });
  return { name, schema };
}

/** Of pages, as browsers name them; `*` is any. */
function origins(name: string, standard: string): Variable<string[]> {
  const message = 'must be a list of origins such as https://example.com, or *';
  const isOne = (item: string) =>
    item === '*' || (URL.canParse(item) && new URL(item).origin === item);
  return { name, schema: list(name, standard).schema.refine((all) => all.every(isOne), message) };
}
