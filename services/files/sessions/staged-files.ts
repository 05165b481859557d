import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { Blobs } from '../blobs/blobs.ts';
import type { StageWorkspaceFileInput } from '../generated/schema.ts';
import { type OpenUpload, readUpload } from '../uploads.ts';
import { notConnected, requireService } from './session-access.ts';
import { isSessionId } from './session-statuses.ts';

/** A content that waits to be named as a file of a session. */
export interface StagedFile {
  _id: string;
  sessionId: string;
  sha256: string;
  size: number;
  /** A file has taken the reference to the content over. */
  isUsed: boolean;
  expiresAt: Date;
}

export interface StagedFilesOptions {
  collection: Model<StagedFile>;
  blobs: Blobs;
  openUpload: OpenUpload;
  uploadBytesMax: number;
  viewer: Viewer;
  keepMs?: number;
}

export type StagedFiles = ReturnType<typeof createStagedFiles>;

const batchMax = 100;

/** Takes the bytes of workspace files in, before it is known what has changed. */
export function createStagedFiles(options: StagedFilesOptions) {
  const { collection, blobs, openUpload, uploadBytesMax: bytesMax, viewer } = options;
  const { keepMs = 600_000 } = options;

  async function stage({ sessionId, file }: StageWorkspaceFileInput) {
    requireService(viewer);
    if (!isSessionId(sessionId)) throw notConnected();
    const source = openUpload(readUpload(file).stream);
    return blobs.store(source, { bytesMax }, async ({ sha256, size }, session) => {
      const expiresAt = new Date(Date.now() + keepMs);
      const row = { _id: newId(), sessionId, sha256, size, isUsed: false, expiresAt };
      await collection.create([row], { session });
      return { stagedId: row._id, sha256, size };
    });
  }

  return { stage };
}

export interface ExpiredFilesOptions {
  collection: Model<StagedFile>;
  blobs: Pick<Blobs, 'release'>;
  transact: Transact;
}

/** Gives back what was staged and never named. */
export async function removeExpired(options: ExpiredFilesOptions): Promise<void> {
  const { collection, blobs, transact } = options;

  async function remove(id: string, session: ClientSession): Promise<void> {
    const row = await collection.findOneAndDelete({ _id: id }, { session }).lean<StagedFile>();
    if (row && !row.isUsed) await blobs.release(row.sha256, session);
  }

  for (;;) {
    const expired = await collection
      .find({ expiresAt: trusted({ $lte: new Date() }) }, { _id: 1 })
      .limit(batchMax)
      .lean<Pick<StagedFile, '_id'>[]>();
    for (const { _id } of expired) await transact((session) => remove(_id, session));
    if (expired.length < batchMax) return;
  }
}
