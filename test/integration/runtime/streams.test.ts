import { Failure } from '@tributary/runtime/failure';
import { offerStream, openStream, serveStream } from '@tributary/runtime/streams';
import { expect, test } from 'vitest';
import { collectLog, createEvents, decode, encode, failureOf, startNetwork } from './network.ts';
import { createCounter, createIdle, open, readAll, service, sourceOf, subject } from './sources.ts';

test('a stream reaches its reader with what it was asked, and ends', async () => {
  await using network = await startNetwork();
  const [reader, server] = [await network.connect(), await network.connect()];
  await using _ = await serveStream(server, {
    service,
    subject,
    open: ({ data, identity, traceparent }) =>
      sourceOf(data, encode(identity), encode(traceparent ?? '')),
  });
  const options = { identity: 'ada', traceparent: '00-1-2-01' };

  const chunks: string[] = [];
  for await (const chunk of openStream(reader, subject, encode('go'), options)) {
    chunks.push(decode(chunk));
  }

  expect(chunks).toEqual(['go', 'ada', '00-1-2-01']);
});

test('chunks of any size arrive one by one as they were sent', async () => {
  await using network = await startNetwork({ maxPayload: 65_536 });
  const bus = await network.connect();
  const lengths = [0, 1, 57_344, 57_345, 65_536, 1_000_000, 0, 3];
  const chunks = lengths.map((length, index) => Buffer.alloc(length, index + 1));
  await using _ = await serveStream(bus, { service, subject, open: () => sourceOf(...chunks) });

  const read = await readAll(open(bus));

  expect(read.map((chunk) => chunk.length)).toEqual(lengths);
  expect(Buffer.compare(Buffer.concat(read), Buffer.concat(chunks))).toBe(0);
});

test('a source may write over what it gave a mebibyte ago', async () => {
  await using network = await startNetwork();
  const [reader, server] = [await network.connect(), await network.connect()];
  const blocks = [Buffer.alloc(1_048_576), Buffer.alloc(1_048_576)];
  async function* rewrite() {
    for (let number = 1; number <= 12; number += 1) {
      const block = blocks[number % 2];
      if (block) yield block.fill(number);
    }
  }
  await using _ = await serveStream(server, { service, subject, open: rewrite });

  const numbers: number[][] = [];
  for await (const chunk of openStream(reader, subject, encode(''), { identity: 'ada' })) {
    await reader.connection.flush();
    numbers.push([...new Set(chunk)]);
  }

  expect(numbers).toEqual(Array.from({ length: 12 }, (_none, index) => [index + 1]));
});

test('a reader that holds suspends the source, and gets every chunk in the end', async () => {
  await using network = await startNetwork();
  const [reader, server] = [await network.connect(), await network.connect()];
  const { counter, count } = createCounter(10_000);
  await using _ = await serveStream(server, { service, subject, open: count });
  const iterator = open(reader);

  const first = await iterator.next();
  await network.connect();
  await server.connection.flush();
  await reader.connection.flush();
  const held = counter.produced;
  await Promise.all(Array.from({ length: 500 }, () => iterator.next()));
  const next = await iterator.next();
  await iterator.return?.();

  // The window of 1 MiB, and the chunk that crosses its end.
  expect(held).toBeLessThanOrEqual(102);
  expect(counter.produced).toBeLessThanOrEqual(held + 501 + 102);
  expect([first.value?.[0], next.value?.[0]]).toEqual([0, 501 % 256]);
  await counter.closed;
});

test('bytes are given in the pieces in which they arrive', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index));
  await using offer = offerStream(bus, sourceOf(bytes));
  const pieces: Uint8Array[] = [];

  const options = { identity: 'x', asPieces: true };
  for await (const piece of openStream(bus, offer.subject, new Uint8Array(), options)) {
    pieces.push(piece);
  }

  expect(pieces.map(({ length }) => length)).toEqual([16_384, 16_384, 7_232]);
  expect(Buffer.compare(Buffer.concat(pieces), bytes)).toBe(0);
});

test('a source of many tiny chunks is suspended as well', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const { counter, count } = createCounter(0);
  await using _ = await serveStream(bus, { service, subject, open: count });
  const iterator = open(bus);
  await iterator.next();

  for (let produced = -1; produced !== counter.produced; ) {
    produced = counter.produced;
    await bus.connection.flush();
  }

  expect(counter.produced).toBeLessThanOrEqual(2_051);
  await iterator.return?.();
  await counter.closed;
});

test('a process may read a thousand streams at once that all have much to send', async () => {
  await using network = await startNetwork();
  const [reader, server] = [await network.connect(), await network.connect()];
  const { count } = createCounter(1_000);
  await using _ = await serveStream(server, { service, subject, open: count });
  const iterators = Array.from({ length: 1_000 }, () => open(reader));

  const first = await Promise.all(iterators.map((iterator) => iterator.next()));
  await reader.connection.flush();
  const second = await Promise.all(iterators.map((iterator) => iterator.next()));

  expect([...first, ...second].filter(({ done }) => done)).toEqual([]);
  await Promise.all(iterators.map((iterator) => iterator.return?.()));
});

test('leaving the loop closes the source', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const { counter, count } = createCounter();
  await using _ = await serveStream(bus, { service, subject, open: count });

  for await (const chunk of openStream(bus, subject, encode(''), { identity: 'ada' })) {
    if (chunk[0] === 3) break;
  }

  await counter.closed;
});

test('a reader may leave while it waits, which the source learns at once', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const idle = createIdle();
  const calls = createEvents<AbortSignal>();
  await using _ = await serveStream(bus, {
    service,
    subject,
    open: ({ signal }) => {
      calls.add(signal);
      return idle.source;
    },
  });
  const iterator = open(bus);
  const waiting = iterator.next();
  const signal = await calls.next();

  await iterator.return?.();

  expect(await waiting).toEqual({ done: true, value: undefined });
  await idle.closed;
  expect(signal.aborted).toBe(true);
});

test('a signal ends the reading with its reason', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const idle = createIdle();
  const calls = createEvents<string>();
  await using _ = await serveStream(bus, {
    service,
    subject,
    open: () => {
      calls.add('open');
      return idle.source;
    },
  });
  const controller = new AbortController();
  const waiting = failureOf(open(bus, controller.signal).next());
  await calls.next();

  controller.abort(new Failure('TIMEOUT', 'enough'));

  expect(await waiting).toEqual({ code: 'TIMEOUT', message: 'enough' });
  await idle.closed;
});

test('a failure of the source arrives as it is, after the chunks before it', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  async function* fail(): AsyncGenerator<Uint8Array> {
    yield encode('part');
    throw new Failure('BAD_INPUT', 'the cursor is too old', { reason: 'cursor_expired' });
  }
  await using _ = await serveStream(bus, { service, subject, open: fail });
  const iterator = open(bus);

  const first = await iterator.next();

  expect(decode(first.value ?? encode(''))).toBe('part');
  expect(await failureOf(iterator.next())).toEqual({
    code: 'BAD_INPUT',
    message: 'the cursor is too old',
    reason: 'cursor_expired',
  });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
});

test('a stream that cannot be opened says why; a bug is logged where it is', async () => {
  await using network = await startNetwork();
  const { log, entries } = collectLog();
  const bus = await network.connect(log);
  const errors = [new Failure('NOT_FOUND', 'no such file'), new RangeError('a bug')];
  await using _ = await serveStream(bus, {
    service,
    subject,
    open: () => Promise.reject(errors.shift()),
  });

  const failures = [await failureOf(open(bus).next()), await failureOf(open(bus).next())];

  expect(failures).toEqual([
    { code: 'NOT_FOUND', message: 'no such file' },
    { code: 'INTERNAL', message: 'internal error' },
  ]);
  expect(entries).toMatchObject([{ msg: 'unforeseen error', err: { message: 'a bug' } }]);
});

test('a stream that nobody serves is unavailable at once', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();

  const failure = await failureOf(open(bus).next());

  expect(failure).toEqual({ code: 'UNAVAILABLE', message: 'source does not answer' });
});

test('a request that is not for a stream gets an answer that says so', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const { source } = createIdle();
  await using _ = await serveStream(bus, { service, subject, open: () => source });
  const deadline = Date.now() + 10_000;

  const failure = await failureOf(bus.request(subject, encode(''), { identity: '', deadline }));

  expect(failure).toEqual({ code: 'BAD_INPUT', message: 'test.source answers with a stream' });
});

test('an offered stream is read by the one who was told of it, once', async () => {
  await using network = await startNetwork();
  const [gateway, files] = [await network.connect(), await network.connect()];
  await using offer = offerStream(gateway, sourceOf(encode('a'), encode('b')));

  const read = await readAll(open(files, undefined, offer.subject));
  const again = await failureOf(open(files, undefined, offer.subject).next());

  expect(read.map(decode)).toEqual(['a', 'b']);
  const message = 'the stream is not offered any more';
  expect(again).toEqual({ code: 'UNAVAILABLE', message });
});

test('an offer that is withdrawn closes its source, opened or not', async () => {
  await using network = await startNetwork();
  const [gateway, files] = [await network.connect(), await network.connect()];
  const [unopened, opened] = [createIdle(), createCounter()];
  const offers = [offerStream(gateway, unopened.source), offerStream(gateway, opened.count())];
  const iterator = open(files, undefined, offers[1]?.subject);
  await iterator.next();

  await Promise.all(offers.map((offer) => offer[Symbol.asyncDispose]()));

  await Promise.all([unopened.closed, opened.counter.closed]);
  const message = 'the stream is not offered any more';
  expect(await failureOf(readAll(iterator))).toEqual({ code: 'UNAVAILABLE', message });
});

test('a process has no more streams at a time than it may', async () => {
  await using network = await startNetwork();
  const [reader, server] = [await network.connect(), await network.connect()];
  const { count } = createCounter();
  await using _ = await serveStream(server, { service, subject, streamsMax: 1, open: count });
  const held = open(reader);
  await held.next();

  await expect(open(reader).next()).rejects.toEqual(
    new Failure('UNAVAILABLE', 'source has too many streams'),
  );
  await held.return?.();
});
