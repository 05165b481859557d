import { accessKind, accessSubject } from '@tributary/runtime/access-events';
import { openEventLog } from '@tributary/runtime/event-log';
import { publishDocument, readDocument } from '@tributary/runtime/registry';
import { expect, test } from 'vitest';
import { startNetwork } from './network.ts';

const event = (id: string) => ({ kind: 'signIn', id }) as const;

test('the newest event of a kind is the last that a watch of it gets', async () => {
  await using network = await startNetwork();
  const events = await openEventLog(await network.connect());
  const before = await events.newest(accessKind);
  for (const id of ['a', 'b']) {
    await events.appendOnce({ id: `${id}:1`, subject: accessSubject(event(id)), data: event(id) });
  }
  await events.appendOnce({ id: 'c:1', subject: 'event.task.c', data: {} });

  const newest = await events.newest(accessKind);

  const all = events.watch(accessKind, { since: new Date(0) });
  const watched = [(await all.next()).value, (await all.next()).value];
  await all.return?.();
  expect(before).toBe(undefined);
  expect(watched.map(({ data }) => data)).toEqual([event('a'), event('b')]);
  expect(newest).toEqual({ cursor: watched[1].cursor, time: watched[1].time });
});

test('an event that is not JSON is read as its text', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const events = await openEventLog(bus);
  await bus.connection.jetstream().publish('event.access.x', new TextEncoder().encode('by hand'));

  const [stored] = await events.list('event.access.x');

  expect(stored?.data).toBe('by hand');
});

test('a document is read as it is now', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const read = () => readDocument(bus, 'documents', 'a');

  const missing = await read();
  await publishDocument(bus, 'documents', 'b', 0);
  const unknown = await read();
  await publishDocument(bus, 'documents', 'a', { n: 1 });
  await publishDocument(bus, 'documents', 'a', { n: 2 });
  const present = await read();
  await (await bus.connection.jetstream().views.kv('documents')).delete('a');

  expect([missing, unknown, present, await read()]).toEqual([
    ...[undefined, undefined, { n: 2 }, undefined],
  ]);
});
