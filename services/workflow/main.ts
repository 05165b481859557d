import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { createModels } from '@tributary/runtime/models/models';
import { createOutbox } from '@tributary/runtime/outbox';
import { createRateLimiter } from '@tributary/runtime/rate-limit';
import { openStore } from '@tributary/runtime/store';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { createDefinitions } from './definitions.ts';
import { localObjects } from './engine/local-objects.ts';
import { resolvers } from './resolvers.ts';
import { createReadContext } from './round-contexts.ts';
import { createRounds } from './rounds.ts';
import { createRunEvents } from './run-events.ts';
import { createRunFiles } from './run-files.ts';
import { createRunItems } from './run-items.ts';
import { createRunStarts } from './run-starts.ts';
import { createRunStorage } from './run-storage.ts';
import { createSessionEndings } from './session-endings.ts';
import { createSessionLimits } from './session-limits.ts';
import { startSessionSweep } from './session-sweep.ts';
import { createSessions } from './sessions.ts';
import { createStartKeys } from './start-keys.ts';
import { createTurns, readTurn } from './turns.ts';
import { createWorkflowRuns } from './workflow-runs.ts';

/** Turns are short: they change one document. */
const turnsMax = 4;

await runProcess(async () => {
  const config = readConfig(process.env);
  const log = createLog({ service: 'workflow', level: config.logLevel });
  const identities = createIdentities(config.identitySecret);
  const sdl = await readFile(new URL('../../schema/workflow.graphql', import.meta.url), 'utf8');
  const models = createModels({
    baseUrl: config.modelBaseUrl,
    apiKey: config.modelApiKey,
    name: config.modelName,
    localDelayMs: config.modelLocalDelayMs,
    objects: localObjects,
  });

  await using bus = await connectBus({
    servers: config.natsUrls,
    name: 'workflow',
    identities,
    log,
  });
  await using store = await openStore({
    url: config.mongodbUrl,
    database: 'tributary_workflow',
    log,
  });
  const collections = await openCollections(store);
  const eventLog = await openEventLog(bus);
  const work = await openWorkQueue(bus, log);
  const shared = { events: eventLog, work, bus, log };
  await using outbox = createOutbox({ ...shared, model: collections.runs });
  await using turnsOutbox = createOutbox({ ...shared, model: collections.turns });
  await using sessionsOutbox = createOutbox({ ...shared, model: collections.sessions });

  const storage = createRunStorage({ collections, outbox, log });
  const files = createRunFiles({ bus, log });
  const keys = createStartKeys(collections);
  const starts = createRunStarts({ collections, storage, files, keys, bus });
  const events = createRunEvents({ runs: collections.runs, events: eventLog });
  const turns = createTurns({ collections, outbox: turnsOutbox });
  const readContext = createReadContext({ items: createRunItems(collections), files });
  const rounds = createRounds({ storage, readContext, models, bus, log });
  const endings = createSessionEndings({
    collection: collections.sessions,
    outbox: sessionsOutbox,
    announce: (subject) => bus.connection.publish(subject),
  });
  const sessionOptions = {
    ...{ collection: collections.sessions, endings },
    limits: createSessionLimits({ limiter: createRateLimiter({ bus }) }),
    isAccountRequired: config.chatdevAuth === 'on',
  };
  const context = (viewer: Viewer) => ({
    viewer,
    runs: createWorkflowRuns({ viewer, collections, storage, starts, events, bus }),
    items: createRunItems(collections),
    definitions: createDefinitions({ viewer, collections, bus }),
    sessions: createSessions({ viewer, ...sessionOptions }),
  });

  await using _turns = await work.serve('turn', {
    concurrency: turnsMax,
    handle: ({ data }) => turns.settle(readTurn(data)),
  });
  await using _rounds = await work.serve('round', {
    concurrency: config.roundsMax,
    handle: rounds.handle,
  });
  await using _sweep = startSessionSweep({ endings, log });
  await using subgraph = await serveSubgraph({
    name: 'workflow',
    sdl,
    bus,
    log,
    resolvers,
    context,
  });
  log.info({ subject: subgraph.subject }, 'ready');
  await terminated();
});
