import { type Outbox, outboxEntry } from '@tributary/runtime/outbox';
import { trusted } from '@tributary/runtime/store';
import type { Model, QueryFilter } from 'mongoose';
import type { SessionRow } from './sessions.ts';

export interface SessionEndingsOptions {
  collection: Model<SessionRow>;
  outbox: Pick<Outbox, 'relay'>;
  /** Tells whoever listens now; nothing is kept of it. */
  announce(subject: string): void;
}

export type SessionEndings = ReturnType<typeof createSessionEndings>;

const lapsedMax = 100;

/** A session of which nothing remains is still known to whoever closes it once more. */
const forgetMs = 600_000;

/** That what is stored in the session may be cleaned up, or goes. */
const toJob = (id: string, isPurged: boolean) => {
  const job = { sessionId: id, purged: isPurged };
  return outboxEntry(`session-${id}`, isPurged ? 2 : 1, 'work.session-end', job);
};

/** How sessions end, by whichever hand: once, with what is left to do noted in the same write. */
export function createSessionEndings(options: SessionEndingsOptions) {
  const { collection, outbox, announce } = options;

  /** Who waits in the session ends at once; whoever does not hear it asks for the session later. */
  function tell(id: string): void {
    try {
      announce(`session.ended.${id}`);
    } catch {
      // The connection is closed, and with it this process soon.
    }
  }

  /** Ends a session that is connected and still fits the filter. */
  async function end(id: string, filter: QueryFilter<SessionRow> = {}): Promise<void> {
    // A session may be used meanwhile, but never becomes unused.
    for (const isUsed of [false, true]) {
      const now = Date.now();
      const { modifiedCount } = await collection.updateOne(
        { ...filter, _id: id, status: 'CONNECTED', isUsed },
        {
          $set: {
            status: 'CLOSED',
            closedAt: new Date(now),
            forgetAt: isUsed ? null : new Date(now + forgetMs),
          },
          $push: { outbox: { $each: isUsed ? [toJob(id, false)] : [] } },
        },
      );
      if (modifiedCount === 0) continue;
      if (isUsed) void outbox.relay(id);
      return tell(id);
    }
  }

  /** Forgets a session that has ended; false when there is none. */
  async function purge(id: string): Promise<boolean> {
    const { modifiedCount } = await collection.updateOne(
      { _id: id, status: 'CLOSED', forgetAt: null },
      {
        $set: { forgetAt: new Date(Date.now() + forgetMs) },
        $push: { outbox: toJob(id, true) },
      },
    );
    if (modifiedCount === 1) void outbox.relay(id);
    return modifiedCount === 1;
  }

  /** Ends some of those whose lease ran out; whether there may be more. */
  async function endLapsed(): Promise<boolean> {
    const leaseUntil = trusted({ $lte: new Date() });
    const lapsed = await collection
      .find({ status: 'CONNECTED', leaseUntil }, { _id: 1 })
      .limit(lapsedMax)
      .lean<{ _id: string }[]>();
    for (const { _id } of lapsed) await end(_id, { leaseUntil });
    return lapsed.length === lapsedMax;
  }

  /** Removes the rows of forgotten sessions once all that they had to tell is told. */
  async function removeForgotten(): Promise<void> {
    const forgetAt = trusted({ $lte: new Date() });
    await collection.deleteMany({ forgetAt, outbox: trusted({ $size: 0 }) });
  }

  return { end, purge, endLapsed, removeForgotten };
}
