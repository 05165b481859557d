import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFace } from './face.ts';
import { type Gateway, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway(testFace);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (form: FormData) => gateway.fetch('/t/files', { method: 'POST', body: form });
const file = (length: number, name = 'ä.bin') =>
  new File([new Uint8Array(length).fill(7)], name, { type: 'application/x-things' });

function formOf(...members: [string, string | File][]) {
  const form = new FormData();
  for (const [name, value] of members) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, value.name);
  }
  return form;
}

async function told(response: Promise<Response>) {
  const { status } = await response;
  const { code, reason } = (await (await response).json()) as { code: string; reason: string };
  return [status, code, reason];
}

test('a file flows through the graph, and what is said behind it counts', async () => {
  const response = await send(formOf(['file', file(3_000_000)], ['note', 'x'], ['as', 'eve']));

  expect([response.status, await response.json()]).toEqual([
    200,
    {
      name: 'ä.bin',
      mimeType: 'application/x-things',
      length: 3_000_000,
      sha256: createHash('sha256').update(new Uint8Array(3_000_000).fill(7)).digest('hex'),
      note: 'x',
      viewer: 'eve',
    },
  ]);
});

test('a form without exactly one named file of a limited size is refused', async () => {
  const one: [string, File] = ['file', file(1)];

  expect(await told(send(formOf(['note', 'x'])))).toEqual([400, 'BAD_INPUT', 'file_missing']);
  expect(await told(send(formOf(one, one)))).toEqual([400, 'BAD_INPUT', 'invalid_body']);
  expect(await told(send(formOf(one, one, ['note', 'x'])))).toEqual([
    ...[400, 'BAD_INPUT', 'files_too_many'],
  ]);
  expect(await told(send(formOf(one, ['other', file(1)], ['note', 'x'])))).toEqual([
    ...[400, 'BAD_INPUT', 'files_too_many'],
  ]);
  const many = Array.from({ length: 101 }, () => one);
  expect(await told(send(formOf(['note', 'x'], ...many)))).toEqual([
    ...[400, 'BAD_INPUT', 'files_too_many'],
  ]);
  expect(await told(send(formOf(['file', 'text'], ['note', 'x'])))).toEqual([
    ...[400, 'BAD_INPUT', 'file_unnamed'],
  ]);
  expect(await told(send(formOf(['file', file(5_000_001)], ['note', 'x'])))).toEqual([
    ...[413, 'TOO_LARGE', 'file_too_large'],
  ]);
  expect(await told(send(formOf(one, ['note', 'x'.repeat(1_001)])))).toEqual([
    ...[413, 'TOO_LARGE', 'body_too_large'],
  ]);
});

test('a body that is no form, or a broken one, is refused', async () => {
  const post = (body: string, type: string) =>
    told(gateway.fetch('/t/files', { method: 'POST', body, headers: { 'content-type': type } }));
  const form = 'multipart/form-data; boundary=b';
  const untyped =
    '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n' +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b--';

  expect(await post('{}', 'application/json')).toEqual([415, 'UNSUPPORTED_TYPE', 'no_form']);
  expect(await post('--b', form)).toEqual([400, 'BAD_INPUT', 'malformed_body']);
  expect(await post('x', 'multipart/form-data')).toEqual([400, 'BAD_INPUT', 'malformed_body']);
  expect(await post(untyped, form)).toEqual([415, 'UNSUPPORTED_TYPE', 'file_untyped']);
});

const bytes = (start: number, end: number) =>
  Uint8Array.from({ length: end - start }, (_, index) => (start + index) % 256);

async function read(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await gateway.fetch(path, { headers, method });
  const { status, headers: told } = response;
  const body = new Uint8Array(await response.arrayBuffer());
  return { status, length: told.get('content-length'), range: told.get('content-range'), body };
}

test('a download is whole, or the range that was asked for', async () => {
  const range = (value: string) => ({ range: value });

  expect(await read('/t/blobs/300000')).toEqual({
    ...{ status: 200, length: '300000', range: null, body: bytes(0, 300_000) },
  });
  expect(await read('/t/blobs/1000', range('bytes=300-699'))).toEqual({
    ...{ status: 206, length: '400', range: 'bytes 300-699/1000', body: bytes(300, 700) },
  });
  expect(await read('/t/blobs/1000', range('bytes=0-1,5-6'))).toMatchObject({
    ...{ status: 200, length: '1000' },
  });
  expect(await read('/t/blobs/1000', range('bytes=0-1'), 'HEAD')).toEqual({
    ...{ status: 200, length: '1000', range: null, body: new Uint8Array() },
  });
  expect(await read('/t/blobs/0')).toEqual({
    ...{ status: 200, length: '0', range: null, body: new Uint8Array() },
  });
  expect(await read('/t/blobs/0', {}, 'HEAD')).toMatchObject({ status: 200, length: '0' });
});

test('a range beyond the end is refused in the form of the face', async () => {
  const headers = { range: 'bytes=1000-' };

  const response = await gateway.fetch('/t/blobs/1000', { headers });

  const message = 'the range lies outside of 1000 bytes';
  expect([response.status, response.headers.get('content-range'), await response.json()]).toEqual([
    ...[416, 'bytes */1000', { code: 'BAD_INPUT', reason: 'range_not_satisfiable', message }],
  ]);
});

test('a range counts only for the bytes of which the client has a part', async () => {
  const statusOf = async (held: string) =>
    (await read('/t/blobs/1000', { range: 'bytes=0-1', 'if-range': held })).status;

  expect(await statusOf('"1000"')).toBe(206);
  expect(await statusOf('W/"1000"')).toBe(200);
  expect(await statusOf('"other"')).toBe(200);
  expect(await statusOf('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(200);
});

test('bytes that the client has already are not sent again', async () => {
  const statusOf = async (known: string) =>
    (await read('/t/blobs/9', { range: 'bytes=0-1', 'if-none-match': known })).status;
  const response = await gateway.fetch('/t/blobs/9', { headers: { 'if-none-match': '"9"' } });

  const { headers } = response;
  const told = ['etag', 'cache-control', 'content-type'].map((name) => headers.get(name));
  expect([response.status, ...told]).toEqual([304, '"9"', 'private', null]);
  expect(await statusOf('*')).toBe(304);
  expect(await statusOf('W/"9"')).toBe(304);
  expect(await statusOf('"a,b", W/"x", "9"')).toBe(304);
  expect(await statusOf('"a", 9')).toBe(206);
  expect(await statusOf('')).toBe(206);
});

test('bytes without a known length come in chunks', async () => {
  const { status, length, body } = await read('/t/blobs/-300000', { range: 'bytes=0-1' });

  expect([status, length, body.length]).toEqual([200, null, 300_000]);
});

test.each([
  ['shorter than promised', '/t/blobs/70000?break=early'],
  ['longer than promised', '/t/blobs/70000?break=late'],
  ['broken by a failure', '/t/blobs/300000?break=fail'],
  ['broken, of unknown length', '/t/blobs/-300000?break=fail'],
])('a download that is %s is cut', async (_what, path) => {
  const response = await gateway.fetch(path);

  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow('terminated');
});

test('a client that leaves ends the reading of the bytes', async () => {
  const leaving = new AbortController();
  const response = await gateway.fetch('/t/blobs/900000000', { signal: leaving.signal });
  await response.body?.getReader().read();

  leaving.abort();

  await gateway.things.unread;
});

test('bytes that are gone are an ordinary failure', async () => {
  const response = await gateway.fetch('/t/blobs/-1');

  expect([response.status, await response.json()]).toEqual([
    404,
    { code: 'NOT_FOUND', message: 'the bytes are gone' },
  ]);
});
