import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFace } from './face.ts';
import { type Gateway, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway(testFace, {
    ...testFace,
    name: 'inner',
    paths: ['/t/inner'],
    endpoints: [],
    refuse: () => ({ status: 404, body: 'inner' }),
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json) =>
  gateway.fetch('/t/echo', { method: 'POST', headers, body });

async function told(response: Promise<Response>) {
  const { status, headers } = await response;
  return [status, await (await response).json(), headers.get('x-face')];
}

test('an answer is the data as the endpoint gives it, with the headers of the face', async () => {
  const response = await gateway.fetch('/t/things/7?size=1&size=x&unknown=1');

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ name: 'Thing 7' });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': expect.stringContaining('application/json'),
    'x-face': 'test',
    'x-route': 'GET /t/things/:id',
    'access-control-allow-origin': '*',
  });
});

test('an answer without a body has none', async () => {
  const response = await gateway.fetch('/t/things/7', { method: 'DELETE' });

  expect([response.status, await response.text()]).toEqual([204, '']);
});

test('the body says for whom it is, and unknown members are ignored', async () => {
  expect(await told(post('{"text":"Hi","as":"eve","more":{"$gt":""}}'))).toEqual([
    200,
    { caller: 'eve', viewer: 'eve', text: 'Hi' },
    'test',
  ]);
});

test('failures of the graph and of replies have the form of the face', async () => {
  expect(await told(gateway.fetch('/t/things/none'))).toEqual([
    404,
    { code: 'NOT_FOUND', message: 'the thing does not exist' },
    'test',
  ]);
  expect(await told(gateway.fetch('/t/secret'))).toEqual([
    403,
    { code: 'FORBIDDEN', reason: 'too_secret', message: 'nobody may see it' },
    'test',
  ]);
  expect(await told(gateway.fetch('/t/things/bug'))).toEqual([
    500,
    { code: 'INTERNAL', message: 'internal error' },
    'test',
  ]);
});

const refused = (code: string, reason: string, message = expect.any(String)) => ({
  ...{ code, reason, message },
});

test('a caller who is unknown learns nothing else', async () => {
  const headers = { ...json, 'x-caller': '' };

  expect((await told(gateway.fetch('/t/things/7', { headers })))[0]).toBe(401);
  expect((await told(post('x'.repeat(100_000), headers)))[0]).toBe(401);
});

test.each([
  ['no JSON', '{"text":', json, 400, refused('BAD_INPUT', 'malformed_body')],
  ['nothing', '', json, 400, refused('BAD_INPUT', 'malformed_body')],
  [
    'no UTF-8',
    Buffer.from('{"text":"\xff"}', 'latin1'),
    json,
    400,
    refused('BAD_INPUT', 'malformed_body'),
  ],
  [
    'an abyss',
    `${'['.repeat(400)}${']'.repeat(400)}`,
    json,
    400,
    refused('BAD_INPUT', 'malformed_body'),
  ],
  [
    'text',
    'text=Hi',
    { 'content-type': 'text/plain' },
    415,
    refused('UNSUPPORTED_TYPE', 'media_type'),
  ],
  ['an odd type', '{}', { 'content-type': 'x' }, 415, refused('UNSUPPORTED_TYPE', 'media_type')],
  ['too much', 'x'.repeat(1_001), json, 413, refused('TOO_LARGE', 'body_too_large')],
  ['20 MB', 'x'.repeat(20_000_000), json, 413, refused('TOO_LARGE', 'body_too_large')],
  ['an array', '[]', json, 400, refused('BAD_INPUT', 'invalid_body', 'must be an object')],
  [
    'a wrong member',
    '{"text":{"$gt":""}}',
    json,
    400,
    refused('BAD_INPUT', 'invalid_body', 'text: must be a string'),
  ],
])('%s is refused as a body', async (_what, body, headers, status, refusal) => {
  const response = gateway.fetch('/t/echo', { method: 'POST', headers, body });

  expect(await told(response)).toEqual([status, refusal, 'test']);
});

test('a bad query is bad input, and a bad path is not found', async () => {
  expect(await told(gateway.fetch('/t/things/7?size=x'))).toEqual([
    400,
    refused('BAD_INPUT', 'invalid_query', 'size: must be a number'),
    'test',
  ]);
  expect(await told(gateway.fetch(`/t/things/${'x'.repeat(21)}`))).toEqual([
    404,
    refused('NOT_FOUND', 'invalid_params'),
    'test',
  ]);
});

test('what is no endpoint is the face’s to refuse, under the longest path', async () => {
  const wrongMethod = await gateway.fetch('/t/things/7', { method: 'POST', body: '{}' });

  expect(wrongMethod.headers.get('allow')).toBe('DELETE, GET, HEAD');
  expect(await told(Promise.resolve(wrongMethod))).toEqual([
    405,
    refused('NOT_FOUND', 'unknown_method'),
    'test',
  ]);
  for (const path of ['/t', '/t/', '/t/nothing/at/all', '/t/things/7/more']) {
    expect([path, ...(await told(gateway.fetch(path)))]).toEqual([
      path,
      404,
      refused('NOT_FOUND', 'unknown_route'),
      'test',
    ]);
  }
  expect(await told(gateway.fetch('/t/inner/nothing'))).toEqual([404, 'inner', 'test']);
  expect((await gateway.fetch('/elsewhere')).headers.get('x-face')).toBeNull();
});

test('a face may notice what is no endpoint, and refuse it otherwise', async () => {
  const from = (caller: string) => ({
    method: 'DELETE',
    body: 'x'.repeat(100_000),
    headers: { 'x-caller': caller, 'x-forwarded-for': '192.0.2.7' },
  });

  const known = await gateway.fetch('/t/nothing', from('ada'));
  const other = await gateway.fetch('/t/things/7/more', from('pest'));

  expect([known.status, known.headers.get('x-noticed')]).toEqual([404, 'DELETE from 192.0.2.7']);
  expect([other.status, await other.json()]).toEqual([
    429,
    { code: 'RATE_LIMITED', message: 'enough' },
  ]);
});
