import { Failure, failureStatuses, isFailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import { collectLog, createEvents, decode, encode, failureOf, startNetwork } from './network.ts';

const soon = (ms = 10_000) => ({ identity: 'ada', deadline: Date.now() + ms });
const never = () => new Promise<never>(() => {});

test('a request reaches its responder with all it carries, and the reply its caller', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const calls = createEvents<unknown>();
  await using _ = await server.respond({
    service: 'echo',
    subject: 'test.echo',
    handle: async ({ data, identity, deadline, traceparent }) => {
      calls.add({ data: decode(data), identity, deadline, traceparent });
      return encode(`${decode(data)} back`);
    },
  });
  const options = { ...soon(), traceparent: '00-1-2-01' };

  const reply = await client.request('test.echo', encode('there'), options);

  expect(decode(reply)).toBe('there back');
  expect(await calls.next()).toEqual({ data: 'there', ...options });
});

test('of a hundred requests at once each gets its own reply', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await bus.respond({
    service: 'echo',
    subject: 'test.echo',
    handle: async ({ data }) => data,
  });
  const texts = Array.from({ length: 100 }, (_, index) => `request ${index}`);

  const replies = await Promise.all(
    texts.map((text) => bus.request('test.echo', encode(text), soon())),
  );

  expect(replies.map(decode)).toEqual(texts);
});

test('a request that nobody serves is unavailable at once', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();

  const failure = await failureOf(bus.request('test.nobody', encode('x'), soon(600_000)));

  expect(failure).toEqual({ code: 'UNAVAILABLE', message: 'nobody does not answer' });
});

test('every failure crosses the bus as it is', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await bus.respond({
    service: 'failing',
    subject: 'test.failing',
    handle: async ({ data }) => {
      const code = decode(data);
      if (isFailureCode(code)) throw new Failure(code, 'größer\r\nals 5', { reason: 'too_big' });
      return data;
    },
  });
  const codes = Object.keys(failureStatuses);

  const failures = await Promise.all(
    codes.map((code) => failureOf(bus.request('test.failing', encode(code), soon()))),
  );

  const expected = { message: 'größer\r\nals 5', reason: 'too_big' };
  expect(failures).toEqual(codes.map((code) => ({ code, ...expected })));
});

test('an unforeseen error is internal to the caller, and logged where it happened', async () => {
  await using network = await startNetwork();
  const { log, entries } = collectLog();
  const bus = await network.connect(log);
  const handle = () => Promise.reject(new TypeError('secret detail'));
  await using _ = await bus.respond({ service: 'broken', subject: 'test.broken', handle });

  const failure = await failureOf(bus.request('test.broken', encode(''), soon()));

  expect(failure).toEqual({ code: 'INTERNAL', message: 'internal error' });
  expect(entries).toMatchObject([
    { msg: 'unforeseen error', err: { stack: expect.stringContaining('secret detail') } },
  ]);
});

test('at the deadline the caller gets a timeout and the responder a signal', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const aborts = createEvents<unknown>();
  await using _ = await bus.respond({
    service: 'slow',
    subject: 'test.slow',
    handle: ({ signal }) => {
      signal.addEventListener('abort', () => aborts.add(signal.reason.code));
      return never();
    },
  });

  const failure = await failureOf(bus.request('test.slow', encode(''), soon(200)));

  expect(failure).toEqual({ code: 'TIMEOUT', message: expect.stringMatching(/^slow did not/) });
  expect(await aborts.next()).toBe('TIMEOUT');
});

test('a request whose deadline has passed is not begun', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  let calls = 0;
  const handle = async () => encode(String(++calls));
  await using _ = await bus.respond({ service: 'counter', subject: 'test.counter', handle });

  const failure = await failureOf(bus.request('test.counter', encode(''), soon(-1)));
  const reply = await bus.request('test.counter', encode(''), soon());

  expect(failure).toMatchObject({ code: 'TIMEOUT' });
  expect(decode(reply)).toBe('1');
});

test('a caller that gives up rejects with its own reason', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await bus.respond({ service: 'slow', subject: 'test.slow', handle: never });
  const controller = new AbortController();
  const reply = bus.request('test.slow', encode(''), { ...soon(500), signal: controller.signal });

  controller.abort(new Failure('CONFLICT', 'changed my mind'));

  expect(await failureOf(reply)).toEqual({ code: 'CONFLICT', message: 'changed my mind' });
});

test('a responder learns that its caller gave up, and keeps the place of what goes on', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const events = createEvents<unknown>();
  const work = Promise.withResolvers<Uint8Array>();
  await using service = await server.respond({
    service: 'slow',
    subject: 'test.slow',
    handle({ signal }) {
      events.add('begun');
      signal.addEventListener('abort', () => events.add(signal.reason.message));
      return work.promise;
    },
  });
  const controller = new AbortController();
  const options = { ...soon(600_000), signal: controller.signal };
  const reply = failureOf(client.request('test.slow', encode(''), options));
  await events.next();

  controller.abort(new Failure('CONFLICT', 'changed my mind'));

  expect(await reply).toMatchObject({ code: 'CONFLICT' });
  expect(await events.next()).toBe('the caller is gone');
  const stopped = service[Symbol.asyncDispose]().then(() => events.add('stopped'));
  work.promise.then(() => events.add('done'));
  work.resolve(encode(''));
  expect([await events.next(), await events.next()]).toEqual(['done', 'stopped']);
  await stopped;
});

test('requests and replies may be larger than one message of NATS', async () => {
  await using network = await startNetwork({ maxPayload: 65_536 });
  const [client, server] = [await network.connect(), await network.connect()];
  await using _ = await server.respond({
    service: 'echo',
    subject: 'test.echo',
    handle: async ({ data }) => data,
  });
  const large = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));

  const reply = await client.request('test.echo', large, soon());

  expect(Buffer.compare(reply, large)).toBe(0);
});

test('what is larger than 64 MiB is refused, as a request and as a reply', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const large = Buffer.alloc(67_108_865);
  const handle = async () => large;
  await using _ = await bus.respond({ service: 'large', subject: 'test.large', handle });

  const failures = await Promise.all([
    failureOf(bus.request('test.large', large, soon())),
    failureOf(bus.request('test.large', encode(''), soon())),
  ]);

  const tooLarge = { code: 'TOO_LARGE', message: 'the message exceeds 67108864 bytes' };
  expect(failures).toEqual([tooLarge, tooLarge]);
});

test('a service that stops finishes what it does, and takes nothing new', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const calls = createEvents<() => void>();
  const first = await server.respond({
    service: 'half',
    subject: 'test.half',
    handle: () => new Promise((resolve) => calls.add(() => resolve(encode('first')))),
  });
  const running = client.request('test.half', encode(''), soon());
  const finish = await calls.next();

  const stopped = first[Symbol.asyncDispose]();
  await server.connection.flush();
  const refused = failureOf(client.request('test.half', encode(''), soon()));

  expect(await refused).toMatchObject({ code: 'UNAVAILABLE' });
  finish();
  expect(decode(await running)).toBe('first');
  await stopped;
});

test('a service that stops answers after 4 s what it could not finish', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const calls = createEvents<string>();
  const handle = () => {
    calls.add('called');
    return never();
  };
  const service = await server.respond({ service: 'slow', subject: 'test.slow', handle });
  const reply = failureOf(client.request('test.slow', encode(''), soon(60_000)));
  await calls.next();

  await service[Symbol.asyncDispose]();

  const message = 'slow stopped before it was done';
  expect(await reply).toEqual({ code: 'TIMEOUT', message });
});

test('standard NATS tools find a service', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const handle = async () => encode('');
  await using _ = await bus.respond({ service: 'graphql-chat', subject: 'graphql.chat', handle });

  const infos = [];
  for await (const info of await bus.connection.services.client().info()) infos.push(info);

  expect(infos).toMatchObject([
    {
      name: 'graphql-chat',
      endpoints: [{ subject: 'graphql.chat', queue_group: 'graphql-chat' }],
    },
  ]);
});
