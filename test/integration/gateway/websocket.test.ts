import { once } from 'node:events';
import { connect as openTcp } from 'node:net';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const socketUrl = (url = world.url) => `${url.replace('http', 'ws')}/graphql`;

function connect(connectionParams: Record<string, unknown> = {}, url?: string) {
  const client = createClient({
    url: socketUrl(url),
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });
  return { client, [Symbol.asyncDispose]: async () => client.dispose() };
}

async function all(client: Client, query: string): Promise<unknown[]> {
  const results: unknown[] = [];
  for await (const result of client.iterate({ query })) results.push(result);
  return results;
}

/** Resolves once the service has noticed that nobody reads any more. */
async function nobodyReads(): Promise<void> {
  await expect.poll(() => world.seen.ticksOpen).toBe(0);
}

test('each event of a subscription is completed by the other services', async () => {
  await using connection = connect();

  const events = await all(
    connection.client,
    'subscription { ticks(to: 3) { number person { name notes } } }',
  );

  expect(events).toEqual(
    [1, 2, 3].map((number) => ({
      data: {
        ticks: { number, person: { name: `Person ${number}`, notes: [`note of ${number}`] } },
      },
    })),
  );
});

test('queries and mutations run over the same connection', async () => {
  await using connection = connect();

  const added = await all(connection.client, 'mutation { addNote(text: "by socket") }');
  const read = await all(connection.client, '{ notes }');

  expect(added).toEqual([{ data: { addNote: 'by socket' } }]);
  expect(read).toEqual([{ data: { notes: ['by socket'] } }]);
});

test('the connection names its caller once for all operations', async () => {
  await using signedIn = connect({ authorization: `Bearer ${await world.accessToken()}` });
  await using capital = connect({ Authorization: 'Bearer app-key-of-app1' });

  const account = await all(signedIn.client, '{ me { kind } }');
  const app = await all(capital.client, 'subscription { mine { number } }');

  expect(account).toEqual([{ data: { me: { kind: 'account' } } }]);
  expect(app).toHaveLength(3);
});

test('an operation for signed-in callers is refused, and the connection stays', async () => {
  await using connection = connect();

  const refused = all(connection.client, 'subscription { mine { number } }');

  await expect(refused).rejects.toEqual([
    {
      message: 'the operation needs a signed-in caller',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ]);
  expect(await all(connection.client, '{ notes }')).toHaveLength(1);
});

test('an unknown field is an error of the operation', async () => {
  await using connection = connect();

  const refused = all(connection.client, 'subscription { ticks(to: 1) { colour } }');

  await expect(refused).rejects.toMatchObject([
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ]);
});

test('a bad credential closes the connection as forbidden', async () => {
  await using connection = connect({ authorization: 'Bearer nonsense' });

  await expect(all(connection.client, '{ notes }')).rejects.toMatchObject({ code: 4403 });
});

test.each([
  ['an operation before the connection is opened', '{"id":"1","type":"subscribe"', 4400],
  [
    'an operation without a caller',
    '{"id":"1","type":"subscribe","payload":{"query":"{ notes }"}}',
    4401,
  ],
  ['a message that is too large', `"${'x'.repeat(1_048_577)}"`, 1009],
])('%s closes the connection', async (_, message, code) => {
  const socket = new WebSocket(socketUrl(), 'graphql-transport-ws');
  await once(socket, 'open');

  socket.send(message);

  const [closedWith] = await once(socket, 'close');
  expect(closedWith).toBe(code);
});

test('another path has no sockets', async () => {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/elsewhere`);

  const [error] = await once(socket, 'error');

  expect(String(error)).toContain('404');
});

test('a refused handshake leaves no connection, although the client keeps its end open', async () => {
  const { hostname, port } = new URL(world.url);
  const socket = openTcp({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket
    .resume()
    .write(
      'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
  await once(socket, 'end');

  const closed = once(socket, 'error');
  const writes = setInterval(() => socket.write('still here'), 20);

  expect(String(await closed)).toMatch(/ECONNRESET|EPIPE/);
  clearInterval(writes);
});

test('a subscription that is left, or whose client goes away, ends at its service', async () => {
  await using connection = connect();
  const query = 'subscription { ticks(to: 100000) { number } }';

  for await (const _ of connection.client.iterate({ query })) break;
  await nobodyReads();
  const events = connection.client.iterate({ query });
  await events.next();
  connection.client.terminate();

  await nobodyReads();
});

test('a gateway that stops goes away in order', async () => {
  const gateway = await world.openGateway();
  await gateway.ready;
  await using connection = connect({}, gateway.address);
  const query = 'subscription { ticks(to: 100000) { number } }';
  const events = connection.client.iterate({ query });
  await events.next();
  const closed = new Promise((resolve) => connection.client.on('closed', resolve));

  await gateway[Symbol.asyncDispose]();

  expect(await closed).toMatchObject({ code: 1001 });
  await nobodyReads();
});
