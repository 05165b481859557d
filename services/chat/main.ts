import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { createModels } from '@tributary/runtime/models/models';
import { createOutbox } from '@tributary/runtime/outbox';
import { openStore } from '@tributary/runtime/store';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import { createAttachments } from './attachments.ts';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { createConversationNaming } from './conversation-naming.ts';
import { createGeneration } from './generation.ts';
import { createRemoteApps } from './remote-apps.ts';
import { resolvers } from './resolvers.ts';

await runProcess(async () => {
  const config = readConfig(process.env);
  const { logLevel, natsUrls, mongodbUrl, identitySecret, concurrency, runMsMax } = config;
  const models = createModels({
    baseUrl: config.modelBaseUrl,
    apiKey: config.modelApiKey,
    name: config.modelName,
    localDelayMs: config.modelLocalDelayMs,
  });
  const log = createLog({ service: 'chat', level: logLevel });
  const identities = createIdentities(identitySecret);
  const sdl = await readFile(new URL('../../schema/chat.graphql', import.meta.url), 'utf8');

  await using bus = await connectBus({ servers: natsUrls, name: 'chat', identities, log });
  await using store = await openStore({ url: mongodbUrl, database: 'tributary_chat', log });
  const collections = await openCollections(store);
  const events = await openEventLog(bus);
  const work = await openWorkQueue(bus, log);
  await using outbox = createOutbox({ model: collections.messages, events, work, bus, log });
  const attachments = createAttachments(bus);
  const remote = createRemoteApps(bus);
  const shared = { collections, bus, events, outbox, attachments, remote };
  const context = (viewer: Viewer) => createContext({ ...shared, uploadLimits: config, viewer });
  const generation = createGeneration({ ...shared, models, log, runMsMax });
  const naming = createConversationNaming({ collections, models });

  await using _generating = await work.serve('generate', {
    concurrency,
    handle: generation.handle,
  });
  await using _naming = await work.serve('name', { concurrency: 4, handle: naming.handle });
  await using subgraph = await serveSubgraph({ name: 'chat', sdl, bus, log, resolvers, context });
  log.info({ subject: subgraph.subject, model: models.name }, 'ready');
  await terminated();
});
