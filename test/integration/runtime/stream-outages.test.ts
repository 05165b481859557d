import { once } from 'node:events';
import type { Bus } from '@tributary/runtime/bus';
import { serveStream } from '@tributary/runtime/streams';
import { headers, type Msg } from 'nats';
import { expect, test } from 'vitest';
import { createEvents, decode, encode, failureOf, linkDown, startNetwork } from './network.ts';
import { createCounter, createIdle, open, readAll, service, sourceOf, subject } from './sources.ts';

/** Accepts streams by hand, to do what no real sender does. */
function acceptByHand({ connection }: Bus, handle: (request: Msg) => void): void {
  connection.subscribe(subject, {
    callback: (_, request) => {
      const fields = headers();
      fields.set('Accept', '1');
      request.respond(undefined, { headers: fields, reply: 'test.control' });
      handle(request);
    },
  });
}

test('an idle stream stays open for longer than a silent peer would', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const late = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const source = { [Symbol.asyncIterator]: () => ({ next: () => late.promise }) };
  await using _ = await serveStream(bus, { service, subject, open: () => source });
  const iterator = open(bus);
  const waiting = iterator.next();

  await once(AbortSignal.timeout(7_000), 'abort');
  late.resolve({ done: false, value: encode('late') });

  expect(decode((await waiting).value ?? encode(''))).toBe('late');
  await iterator.return?.();
});

test('a sender that falls silent is noticed within 5 s', async () => {
  await using network = await startNetwork();
  const [reader, sender] = [await network.connect(), await network.connect()];
  acceptByHand(sender, () => {});
  await sender.connection.flush();
  const startedAt = Date.now();

  const failure = await failureOf(open(reader).next());

  expect(failure).toEqual({ code: 'UNAVAILABLE', message: 'source fell silent' });
  expect(Date.now() - startedAt).toBeLessThan(5_500);
});

test('a reader that falls silent is noticed within 5 s, and the source closed', async () => {
  await using network = await startNetwork();
  const [reader, sender] = [await network.connect(), await network.connect()];
  const idle = createIdle();
  await using _ = await serveStream(sender, { service, subject, open: () => idle.source });
  const fields = headers();
  fields.set('Credit', '1000');
  const startedAt = Date.now();

  reader.connection.publish(subject, undefined, { headers: fields, reply: 'test.silent' });
  await idle.closed;

  expect(Date.now() - startedAt).toBeLessThan(5_500);
});

test('a chunk that got lost ends the stream instead of leaving a gap', async () => {
  await using network = await startNetwork();
  const [reader, sender] = [await network.connect(), await network.connect()];
  acceptByHand(sender, (request) => {
    for (const sequence of [1, 3]) {
      const fields = headers();
      fields.set('Seq', String(sequence));
      request.respond(encode(`chunk ${sequence}`), { headers: fields });
    }
  });
  await sender.connection.flush();
  const iterator = open(reader);

  const first = await iterator.next();

  expect(decode(first.value ?? encode(''))).toBe('chunk 1');
  const message = 'a part of the stream was lost';
  expect(await failureOf(iterator.next())).toEqual({ code: 'UNAVAILABLE', message });
});

test('when NATS dies both ends learn it, and the stream may be opened again', async () => {
  await using network = await startNetwork();
  const [reader, sender] = [await network.connect(), await network.connect()];
  const idle = createIdle();
  const calls = createEvents<string>();
  const sources = [idle.source, sourceOf(encode('again'))];
  await using _ = await serveStream(sender, {
    service,
    subject,
    open: () => {
      calls.add('open');
      return sources.shift() ?? sourceOf();
    },
  });
  const waiting = failureOf(open(reader).next());
  await calls.next();

  await network.nats.kill();
  await Promise.all([idle.closed, linkDown(reader), linkDown(sender)]);
  await network.nats.start();
  await sender.link.whenUp(Date.now() + 10_000);
  await sender.connection.flush();
  const again = await readAll(open(reader));

  const message = 'the connection to NATS was lost';
  expect(await waiting).toEqual({ code: 'UNAVAILABLE', message });
  expect(again.map(decode)).toEqual(['again']);
});

test('a service that stops ends its streams, so that readers resume elsewhere', async () => {
  await using network = await startNetwork();
  const [reader, sender] = [await network.connect(), await network.connect()];
  const { counter, count } = createCounter();
  const served = await serveStream(sender, { service, subject, open: count });
  const iterator = open(reader);
  await iterator.next();

  await served[Symbol.asyncDispose]();

  const failure = await failureOf(readAll(iterator));
  expect(failure).toEqual({ code: 'UNAVAILABLE', message: 'source is stopping' });
  await counter.closed;
});
