import { Failure } from '@tributary/runtime/failure';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import { type ClientSession, isDuplicateKey } from '@tributary/runtime/store';
import { type Model, mongo } from 'mongoose';
import { notConnected } from './session-access.ts';

/** What is stored in a session. The row also orders all that is stored at the same time. */
export interface SessionRow {
  _id: string;
  /** From the first file or the first report of a run on. */
  hasFolder: boolean;
  /** Of all that ever had a place in it. */
  fileCount: number;
  /** Of its artifact events. */
  lastSequence: number;
  /** Whether the attachments are gone, and the list of them. */
  isCleaned: boolean;
  /** From then on nothing more is stored. */
  endedAt: Date | null;
  outbox: OutboxEntry[];
}

/** A session as this service knows it: by its id alone. */
export interface Session {
  id: string;
}

export const sessionFilesMax = 10_000;

export type Sessions = ReturnType<typeof createSessions>;

/** The folders of sessions. Whether the viewer may see a session was asked before. */
export function createSessions(collection: Model<SessionRow>) {
  /** Makes the folder if there is none, and keeps all others out until the end of the transaction. */
  async function enter(id: string, session: ClientSession): Promise<SessionRow> {
    const row = await collection
      .findOneAndUpdate(
        { _id: id },
        { $set: { hasFolder: true } },
        { upsert: true, returnDocument: 'after', session },
      )
      .lean<SessionRow>()
      .catch((error: unknown) => {
        // Another has just made it: the transaction runs again and finds it.
        if (isDuplicateKey(error) && error instanceof mongo.MongoError) {
          error.addErrorLabel('TransientTransactionError');
        }
        throw error;
      });
    if (!row || row.endedAt) throw notConnected();
    return row;
  }

  function checkRoom({ fileCount }: SessionRow, added: number): void {
    if (fileCount + added <= sessionFilesMax) return;
    const reason = 'too_many_files';
    throw new Failure('TOO_LARGE', `a session has at most ${sessionFilesMax} files`, { reason });
  }

  const load = (id: string): Promise<SessionRow | null> =>
    collection.findOne({ _id: id }).lean<SessionRow>();

  return { enter, checkRoom, load };
}
