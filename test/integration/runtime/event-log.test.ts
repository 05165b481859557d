import { type EventLog, openEventLog, type StoredEvent } from '@tributary/runtime/event-log';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import { startNats } from '../../nats.ts';
import { connectNats } from './access.ts';

const subject = 'event.task.t1';
const datas = (events: readonly StoredEvent[]) => events.map(({ data }) => data);

async function take(events: AsyncIterable<StoredEvent>, count: number): Promise<StoredEvent[]> {
  const taken: StoredEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

const caught = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error) => error);

async function fill(log: EventLog, name: string, from: number, to: number): Promise<string[]> {
  const writer = await log.openWriter(name);
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  return Promise.all(numbers.map((number) => writer.append({ number })));
}

test('a reader gets what is stored, then what comes, and resumes behind a cursor', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const cursors = await fill(log, subject, 0, 3);
  await fill(log, 'event.task.other', 0, 3);

  const all = log.read(subject);
  const stored = await take({ [Symbol.asyncIterator]: () => ({ next: () => all.next() }) }, 3);
  const coming = all.next();
  const [fourth] = await fill(log, subject, 3, 4);
  const resumed = await take(log.read(subject, { after: cursors[1] }), 2);

  expect(stored).toEqual(
    cursors.map((cursor, number) => ({ cursor, data: { number }, time: expect.any(Date) })),
  );
  expect((await coming).value).toEqual({
    ...{ cursor: fourth, data: { number: 3 }, time: expect.any(Date) },
  });
  expect(datas(resumed)).toEqual([{ number: 2 }, { number: 3 }]);
  expect(datas(await log.list(subject))).toEqual([0, 1, 2, 3].map((number) => ({ number })));
});

test('the event of a cursor is found, on its own subject alone', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const [first, second = ''] = await fill(log, subject, 0, 2);

  const found = await log.find(subject, second);
  const others = await Promise.all([
    ...[log.find('event.task.other', second), log.find(subject, '0'), log.find(subject, '999')],
  ]);

  expect(found).toEqual({ cursor: second, data: { number: 1 }, time: expect.any(Date) });
  expect([first, ...others]).toEqual(['1', undefined, undefined, undefined]);
  await expect(log.find(subject, 'x')).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('a kill of NATS in the middle loses and doubles nothing', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const reading = take(log.read(subject), 3000);

  const writing = fill(log, subject, 0, 3000);
  for (const at of [300, 900, 2000]) {
    await take(log.read(subject), at);
    await nats.kill();
    await nats.start();
  }

  const cursors = await writing;
  const numbers = Array.from({ length: 3000 }, (_, number) => ({ number }));
  expect(datas(await reading)).toEqual(numbers);
  expect((await log.list(subject)).map(({ cursor }) => cursor)).toEqual(cursors);
  expect(datas(await log.list(subject))).toEqual(numbers);
});

test('a writer that is superseded stores nothing more', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const [first] = await Promise.all([log.openWriter(subject), log.openWriter('event.task.t2')]);
  await first.append(1);

  const second = await log.openWriter(subject);
  await second.append(2);
  const refused = await Promise.all([caught(first.append(3)), caught(first.append(4))]);
  await second.append(5);

  const superseded = new Failure('CONFLICT', `the writer of ${subject} is superseded`);
  expect(refused).toEqual([superseded, superseded]);
  expect(datas(second.history)).toEqual([1]);
  expect(datas(await log.list(subject))).toEqual([1, 2, 5]);
});

test('a reader that waits ends at once when it is aborted or returns', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const abort = new AbortController();
  const [aborted, returned] = [log.read(subject, abort), log.read(subject)];
  const waiting = [aborted.next(), returned.next()];
  await nats.kill();

  abort.abort();
  await returned.return?.();

  expect(await Promise.all(waiting)).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  expect(await log.read(subject, abort).next()).toEqual({ done: true, value: undefined });
});

test('a cursor that is malformed, no longer kept or of a lost stream is told so', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const cursors = await fill(log, subject, 0, 4);
  const manager = await bus.connection.jetstreamManager();
  await manager.streams.purge('EVENTS', { seq: 3 });
  const read = (after: string) => caught(take(log.read(subject, { after }), 1));

  const kept = await take(log.read(subject, { after: cursors[1] }), 1);
  const refused = [await read('1'), await read('99')];

  const expired = (cursor: number) =>
    new Failure(
      'BAD_INPUT',
      `cursor ${cursor} is older than the events that are kept: read the stored state instead`,
      { reason: 'cursor_expired' },
    );
  expect(datas(kept)).toEqual([{ number: 2 }]);
  expect(refused).toEqual([expired(1), expired(99)]);
  for (const after of ['', '-1', '1e3', 'x', '9'.repeat(16)]) {
    expect(() => log.read(subject, { after })).toThrow('the cursor is not one that was handed out');
  }
  expect(() => log.read('event.task.*')).toThrow('not the subject of an event');
});

test('a stream that was lost is made anew; its readers learn of it', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  await fill(log, subject, 0, 1);
  const reader = log.read(subject);
  await reader.next();
  const lost = caught(reader.next());
  const manager = await bus.connection.jetstreamManager();

  await manager.streams.delete('EVENTS');
  const cursors = await fill(log, 'event.task.t2', 0, 2);

  expect(cursors).toEqual(['1', '2']);
  expect(await lost).toMatchObject({ code: 'BAD_INPUT', reason: 'cursor_expired' });
});

test('large events arrive whole, and one that is too large is refused', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const log = await openEventLog(bus);
  const writer = await log.openWriter(subject);
  const texts = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(1_000_000));

  for (const text of texts) await writer.append(text);
  const refused = await caught(writer.append('x'.repeat(1_048_576)));

  expect(datas(await take(log.read(subject), 20))).toEqual(texts);
  expect(refused).toEqual(
    new Failure('TOO_LARGE', `a message for ${subject} exceeds 1044480 bytes`),
  );
});
