import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { createAccessTokens } from './access-tokens.ts';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import { openSigningKey, publishKeys } from './signing-keys.ts';

await runProcess(async () => {
  const { logLevel, natsUrls, mongodbUrl, identitySecret } = readConfig(process.env);
  const log = createLog({ service: 'auth', level: logLevel });
  const identities = createIdentities(identitySecret);
  const sdl = await readFile(new URL('../../schema/auth.graphql', import.meta.url), 'utf8');

  await using bus = await connectBus({ servers: natsUrls, name: 'auth', identities, log });
  await using store = await openStore({ url: mongodbUrl, database: 'tributary_auth', log });
  const collections = await openCollections(store);
  const signingKey = await openSigningKey(collections.signingKeys);
  await using _keys = await publishKeys(bus, signingKey.jwks);
  const tokens = createAccessTokens(signingKey);
  const context = (viewer: Viewer) => createContext({ collections, tokens, viewer });

  await using subgraph = await serveSubgraph({ name: 'auth', sdl, bus, log, resolvers, context });
  log.info({ subject: subgraph.subject }, 'ready');
  await terminated();
});
