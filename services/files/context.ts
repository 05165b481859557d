import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import type { Viewer } from '@tributary/runtime/identity';
import type { Log } from '@tributary/runtime/log';
import type { Outbox } from '@tributary/runtime/outbox';
import { createRowLoader } from '@tributary/runtime/row-loader';
import type { Transact } from '@tributary/runtime/store';
import type { Blobs } from './blobs/blobs.ts';
import { createChatFiles } from './chat-files.ts';
import type { Collections } from './collections.ts';
import type { Downloads } from './downloads.ts';
import { type FairTurns, ownerOf } from './fair-turns.ts';
import { createFileProgress } from './file-progress.ts';
import { createFileReferences } from './file-references.ts';
import { createFiles } from './files.ts';
import type { Memberships } from './memberships.ts';
import { createMessageFiles } from './message-files.ts';
import type { RemoteFetches } from './remote/remote-fetches.ts';
import { createRemoteFiles } from './remote/remote-files.ts';
import { createSessionContext } from './sessions/session-context.ts';
import type { SessionFacts } from './sessions/session-facts.ts';
import type { WaitingRoom } from './sessions/waiting-room.ts';
import type { SignedUrls } from './signed-urls.ts';
import type { DocumentTexts } from './texts/document-texts.ts';
import { createTexts } from './texts/texts.ts';
import type { UploadRules } from './upload-rules.ts';
import { createUploads, type OpenUpload, type UploadSource } from './uploads.ts';

export interface ContextOptions {
  bus: Bus;
  collections: Collections;
  transact: Transact;
  events: EventLog;
  blobs: Blobs;
  rules: UploadRules;
  downloads: Downloads;
  signedUrls: SignedUrls;
  documentTexts: DocumentTexts;
  memberships: Memberships;
  sessionOutbox: Pick<Outbox, 'relay'>;
  sessionFacts: SessionFacts;
  waitingRoom: WaitingRoom;
  /** Whether small artifacts may be asked for as a part of the answer. */
  hasDataUris: boolean;
  dataUriTurns: FairTurns;
  fetches: RemoteFetches;
  uploadBytesMax: number;
  log: Log;
  openUpload(source: UploadSource): AsyncIterable<Uint8Array>;
  viewer: Viewer;
  signal: AbortSignal;
}

export type Context = ReturnType<typeof createContext>;

/** The models of one request, for one viewer. */
export function createContext(options: ContextOptions) {
  const { collections, blobs, rules, downloads, signedUrls, documentTexts } = options;
  const { memberships, events, log, viewer, signal } = options;
  const files = createFiles({
    collection: collections.files,
    rows: createRowLoader(collections.files),
    references: createFileReferences({ collection: collections.messageFiles, viewer }),
    signedUrls,
    blobs,
    transact: options.transact,
    viewer,
  });
  const openUpload: OpenUpload = (subject) => options.openUpload({ subject, viewer, signal });
  const progress = createFileProgress({ events, findFile: files.load, log, viewer, signal });
  const uploads = createUploads({ files, blobs, rules, progress, openUpload, viewer });
  const { fetches } = options;
  const remoteFiles = createRemoteFiles({ fetches, uploads, progress, viewer, signal });
  return {
    viewer,
    files,
    progress,
    uploads,
    remoteFiles,
    chatFiles: createChatFiles({ files, blobs, memberships, openUpload, viewer }),
    messageFiles: createMessageFiles({
      collection: collections.messageFiles,
      rows: createRowLoader(collections.messageFiles),
      transact: options.transact,
      files,
      remoteFiles,
      viewer,
    }),
    downloads,
    signedUrls,
    texts: createTexts({ blobs, documentTexts, owner: ownerOf(viewer), signal }),
    ...createSessionContext({ ...options, openUpload }),
  };
}
