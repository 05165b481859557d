import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { asService, createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { serveStream } from '@tributary/runtime/streams';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { openBlobStorage } from './blobs/blob-location.ts';
import { createBlobs } from './blobs/blobs.ts';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { type Context, createContext } from './context.ts';
import { createDownloads, downloadSubject, downloadsMax } from './downloads.ts';
import { createMemberships } from './memberships.ts';
import { createRemoteFetches } from './remote/remote-fetches.ts';
import { resolvers } from './resolvers.ts';
import { createArchives } from './sessions/archives.ts';
import { createDataUriTurns } from './sessions/data-uris.ts';
import { createSessionFacts } from './sessions/session-facts.ts';
import { createSessionStatuses } from './sessions/session-statuses.ts';
import { startSessionWork } from './sessions/session-work.ts';
import { createSessions } from './sessions/sessions.ts';
import { createWaitingRoom } from './sessions/waiting-room.ts';
import { createSignedUrls } from './signed-urls.ts';
import { createDocumentReader } from './texts/document-readers.ts';
import { createDocumentTexts, createTextRemover } from './texts/document-texts.ts';
import { createUploadRules } from './upload-rules.ts';
import { createUploadOpener } from './uploads.ts';

await runProcess(async () => {
  const config = readConfig(process.env);
  const { natsUrls, mongodbUrl, identitySecret: secret, publicUrl, uploadBytesMax } = config;
  const log = createLog({ service: 'files', level: config.logLevel });
  const identities = createIdentities(secret);
  const sdl = await readFile(new URL('../../schema/files.graphql', import.meta.url), 'utf8');

  await using bus = await connectBus({ servers: natsUrls, name: 'files', identities, log });
  await using store = await openStore({ url: mongodbUrl, database: 'tributary_files', log });
  const collections = await openCollections(store);
  await using blobs = createBlobs({
    collection: collections.blobs,
    keyCollection: collections.blobKeys,
    transact: store.transact,
    storage: await openBlobStorage(config.blobs),
    log,
    onGone: createTextRemover(collections.texts),
  });
  const archives = createArchives({
    collection: collections.sessionFiles,
    sessions: createSessions(collections.sessions),
    blobs,
  });
  const downloads = createDownloads({
    secret,
    blobs,
    openArchive: archives.open,
  });
  const documentTexts = createDocumentTexts({
    collection: collections.texts,
    blobs,
    transact: store.transact,
    readDocument: createDocumentReader({ readMsMax: 60_000 }),
  });
  const base = {
    bus,
    collections,
    transact: store.transact,
    events: await openEventLog(bus),
    blobs,
  };
  await using sessionWork = await startSessionWork({
    ...base,
    isCleaning: config.isCleaningAttachments,
  });
  const statuses = createSessionStatuses({ bus, viewer: asService('files') });
  const sessionFacts = createSessionFacts({
    bus,
    isConnected: async (id) => (await statuses.load(id)) === 'CONNECTED',
  });
  const shared = {
    ...base,
    log,
    sessionFacts,
    waitingRoom: createWaitingRoom(),
    sessionOutbox: sessionWork.outbox,
    hasDataUris: config.artifactDataUri === 'on',
    dataUriTurns: createDataUriTurns(),
    downloads,
    uploadBytesMax,
    signedUrls: createSignedUrls({ secret, publicUrl }),
    documentTexts,
    openUpload: createUploadOpener(bus),
    memberships: createMemberships(bus),
    fetches: createRemoteFetches({ exceptions: config.remoteFilesAllow }),
    rules: createUploadRules({
      bus,
      limits: config,
      bytesMax: uploadBytesMax,
      blacklist: config.uploadExtensionBlacklist,
    }),
  };
  const context = (viewer: Viewer, signal: AbortSignal) =>
    createContext({ ...shared, viewer, signal });
  const end = ({ dataUris }: Context) => dataUris[Symbol.dispose]();

  await using _downloads = await serveStream(bus, {
    service: 'files',
    subject: downloadSubject,
    streamsMax: downloadsMax,
    async open({ data, identity, signal }) {
      await identities.verify(identity);
      return downloads.open(data, signal);
    },
  });
  await using subgraph = await serveSubgraph({
    ...{ name: 'files', sdl, bus, log, resolvers, context, end },
  });
  using _waits = sessionFacts;
  log.info({ subject: subgraph.subject }, 'ready');
  await terminated();
});
