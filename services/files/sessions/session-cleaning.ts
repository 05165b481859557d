import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import type { Job } from '@tributary/runtime/work-queue';
import type { Model, QueryFilter } from 'mongoose';
import { z } from 'zod';
import type { Blobs } from '../blobs/blobs.ts';
import type { ArtifactBatch } from './artifact-events.ts';
import type { SessionFile } from './session-files.ts';
import type { SessionRow } from './sessions.ts';

export interface SessionCleaningOptions {
  collection: Model<SessionFile>;
  sessionCollection: Model<SessionRow>;
  batchCollection: Model<ArtifactBatch>;
  blobs: Pick<Blobs, 'release'>;
  transact: Transact;
  /** Whether the attachments of a session go when it ends. */
  isCleaning: boolean;
}

export type SessionCleaning = ReturnType<typeof createSessionCleaning>;

const jobSchema = z.object({ sessionId: z.string(), purged: z.boolean() });
const batchMax = 100;
/** An upload into a session that was purged has failed long before. */
const rememberMs = 86_400_000;

/** Removes what is not kept of sessions that have ended. All of it may be done again. */
export function createSessionCleaning(options: SessionCleaningOptions) {
  const { collection, sessionCollection, batchCollection, blobs, transact } = options;

  async function handle({ data, signal }: Pick<Job, 'data' | 'signal'>): Promise<void> {
    const { sessionId, purged } = jobSchema.parse(data);
    const change = {
      endedAt: new Date(),
      ...(purged && { hasFolder: false }),
      ...(options.isCleaning && { isCleaned: true }),
    };
    // From here on nothing is added that would have to be removed.
    await sessionCollection.updateOne({ _id: sessionId }, { $set: change }, { upsert: true });
    if (purged) {
      await removeAll({ sessionId }, signal);
      await batchCollection.deleteMany({ sessionId });
    } else if (options.isCleaning) {
      await removeAll({ sessionId, source: 'USER_UPLOAD' }, signal);
    }
  }

  async function removeAll(filter: QueryFilter<SessionFile>, signal: AbortSignal): Promise<void> {
    while (await transact((session) => removeSome(filter, session))) signal.throwIfAborted();
  }

  async function removeSome(
    filter: QueryFilter<SessionFile>,
    session: ClientSession,
  ): Promise<boolean> {
    const files = await collection
      .find(filter, null, { session })
      .limit(batchMax)
      .lean<SessionFile[]>();
    const ids = trusted({ $in: files.map(({ _id }) => _id) });
    await collection.deleteMany({ _id: ids }, { session });
    for (const { isDeleted, sha256 } of files) if (!isDeleted) await blobs.release(sha256, session);
    return files.length === batchMax;
  }

  /** Removes what was only kept to turn late uploads away. */
  async function forget(): Promise<void> {
    const endedAt = trusted({ $lte: new Date(Date.now() - rememberMs) });
    const outbox = trusted({ $size: 0 });
    await sessionCollection.deleteMany({ hasFolder: false, endedAt, outbox });
  }

  return { handle, forget };
}
