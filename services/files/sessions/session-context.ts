import type { Bus } from '@tributary/runtime/bus';
import type { Viewer } from '@tributary/runtime/identity';
import type { Outbox } from '@tributary/runtime/outbox';
import type { Transact } from '@tributary/runtime/store';
import type { Blobs } from '../blobs/blobs.ts';
import type { Collections } from '../collections.ts';
import { type FairTurns, ownerOf } from '../fair-turns.ts';
import type { OpenUpload } from '../uploads.ts';
import { createArtifactEvents } from './artifact-events.ts';
import { createArtifactWaits } from './artifact-waits.ts';
import { createArtifacts } from './artifacts.ts';
import { createAttachments } from './attachments.ts';
import { createDataUris } from './data-uris.ts';
import { createSessionAccess } from './session-access.ts';
import type { SessionFacts } from './session-facts.ts';
import { createSessionFiles } from './session-files.ts';
import { createSessions } from './sessions.ts';
import { createStagedFiles } from './staged-files.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface SessionContextOptions {
  bus: Bus;
  collections: Collections;
  transact: Transact;
  blobs: Blobs;
  sessionOutbox: Pick<Outbox, 'relay'>;
  sessionFacts: SessionFacts;
  waitingRoom: WaitingRoom;
  hasDataUris: boolean;
  dataUriTurns: FairTurns;
  uploadBytesMax: number;
  openUpload: OpenUpload;
  viewer: Viewer;
  signal: AbortSignal;
}

/** The models of what is stored in sessions, for one viewer. */
export function createSessionContext(options: SessionContextOptions) {
  const { bus, collections, transact, blobs, uploadBytesMax, openUpload, viewer, signal } = options;
  const collection = collections.sessionFiles;
  const sessionCollection = collections.sessions;
  const access = createSessionAccess({ bus, viewer, signal });
  const sessions = createSessions(sessionCollection);
  const uploading = { blobs, openUpload, uploadBytesMax };
  const events = createArtifactEvents({
    collection: collections.artifactBatches,
    sessionCollection,
  });
  return {
    sessions,
    sessionAccess: access,
    sessionFiles: createSessionFiles({ collection, sessions, access }),
    attachments: createAttachments({
      ...{ collection, sessionCollection, sessions, access },
      ...uploading,
    }),
    stagedFiles: createStagedFiles({ collection: collections.stagedFiles, viewer, ...uploading }),
    artifacts: createArtifacts({
      ...{ collection, sessionCollection, sessions, events, blobs, transact, viewer },
      stagedCollection: collections.stagedFiles,
      outbox: options.sessionOutbox,
    }),
    artifactWaits: createArtifactWaits({
      ...{ events, facts: options.sessionFacts, waitingRoom: options.waitingRoom },
      ...{ access, signal },
    }),
    dataUris: createDataUris({
      ...{ blobs, signal, isOn: options.hasDataUris },
      ...{ turns: options.dataUriTurns, owner: ownerOf(viewer) },
    }),
  };
}
