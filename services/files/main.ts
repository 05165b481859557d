import { readFile } from 'node:fs/promises';
import { connectBus } from '@tributary/runtime/bus';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { serveStream } from '@tributary/runtime/streams';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import { openBlobs } from './blobs.ts';
import { openCollections } from './collections.ts';
import { readConfig } from './config.ts';
import { createContext } from './context.ts';
import { createDownloads, downloadSubject } from './downloads.ts';
import { createPdfTexts } from './pdf-texts.ts';
import { resolvers } from './resolvers.ts';
import { createSignedUrls } from './signed-urls.ts';
import { createTexts } from './texts.ts';
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
  const blobs = await openBlobs(config.blobFolder);
  const downloads = createDownloads({ secret, blobs });
  const pdfTexts = createPdfTexts({ collection: collections.pdfTexts, blobs });
  const shared = {
    collections,
    blobs,
    downloads,
    uploadBytesMax,
    signedUrls: createSignedUrls({ secret, publicUrl }),
    texts: createTexts({ blobs, pdfTexts }),
    openUpload: createUploadOpener(bus),
    rules: createUploadRules(bus),
  };
  const context = (viewer: Viewer, signal: AbortSignal) =>
    createContext({ ...shared, viewer, signal });

  await using _downloads = await serveStream(bus, {
    service: 'files',
    subject: downloadSubject,
    async open({ data, identity }) {
      await identities.verify(identity);
      return downloads.open(data);
    },
  });
  await using subgraph = await serveSubgraph({ name: 'files', sdl, bus, log, resolvers, context });
  log.info({ subject: subgraph.subject }, 'ready');
  await terminated();
});
