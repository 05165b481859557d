import type { Bus } from '@tributary/runtime/bus';
import { type EventLog, openEventLog } from '@tributary/runtime/event-log';
import type { OutboxEntry, OutboxOptions } from '@tributary/runtime/outbox';
import { openStore } from '@tributary/runtime/store';
import { openWorkQueue, type WorkQueue } from '@tributary/runtime/work-queue';
import { type Model, Schema } from 'mongoose';
import { connectNats } from './access.ts';

export interface Note {
  _id: string;
  count: number;
  outbox: OutboxEntry[];
}

export interface Parts extends AsyncDisposable {
  options: OutboxOptions & { bus: Bus };
  notes: Model<Note>;
  events: EventLog;
  work: WorkQueue;
}

/** All that an outbox needs, over a collection of notes. */
export async function openParts(natsUrl: string, mongoUrl: string): Promise<Parts> {
  const stack = new AsyncDisposableStack();
  const bus = stack.use(await connectNats(natsUrl));
  const store = stack.use(await openStore({ url: mongoUrl, database: 'test', log: bus.log }));
  const events = await openEventLog(bus);
  const work = await openWorkQueue(bus, bus.log);
  const notes = await store.model(
    'notes',
    new Schema<Note>({
      _id: { type: String, required: true },
      count: { type: Number, default: 0 },
      outbox: [Schema.Types.Mixed],
    }).index({ 'outbox.0.id': 1 }, { sparse: true }),
  );
  const options = { model: notes, events, work, bus, log: bus.log };
  return { options, notes, events, work, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
