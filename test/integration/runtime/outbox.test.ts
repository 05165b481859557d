import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EventLog } from '@tributary/runtime/event-log';
import { createOutbox, type OutboxEntry, outboxEntry } from '@tributary/runtime/outbox';
import type { NatsConnection } from 'nats';
import { expect, test } from 'vitest';
import { startMongo } from '../../mongo.ts';
import { startNats } from '../../nats.ts';
import { openParts } from './notes.ts';

const subject = 'event.note.n1';
/** Longer than the server recognizes a message id. */
const longAgo = new Date(Date.now() - 3_600_000);

const entries = (from: number, to: number, at?: Date): OutboxEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    ...outboxEntry('n1', from + index, subject, from + index),
    ...(at && { at }),
  }));

const note = (outbox: OutboxEntry[]) => ({ _id: 'n1', count: 0, outbox });

/** The numbers that the log holds, once the last one is there. */
async function readTo(events: EventLog, last: number): Promise<unknown[]> {
  for await (const { data } of events.read(subject)) if (data === last) break;
  return (await events.list(subject)).map(({ data }) => data);
}

test('entries are published in order and once, whoever relays them', async () => {
  await using nats = await startNats();
  await using mongo = await startMongo();
  await using parts = await openParts(nats.url, mongo.url);
  await using other = await openParts(nats.url, mongo.url);
  await parts.notes.create(note(entries(1, 50)));

  await using one = createOutbox(parts.options);
  await using two = createOutbox(other.options);
  await Promise.all([one.relay('n1'), two.relay('n1'), one.relay('n1')]);

  expect((await parts.events.list(subject)).map(({ data }) => data)).toEqual(
    entries(1, 50).map(({ data }) => data),
  );
  expect(await parts.notes.findById('n1').lean()).toEqual(note([]));
});

test('what was published long before a crash is not published again', async () => {
  await using nats = await startNats();
  await using mongo = await startMongo();
  await using parts = await openParts(nats.url, mongo.url);
  const { events, notes, options } = parts;
  for (const entry of entries(1, 2)) await events.appendOnce(entry);
  await forgetIds(options.bus.connection);
  await notes.create(note(entries(1, 3, longAgo)));

  await using outbox = createOutbox(options);
  await outbox.relay('n1');
  // Behind a fact of another document the own ones are searched for.
  await events.appendOnce(outboxEntry('n2', 1, subject, 'other'));
  await forgetIds(options.bus.connection);
  await notes.updateOne({ _id: 'n1' }, { $set: { outbox: entries(2, 4, longAgo) } });
  await outbox.relay('n1');

  expect((await events.list(subject)).map(({ data }) => data)).toEqual([1, 2, 3, 'other', 4]);
});

test('what cannot be published during an outage is published after it', async () => {
  await using nats = await startNats();
  await using mongo = await startMongo();
  await using parts = await openParts(nats.url, mongo.url);
  await using outbox = createOutbox(parts.options);

  await nats.kill();
  await parts.notes.create(note(entries(1, 3)));
  await outbox.relay('n1');
  const before = await parts.notes.findById('n1').lean();
  await nats.start();

  expect(before).toEqual(note(entries(1, 3).map((entry) => ({ ...entry, at: expect.any(Date) }))));
  expect(await readTo(parts.events, 3)).toEqual([1, 2, 3]);
});

test('jobs go to the work queue', async () => {
  await using nats = await startNats();
  await using mongo = await startMongo();
  await using parts = await openParts(nats.url, mongo.url);
  await using outbox = createOutbox(parts.options);
  await parts.notes.create(note([outboxEntry('n1', 1, 'work.test', { go: true })]));

  await outbox.relay('n1');
  const done = Promise.withResolvers<unknown>();
  await using _worker = await parts.work.serve('test', {
    concurrency: 1,
    handle: async ({ data }) => done.resolve(data),
  });

  expect(await done.promise).toEqual({ go: true });
});

test('kills of the process lose and double no fact', async () => {
  await using nats = await startNats();
  await using mongo = await startMongo();
  await using parts = await openParts(nats.url, mongo.url);
  const program = join(import.meta.dirname, 'outbox-process.ts');

  for (const more of [1, 20, 7, 40]) {
    const arguments_ = [program, nats.url, mongo.url, subject];
    const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
    let lines = 0;
    for await (const _line of createInterface(child.stdout)) if (++lines === more) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await using _outbox = createOutbox(parts.options);
  const count = (await parts.notes.findById('n1').lean())?.count ?? 0;

  expect(count).toBeGreaterThanOrEqual(68);
  expect(await readTo(parts.events, count)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  );
});

/** Has the server forget the message ids that it recognizes. */
async function forgetIds(connection: NatsConnection): Promise<void> {
  const manager = await connection.jetstreamManager();
  await manager.streams.update('EVENTS', { duplicate_window: 100_000_000 });
  const client = connection.jetstream();
  const publish = () => client.publish('event.probe', '0', { msgID: 'probe' });
  await publish();
  while ((await publish()).duplicate);
}
