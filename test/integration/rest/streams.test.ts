import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFace } from './face.ts';
import { type Gateway, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway(testFace);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const headers = { 'content-type': 'application/json' };
const count = (body: object, init: RequestInit = {}) =>
  gateway.fetch('/t/count', { method: 'POST', headers, body: JSON.stringify(body), ...init });

test('events arrive as frames, and go on where a service broke them off', async () => {
  const response = await count({ last: 7 });
  const text = await response.text();

  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('x-face')).toBe('test');
  expect(text.replaceAll('event: ping\n\n', '')).toBe(
    [1, 2, 3, 4, 5, 6, 7]
      .map((value) => `data: {"value":${value},"sum":${(value * (value + 1)) / 2}}\n\n`)
      .join(''),
  );
  expect(gateway.things.opened.splice(0)).toEqual([undefined, '3', '6']);
});

test('what can be checked is refused before the stream opens', async () => {
  const response = await count({ last: 101 });

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    code: 'BAD_INPUT',
    message: 'last: must be at most 100',
  });
});

test('the whole answer waits for the last event', async () => {
  const response = await count({ last: 5, mode: 'whole' });

  expect([response.status, await response.json()]).toEqual([200, { caller: 'ada', counted: '5' }]);
});

test('the whole answer of something that failed is its failure', async () => {
  const response = await count({ last: 20, mode: 'whole' });

  expect([response.status, await response.json()]).toEqual([
    409,
    { code: 'CONFLICT', message: 'thirteen' },
  ]);
});

test('a silent stream is kept alive, and is closed when its client leaves', async () => {
  const leave = new AbortController();
  const response = await count({ last: 0 }, { signal: leave.signal });
  const reader = response.body?.getReader();

  const { value } = (await reader?.read()) ?? {};
  leave.abort();
  await gateway.things.closed;

  expect(new TextDecoder().decode(value)).toBe('event: ping\n\n');
});

test('a stream ends with the credential that it was opened with, and says so', async () => {
  const response = await count({ last: 0 }, { headers: { ...headers, 'x-caller': 'leaver' } });

  expect((await response.text()).replaceAll('event: ping\n\n', '')).toBe(
    'data: {"failed":"UNAUTHENTICATED"}\n\n',
  );
});

test('a stream that is cut off by the end of the process does not look whole', async () => {
  await using other = await startGateway(testFace);
  const cut = Promise.withResolvers<string | undefined>();
  const sent = request(`${other.url}/t/count`, {
    method: 'POST',
    headers: { ...headers, 'x-caller': 'ada' },
  });
  sent.on('response', (response) => {
    response.on('error', (error: NodeJS.ErrnoException) => cut.resolve(error.code));
    response.on('end', () => cut.resolve('whole'));
    response.once('data', () => void other.close());
    response.resume();
  });
  sent.end('{"last":0}');

  expect(await cut.promise).toBe('ECONNRESET');
});
