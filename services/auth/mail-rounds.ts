import type { Log } from '@tributary/runtime/log';
import type { Outbox } from '@tributary/runtime/outbox';
import { trusted } from '@tributary/runtime/store';
import { startSweep } from '@tributary/runtime/sweep';
import type { Model } from 'mongoose';
import { mailed } from './changes.ts';
import { type MailRow, queuedMsMax } from './mails.ts';

export interface MailRoundsOptions {
  collection: Model<MailRow>;
  outbox: Pick<Outbox, 'relay'>;
  log: Log;
  roundMs?: number;
}

const dueMax = 100;
/** What is in the outbox still will be queued anyway. */
const unqueued = { 'outbox.0': trusted({ $exists: false }) };

/** Queues mails once more that rest, or whose job is lost; of many processes, one does each. */
export function startMailRounds(options: MailRoundsOptions): AsyncDisposable {
  const { collection, outbox, log, roundMs = 10_000 } = options;

  async function queueDue(signal: AbortSignal): Promise<void> {
    const due = { dueAt: trusted({ $lte: new Date() }), ...unqueued };
    const rows = await collection.find(due).sort({ dueAt: 1 }).limit(dueMax).lean<MailRow[]>();
    for (const { _id, dueAt } of rows) {
      if (signal.aborted) return;
      const next = new Date(Date.now() + queuedMsMax);
      const change = { $set: { dueAt: next }, $push: { outbox: mailed(_id) } };
      const { modifiedCount } = await collection.updateOne({ _id, dueAt, ...unqueued }, change);
      if (modifiedCount > 0) await outbox.relay(_id);
    }
  }

  const failed = (err: unknown) => log.warn({ err }, 'mails are queued later');
  return startSweep({ sweep: queueDue, pauseMs: roundMs, failed });
}
