import type { Bus } from '@tributary/runtime/bus';
import { publishDocument, watchDocuments } from '@tributary/runtime/registry';
import { expect, test } from 'vitest';
import { collectLog, createEvents, linkDown, startNetwork } from './network.ts';

const bucket = 'documents';

/** Watches, and hands out what the watch shows, one change after the other. */
async function watch(bus: Bus) {
  const changes = createEvents<Record<string, unknown>>();
  const watching = await watchDocuments(bus, bucket, (documents) =>
    changes.add(Object.fromEntries(documents)),
  );
  return { changes, [Symbol.asyncDispose]: () => watching[Symbol.asyncDispose]() };
}

test('a watch shows what is there, then each change', async () => {
  await using network = await startNetwork();
  const [writer, reader] = [await network.connect(), await network.connect()];
  await publishDocument(writer, bucket, 'a', { n: 1 });
  await publishDocument(writer, bucket, 'b', [2]);
  await using watched = await watch(reader);
  const first = await watched.changes.next();

  await publishDocument(writer, bucket, 'a', { n: 3 });

  expect(first).toEqual({ a: { n: 1 }, b: [2] });
  expect(await watched.changes.next()).toEqual({ a: { n: 3 }, b: [2] });
});

test('a bucket may be watched before anything was published', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using watched = await watch(bus);
  const first = await watched.changes.next();

  await publishDocument(bus, bucket, 'a', 1);

  expect(first).toEqual({});
  expect(await watched.changes.next()).toEqual({ a: 1 });
});

test('many processes may make a bucket at once', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const names = Array.from({ length: 10 }, (_, index) => `key-${index}`);

  await Promise.all(names.map((name) => publishDocument(bus, bucket, name, name)));

  await using watched = await watch(bus);
  expect(await watched.changes.next()).toEqual(
    Object.fromEntries(names.map((name) => [name, name])),
  );
});

test('a document that is removed leaves the watch', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await publishDocument(bus, bucket, 'a', 1);
  await publishDocument(bus, bucket, 'b', 2);
  await using watched = await watch(bus);
  const first = await watched.changes.next();

  await (await bus.connection.jetstream().views.kv(bucket)).delete('a');

  expect(first).toEqual({ a: 1, b: 2 });
  expect(await watched.changes.next()).toEqual({ b: 2 });
});

test('a value that is there already is not stored again', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  for (const value of [{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }]) {
    await publishDocument(bus, bucket, 'a', value);
  }

  const kv = await bus.connection.jetstream().views.kv(bucket);
  const stored: unknown[] = [];
  for await (const entry of await kv.history({ key: 'a' })) {
    stored.push(entry.json());
    if (entry.delta === 0) break;
  }

  expect(stored).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a watch goes on after NATS was killed, and shows only what is different', async () => {
  await using network = await startNetwork();
  const [writer, reader] = [await network.connect(), await network.connect()];
  await publishDocument(writer, bucket, 'a', 1);
  await using watched = await watch(reader);
  const first = await watched.changes.next();

  await network.nats.kill();
  await Promise.all([linkDown(reader), linkDown(writer)]);
  await network.nats.start();
  await publishDocument(writer, bucket, 'b', 2);
  const second = await watched.changes.next();
  await publishDocument(writer, bucket, 'b', 3);

  expect([first, second]).toEqual([{ a: 1 }, { a: 1, b: 2 }]);
  expect(await watched.changes.next()).toEqual({ a: 1, b: 3 });
});

test('what is published while NATS is away is stored when it is back', async () => {
  await using network = await startNetwork();
  const [writer, reader] = [await network.connect(), await network.connect()];
  await using watched = await watch(reader);
  await watched.changes.next();
  await network.nats.kill();
  await Promise.all([linkDown(reader), linkDown(writer)]);

  const published = publishDocument(writer, bucket, 'a', 1);
  await network.nats.start();
  await published;

  expect(await watched.changes.next()).toEqual({ a: 1 });
});

test('a watch learns that its bucket was deleted', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await publishDocument(bus, bucket, 'a', 1);
  await using watched = await watch(bus);
  await watched.changes.next();

  await (await bus.connection.jetstream().views.kv(bucket)).destroy();

  expect(await watched.changes.next()).toEqual({});
});

test('an error in the callback is logged and ends nothing', async () => {
  await using network = await startNetwork();
  const { log, entries } = collectLog();
  const bus = await network.connect(log);
  const changes = createEvents<number>();
  await using _ = await watchDocuments(bus, bucket, (documents) => {
    changes.add(documents.size);
    if (documents.size === 1) throw new Error('does not compose');
  });

  await publishDocument(bus, bucket, 'a', 1);
  await publishDocument(bus, bucket, 'b', 2);

  expect([await changes.next(), await changes.next(), await changes.next()]).toEqual([0, 1, 2]);
  expect(entries).toMatchObject([
    { msg: 'document callback failed', err: { message: 'does not compose' } },
  ]);
});

test('a value that is not JSON is a text, and the watch goes on', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const kv = await bus.connection.jetstream().views.kv(bucket, { history: 5 });
  await kv.put('a', 'type Query {');
  await using watched = await watch(bus);
  const first = await watched.changes.next();

  await publishDocument(bus, bucket, 'b', [2]);

  expect(first).toEqual({ a: 'type Query {' });
  expect(await watched.changes.next()).toEqual({ a: 'type Query {', b: [2] });
});
