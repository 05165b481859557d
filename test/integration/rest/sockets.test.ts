import { once } from 'node:events';
import { connect as openTcp } from 'node:net';
import type { Connection } from '@tributary/gateway/rest/socket-endpoint';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { createCredential, type SocketGateway, startSocketGateway } from './socket-gateway.ts';

async function echo({ frames, send }: Connection): Promise<void> {
  for await (const frame of frames) {
    await send('text' in frame ? frame.text : `${frame.binary.length} bytes`);
  }
}

/** The next texts from the other side. */
async function read(socket: WebSocket, count: number): Promise<string[]> {
  const texts: string[] = [];
  const all = Promise.withResolvers<void>();
  const onMessage = (data: Buffer) => {
    texts.push(String(data));
    if (texts.length === count) all.resolve();
  };
  socket.on('message', onMessage);
  await all.promise;
  socket.off('message', onMessage);
  return texts;
}

async function opened(gateway: SocketGateway, headers?: Record<string, string>) {
  const socket = gateway.connect(headers);
  await once(socket, 'open');
  return socket;
}

const closing = async (socket: WebSocket) => {
  const [code, reason] = await once(socket, 'close');
  return [code, String(reason)];
};

/** What a handshake that is refused is answered with. */
async function refusal(gateway: SocketGateway, headers: Record<string, string>) {
  const socket = gateway.connect(headers);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  const chunks = await Array.fromAsync(response as AsyncIterable<Buffer>);
  const { code } = JSON.parse(Buffer.concat(chunks).toString());
  return [response.statusCode, response.headers['x-face'], code];
}

test('frames are answered in the order in which they came', async () => {
  await using gateway = await startSocketGateway(echo);
  const socket = await opened(gateway);

  const answers = read(socket, 3);
  socket.send('one');
  socket.send(Buffer.alloc(3));
  socket.send('three');

  expect(await answers).toEqual(['one', '3 bytes', 'three']);
});

test('pages of other sites and strangers are refused before the socket opens', async () => {
  await using gateway = await startSocketGateway(echo);
  const from = (origin: string, more = {}) => refusal(gateway, { origin, ...more });

  expect(await from('https://theirs.example')).toEqual([403, 'test', 'FORBIDDEN']);
  expect(await from('null')).toEqual([403, 'test', 'FORBIDDEN']);
  expect(await from('https://ours.example', { 'x-caller': '' })).toEqual([
    ...[401, 'test', 'UNAUTHENTICATED'],
  ]);
  for (const origin of ['https://ours.example', 'https://product.example']) {
    await opened(gateway, { origin });
  }
  await opened(gateway, { origin: 'https://proxied.example', 'sec-fetch-site': 'same-origin' });
});

test('the answer to a handshake has the headers of the face', async () => {
  await using gateway = await startSocketGateway(echo);
  const socket = gateway.connect();

  const [response] = await once(socket, 'upgrade');

  expect(response.headers).toMatchObject({ 'x-face': 'test', 'x-route': 'GET /t/socket' });
});

test('no more are open at a time than allowed', async () => {
  await using gateway = await startSocketGateway(echo, { connectionsMax: 1 });
  const first = await opened(gateway);

  expect(await refusal(gateway, {})).toEqual([503, 'test', 'UNAVAILABLE']);

  const gone = once(first, 'close');
  first.close();
  await gone;
  await expect.poll(() => opened(gateway).then(() => 'open', String)).toBe('open');
});

test('no more of one network are open at a time than allowed', async () => {
  await using gateway = await startSocketGateway(echo, { networkConnectionsMax: 1 });
  const from = (ip: string) => ({ 'x-forwarded-for': ip });
  const first = await opened(gateway, from('2001:db8::1'));

  expect(await refusal(gateway, from('2001:db8::2'))).toEqual([429, 'test', 'RATE_LIMITED']);
  await opened(gateway, from('2001:db8:0:1::1'));

  const gone = once(first, 'close');
  first.close();
  await gone;
  const again = () => opened(gateway, from('2001:db8::2')).then(() => 'open', String);
  await expect.poll(again).toBe('open');
});

test('a frame of more than a mebibyte closes the connection', async () => {
  await using gateway = await startSocketGateway(echo);
  const socket = await opened(gateway);

  const answer = read(socket, 1);
  socket.send('x'.repeat(1_048_576));
  expect((await answer)[0]).toHaveLength(1_048_576);
  socket.send('x'.repeat(1_048_577));

  expect(await closing(socket)).toEqual([1009, '']);
});

test.each([
  [1000, '', undefined],
  [1013, 'workflow does not answer', new Failure('UNAVAILABLE', 'workflow does not answer')],
  [1013, 'try again in 5 s', new Failure('RATE_LIMITED', 'try again in 5 s')],
  [1011, 'é'.repeat(60), new Failure('NOT_FOUND', 'é'.repeat(200))],
  [1011, 'internal error', new Error('a secret')],
])('the end of what serves a connection closes it with %i', async (code, reason, error) => {
  await using gateway = await startSocketGateway(async ({ frames }) => {
    for await (const _frame of frames) break;
    if (error) throw error;
  });
  const socket = await opened(gateway);

  socket.send('end');

  expect(await closing(socket)).toEqual([code, reason]);
});

test('a connection ends with the credential that opened it', async () => {
  const credential = createCredential();
  await using gateway = await startSocketGateway(echo, { credential });
  const socket = await opened(gateway);

  credential.end();

  expect(await closing(socket)).toEqual([1008, 'the token is revoked']);
});

test('a peer that is silent is dropped, and one that answers pings is not', async () => {
  await using gateway = await startSocketGateway(echo, { pingMs: 50, silenceMsMax: 1_500 });
  const lively = await opened(gateway);
  const mute = openTcp({ host: '127.0.0.1', port: gateway.port });
  mute.write(
    'GET /t/socket HTTP/1.1\r\nHost: x\r\nX-Caller: eve\r\nConnection: Upgrade\r\n' +
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ' +
      'dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );

  await once(mute.resume(), 'close');

  expect(lively.readyState).toBe(lively.OPEN);
});

const text = 'x'.repeat(65_536);
const frames = 600;

test('a peer that does not read slows whoever tells it something', async () => {
  let sent = 0;
  await using gateway = await startSocketGateway(async ({ send }) => {
    for (; sent < frames; sent += 1) await send(text);
  });
  const socket = await opened(gateway);
  socket.pause();
  await stands(() => sent);

  expect(sent).toBeLessThan(frames);

  const all = read(socket, frames);
  socket.resume();
  expect(await all).toHaveLength(frames);
});

test('a peer that sends more than is read is kept waiting', async () => {
  const start = Promise.withResolvers<void>();
  await using gateway = await startSocketGateway(async (connection) => {
    await start.promise;
    await echo({ ...connection, send: (frame) => connection.send(String(frame.length)) });
  });
  const socket = await opened(gateway);
  for (let count = 0; count < frames; count += 1) socket.send(text);
  await stands(() => socket.bufferedAmount);

  expect(socket.bufferedAmount).toBeGreaterThan(1_048_576);

  const all = read(socket, frames);
  start.resolve();
  expect(new Set(await all)).toEqual(new Set(['65536']));
});

/** Resolves when a number that changes has not changed for a while. */
async function stands(value: () => number): Promise<void> {
  let last = -1;
  let same = 0;
  const look = () => {
    same = value() === last ? same + 1 : 0;
    last = value();
    return same;
  };
  await expect.poll(look, { interval: 20 }).toBeGreaterThan(10);
}

test('a gateway that stops closes its sockets, and waits for what they have left to do', async () => {
  const done: string[] = [];
  await using gateway = await startSocketGateway(async (connection) => {
    await echo(connection);
    await new Promise((resolve) => setTimeout(resolve, 50));
    done.push('said good-bye');
  });
  const socket = await opened(gateway);

  const closed = closing(socket);
  await gateway.close();

  expect(done).toEqual(['said good-bye']);
  expect(await closed).toEqual([1001, 'the gateway is stopping']);
  expect(await refusal(gateway, {})).toEqual([503, 'test', 'UNAVAILABLE']);
});
