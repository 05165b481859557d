import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@tributary/dev/port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startProcess } from '../../../process.ts';
import { startWorld, told, upload, type World } from './world.ts';

let world: World;
/** One more gateway, which may be stopped. */
let other: { url: string; stop(): PromiseLike<void> };
/** One that asks for accounts, and lets in the pages of one site. */
let strict: string;
const origin = 'https://ours.example';

beforeAll(async () => {
  world = await startWorld();
  const variables = { CHATDEV_AUTH: 'on', CORS_ALLOW_ORIGINS: origin };
  [other, strict] = await Promise.all([startOther(), world.entrance.openGateway(variables)]);
});
afterAll(async () => {
  await other.stop();
  await world[Symbol.asyncDispose]();
});

async function startOther() {
  const port = String(await freePort());
  const supergraph = join(import.meta.dirname, '../../../../schema/supergraph.graphql');
  const env = { ...world.entrance.env, SUPERGRAPH: supergraph, PORT: port };
  const gateway = startProcess('gateway', env, []);
  await gateway.ready;
  return { url: `http://127.0.0.1:${port}`, stop: () => gateway[Symbol.asyncDispose]() };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const note = new File(['a note'], 'note.txt', { type: 'text/plain' });

test('a connection is a session, whose frames are answered', async () => {
  await using session = await world.openSession();
  const error = (message: string) => ({ type: 'error', data: { message } });

  expect(session.id).toMatch(uuid);
  expect(await session.ask({ type: 'ping' })).toEqual({
    ...{ type: 'pong', data: { timestamp: expect.closeTo(Date.now() / 1000, -2) } },
  });
  expect(await session.ask({ type: 'get_status' })).toEqual({
    ...{ type: 'status', data: { message: 'Session not found' } },
  });
  expect(await session.ask({ type: 'human_input', data: {} })).toEqual(error('Empty input'));
  expect(await session.ask({ type: 'human_input', data: { input: 'yes' } })).toEqual(
    error('Session not found'),
  );
  expect(await session.ask('ping')).toMatchObject({ type: 'error' });
  expect(await session.ask({ type: 'dance' })).toEqual(error('unknown type dance'));
});

/** Whether a page may connect; the handshake says so. */
async function handshake(url: string, headers: Record<string, string>): Promise<unknown[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
  socket.on('error', () => {});
  const answers = ['upgrade', 'unexpected-response'].map((event) => once(socket, event));
  const [first, second] = await Promise.race(answers);
  socket.terminate();
  const { statusCode, headers: told } = second ?? first;
  return [statusCode, told['x-correlation-id']];
}

test('pages of the machine itself may connect, those of other sites may not', async () => {
  const from = (origin: string) => handshake(world.url, { origin, 'x-correlation-id': 'me' });

  expect(await from('http://localhost:3000')).toEqual([101, 'me']);
  expect(await from('https://127.0.0.1')).toEqual([101, 'me']);
  expect(await from(world.url)).toEqual([101, 'me']);
  expect(await from('https://theirs.example')).toEqual([403, 'me']);
  expect(await from('http://localhost.theirs.example')).toEqual([403, 'me']);
});

test('a list of origins takes the place of the machine itself', async () => {
  const allowed = async (from: string) => {
    const { headers } = await fetch(`${strict}/api/uploads/x`, { headers: { origin: from } });
    return headers.get('access-control-allow-origin');
  };

  expect(await allowed(origin)).toBe(origin);
  expect(await allowed('http://localhost:3000')).toBeNull();
  expect((await handshake(strict, { origin: 'http://localhost:3000' }))[0]).toBe(403);
  // Let in, and then asked who it is.
  expect((await handshake(strict, { origin }))[0]).toBe(401);
});

test('gateways share their sessions, and one that stops closes its own', async () => {
  await using session = await world.openSession({ url: other.url });
  const path = `/api/sessions/${session.id}/artifact-events?wait_seconds=20`;

  const waiting = told(fetch(`${world.url}${path}`));
  expect((await told(upload(world.url, session.id, note)))[0]).toBe(200);
  await world.change(session.id, [{ path: 'a.txt', content: 'a' }]);
  const { data } = await session.read();
  const closed = once(session.socket, 'close');
  await other.stop();

  expect(await waiting).toEqual([
    ...[200, { events: data.events, next_cursor: 1, has_more: false, timed_out: false }],
  ]);
  expect((await closed)[0]).toBe(1001);
  expect(await told(upload(world.url, session.id, note))).toEqual([
    ...[400, { detail: 'Session not connected' }],
  ]);
});

test('a frame that is too large ends the connection, and what the session holds stays', async () => {
  await using session = await world.openSession();
  const [, stored] = await told(upload(world.url, session.id, note));
  const { attachment_id: id } = stored as { attachment_id: string };

  const closed = once(session.socket, 'close');
  session.socket.send(JSON.stringify({ type: 'ping', data: { padding: 'x'.repeat(1_048_576) } }));
  const [code] = await closed;
  await session.close();

  expect(code).toBe(1009);
  expect(await told(fetch(`${world.url}/api/uploads/${session.id}`))).toMatchObject([
    ...[200, { attachments: { [id]: { name: 'note.txt', size: 6 } } }],
  ]);
  expect(await told(upload(world.url, session.id, note))).toEqual([
    ...[400, { detail: 'Session not connected' }],
  ]);
});

test('where accounts are asked for, a session is there for its own alone', async () => {
  const [ada, eve] = await Promise.all(['ada', 'eve'].map(world.entrance.signUp));
  const url = strict;
  const as = (token = '') => ({ authorization: `Bearer ${token}` });
  const list = (headers: Record<string, string>) =>
    told(fetch(`${url}/api/uploads/${session.id}`, { headers }));

  expect(await handshake(url, { 'x-correlation-id': 'me' })).toEqual([401, 'me']);
  await using session = await world.openSession({ url, headers: as(ada?.credential) });

  expect((await told(upload(url, session.id, note, { headers: as(ada?.credential) })))[0]).toBe(
    200,
  );
  expect((await list(as(ada?.credential)))[0]).toBe(200);
  const unknown = [400, { detail: 'Session not connected' }];
  expect(await list(as(eve?.credential))).toEqual(unknown);
  expect(await told(upload(url, session.id, note, { headers: as(eve?.credential) }))).toEqual(
    unknown,
  );
  expect(await list({})).toMatchObject([401, { detail: 'an access token is needed' }]);
  expect((await list(as('nonsense')))[0]).toBe(401);
  expect((await told(fetch(`${world.url}/api/uploads/${session.id}`)))[0]).toBe(400);
});

test('where they are not, one that is shown is known, and a bad one is ignored', async () => {
  await using session = await world.openSession({ headers: { authorization: 'Bearer bad' } });

  const headers = { authorization: 'Bearer nonsense' };

  expect((await told(upload(world.url, session.id, note, { headers })))[0]).toBe(200);
});
