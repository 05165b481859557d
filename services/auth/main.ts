import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { createRateLimiter } from '@tributary/runtime/rate-limit';
import { openStore } from '@tributary/runtime/store';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { createWebTokens } from '@tributary/runtime/web-tokens';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import { createAccessTokens } from './access-tokens.ts';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { startExpiry } from './expiry.ts';
import { createKnownNetworks } from './known-networks.ts';
import { createLoginAttempts } from './login-attempts.ts';
import { startMailDelivery } from './mail-delivery.ts';
import { createMailLimits } from './mail-limits.ts';
import { openOutboxes } from './outboxes.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { resolvers } from './resolvers.ts';
import { openSigningKeys } from './signing-keys.ts';

const dayMs = 86_400_000;
/** That one caller's address may ask for. */
const mailsPerMinute = 50;

await runProcess(async () => {
  const config = readConfig(process.env);
  const { logLevel, natsUrls, mongodbUrl, identitySecret } = config;
  const log = createLog({ service: 'auth', level: logLevel });
  const identities = createIdentities(identitySecret);
  const sdl = await readFile(new URL('../../schema/auth.graphql', import.meta.url), 'utf8');

  await using bus = await connectBus({ servers: natsUrls, name: 'auth', identities, log });
  await using store = await openStore({ url: mongodbUrl, database: 'tributary_auth', log });
  const collections = await openCollections(store);
  const events = await openEventLog(bus);
  const work = await openWorkQueue(bus, log);
  await using outboxes = openOutboxes({ collections, events, work, bus, log });
  await using _mails = await startMailDelivery({
    ...{ collection: collections.mails, outbox: outboxes.mails, work, config, log },
  });
  await using _expiry = startExpiry({ collections, log });
  await using keys = await openSigningKeys({ collection: collections.signingKeys, bus });
  const tokens = createAccessTokens({ keys, lifetimeMs: config.accessTokenMinutes * 60_000 });
  const refreshTokens = createRefreshTokens(identitySecret);
  const webTokens = createWebTokens(identitySecret);
  const limiter = createRateLimiter({
    bus,
    bucket: 'attempts',
    windowMsMax: dayMs,
    isDurable: true,
  });
  const { rateLimitLogin = mailsPerMinute } = config;
  const knownNetworks = createKnownNetworks({ collections });
  const attempts = createLoginAttempts({ limiter, knownNetworks, isOn: rateLimitLogin > 0 });
  const mailLimits = createMailLimits({ limiter, perMinute: rateLimitLogin });
  const { transact } = store;
  const context = (viewer: Viewer) =>
    createContext({
      ...{ collections, transact, outboxes, limiter, attempts, mailLimits },
      ...{ keys, tokens, refreshTokens, webTokens, config, viewer },
    });

  await using subgraph = await serveSubgraph({ name: 'auth', sdl, bus, log, resolvers, context });
  log.info({ subject: subgraph.subject }, 'ready');
  await terminated();
});
