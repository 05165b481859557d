import type { Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import type { ArtifactBatch } from './artifact-events.ts';
import type { SessionFile } from './session-files.ts';
import type { SessionRow } from './sessions.ts';
import type { StagedFile } from './staged-files.ts';

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const count = { type: Number, default: 0 } as const;
const no = { type: Boolean, default: false } as const;
const time = { type: Date, required: true } as const;
const free = Schema.Types.Mixed;

const sessionSchema = new Schema<SessionRow>({
  _id: text,
  hasFolder: no,
  fileCount: count,
  lastSequence: count,
  isCleaned: no,
  endedAt: { type: Date, default: null },
  outbox: [free],
})
  .index({ 'outbox.0.id': 1 }, { sparse: true })
  .index({ hasFolder: 1, endedAt: 1 });

const sessionFileSchema = new Schema<SessionFile>({
  _id: text,
  artifactId: text,
  sessionId: text,
  place: whole,
  path: text,
  name: text,
  mimeType: text,
  size: whole,
  sha256: text,
  source: text,
  nodeId: optionalText,
  hook: optionalText,
  runId: optionalText,
  runIds: [String],
  isDeleted: no,
  createdAt: time,
  updatedAt: time,
})
  .index({ sessionId: 1, path: 1 }, { unique: true })
  .index({ sessionId: 1, place: 1 })
  .index({ artifactId: 1 }, { unique: true })
  .index({ runIds: 1 });

const stagedFileSchema = new Schema<StagedFile>({
  _id: text,
  sessionId: text,
  sha256: text,
  size: whole,
  isUsed: no,
  expiresAt: time,
}).index({ expiresAt: 1 });

const artifactBatchSchema = new Schema<ArtifactBatch>({
  _id: text,
  sessionId: text,
  first: whole,
  last: whole,
  events: [free],
}).index({ sessionId: 1, last: 1 });

/** What is stored in sessions, with the indexes built. */
export const openSessionCollections = async (store: Store) => ({
  sessions: await store.model('sessions', sessionSchema),
  sessionFiles: await store.model('session-files', sessionFileSchema),
  stagedFiles: await store.model('staged-files', stagedFileSchema),
  artifactBatches: await store.model('artifact-batches', artifactBatchSchema),
});
