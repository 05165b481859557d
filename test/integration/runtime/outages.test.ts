import { connectBus } from '@tributary/runtime/bus';
import { silentLog } from '@tributary/runtime/log';
import { headers } from 'nats';
import { expect, test } from 'vitest';
import { startNats } from '../../nats.ts';
import {
  createEvents,
  decode,
  encode,
  failureOf,
  identities,
  linkDown,
  startNetwork,
} from './network.ts';

const soon = (ms = 10_000) => ({ identity: 'ada', deadline: Date.now() + ms });
const never = () => new Promise<never>(() => {});

test('a request on its way when NATS dies ends, and nobody knows whether it was done', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const calls = createEvents<string>();
  const handle = () => {
    calls.add('called');
    return never();
  };
  await using _ = await bus.respond({ service: 'slow', subject: 'test.slow', handle });
  const reply = failureOf(bus.request('test.slow', encode(''), soon(600)));
  await calls.next();

  await network.nats.kill();

  const message = 'the connection was lost while slow worked';
  expect(await reply).toEqual({ code: 'TIMEOUT', message });
  await network.nats.start();
});

test('a request made while NATS is away waits for it, but not beyond its deadline', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  const echo = { service: 'echo', subject: 'test.echo' };
  await using _ = await bus.respond({ ...echo, handle: async ({ data }) => data });
  await network.nats.kill();
  await linkDown(bus);

  const early = await failureOf(bus.request('test.echo', encode('early'), soon(100)));
  const late = bus.request('test.echo', encode('late'), soon());
  await network.nats.start();

  expect(early).toEqual({ code: 'UNAVAILABLE', message: 'NATS does not answer' });
  expect(decode(await late)).toBe('late');
});

test('a service that is back later than its caller is waited for', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const echo = { service: 'echo', subject: 'test.echo', handle: async () => encode('back') };
  const before = await server.respond(echo);
  await network.nats.kill();
  await Promise.all([before[Symbol.asyncDispose](), linkDown(client)]);
  await network.nats.start();
  await client.link.whenUp(Date.now() + 10_000);

  const reply = client.request('test.echo', encode(''), soon());
  await client.connection.flush();
  await using _ = await server.respond(echo);

  expect(decode(await reply)).toBe('back');
});

test('a process that starts before NATS waits for it', async () => {
  await using nats = await startNats();
  await nats.kill();
  const options = { servers: [nats.url], name: 'early', identities, log: silentLog };

  const connecting = connectBus(options);
  await nats.start();

  await using bus = await connecting;
  expect(bus.link.isUp).toBe(true);
});

test.each([
  ['ada:s%2Fcret', 'authorization { user: ada, password: "s/cret" }'],
  ['t0ken', 'authorization { token: t0ken }'],
])('the URL may carry credentials: %s', async (credentials, settings) => {
  await using nats = await startNats({ settings });
  const server = nats.url.replace('//', `//${credentials}@`);
  const options = { servers: [server], name: 'known', identities, log: silentLog };

  await using bus = await connectBus(options);

  expect(bus.link.isUp).toBe(true);
});

test('a process stops although NATS is away', async () => {
  await using nats = await startNats();
  const options = { servers: [nats.url], name: 'late', identities, log: silentLog };
  const bus = await connectBus(options);
  const handle = async () => encode('');
  const service = await bus.respond({ service: 'a', subject: 'test.a', handle });
  await nats.kill();

  await service[Symbol.asyncDispose]();
  await bus[Symbol.asyncDispose]();

  expect(bus.connection.isClosed()).toBe(true);
});

test('a request whose responder dies ends soon, and one that is worked on is waited for', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const beating = headers();
  beating.set('Beat', '1');
  const { connection } = server;
  // Like a process that was killed after its first beat.
  connection.subscribe('test.killed', {
    callback: (_, message) => void message.respond(undefined, { headers: beating }),
  });
  // A responder of another kind, which knows no beats.
  connection.subscribe('test.foreign', {
    callback: (_, message) => void setTimeout(() => message.respond('foreign'), 6_000),
  });
  await using _ = await server.respond({
    service: 'slow',
    subject: 'test.slow',
    handle: () => new Promise((resolve) => setTimeout(resolve, 6_000, encode('slow'))),
  });
  await connection.flush();

  const [killed, foreign, slow] = await Promise.all([
    failureOf(client.request('test.killed', encode(''), soon(60_000))),
    client.request('test.foreign', encode(''), soon(60_000)),
    client.request('test.slow', encode(''), soon(60_000)),
  ]);

  expect(killed).toEqual({ code: 'TIMEOUT', message: 'killed fell silent' });
  expect([decode(foreign), decode(slow)]).toEqual(['foreign', 'slow']);
});

test('a request that a responder takes to its grave unread ends soon too', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const subject = 'test.mortal';
  const responder = { service: 'mortal', subject, handle: async () => encode('alive') };
  const alive = await server.respond(responder);
  const before = decode(await client.request(subject, encode(''), soon(60_000)));
  await alive[Symbol.asyncDispose]();
  // Like a process that was killed before it could say a word.
  server.connection.subscribe(subject, { callback: () => {} });
  await server.connection.flush();

  const after = await failureOf(client.request(subject, encode(''), soon(60_000)));

  expect(before).toBe('alive');
  expect(after).toEqual({ code: 'TIMEOUT', message: 'mortal fell silent' });
});

test('a caller that knows no beats gets the reply alone', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await bus.respond({
    service: 'slow',
    subject: 'test.slow',
    handle: () => new Promise((resolve) => setTimeout(resolve, 1_000, encode('slow'))),
  });

  const reply = await bus.connection.request('test.slow', '', { timeout: 5_000 });

  expect(decode(reply.data)).toBe('slow');
});
