import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testFace } from './face.ts';
import { type Gateway, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway(testFace);
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  gateway.things.uploads.length = 0;
});

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

type Member = [name: string, value: string | Uint8Array<ArrayBuffer>, filename?: string];

function formOf(...members: Member[]) {
  const form = new FormData();
  for (const [name, value, filename] of members) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value], { type: 'text/x' }), filename);
  }
  return form;
}

async function told(response: Response) {
  return [response.status, await response.json()];
}

const send = async (body: FormData, id = 'a') =>
  told(await gateway.fetch(`/t/live/${id}`, { method: 'POST', body }));
const sendRaw = async (body: string | Uint8Array<ArrayBuffer>, query = '?name=n') =>
  told(
    await gateway.fetch(`/t/raw${query}`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'text/x' } },
    }),
  );

test('the file of a form flows to the service, whatever surrounds it', async () => {
  const bytes = new Uint8Array(3_000_000).fill(13);

  const answer = await send(formOf(['a', 'x'], ['file', bytes, 'ä.txt'], ['b', 'y']));

  const file = { name: 'ä.txt', mimeType: 'text/x', length: 3_000_000, sha256: sha256(bytes) };
  expect(answer).toEqual([200, { ...file, id: 'a', viewer: 'ada' }]);
});

test('of several files the last counts, and those before it fail', async () => {
  const one = new Uint8Array(300_000).fill(1);
  const two = new Uint8Array(400_000).fill(2);

  const answer = await send(
    formOf(['file', one, 'one'], ['file', one, 'unwanted'], ['x', 'y'], ['file', two, 'two']),
  );

  expect(answer).toMatchObject([200, { name: 'two', sha256: sha256(two) }]);
  expect(gateway.things.uploads).toEqual(['superseded', 'unwanted', 400_000]);
});

test('a part need not be a file, nor hold anything', async () => {
  expect(await send(formOf(['file', 'text']))).toMatchObject([
    ...[200, { name: '', mimeType: '', length: 4, sha256: sha256('text') }],
  ]);
  expect(await send(formOf(['file', new Uint8Array(), 'empty']))).toMatchObject([
    ...[200, { name: 'empty', length: 0 }],
  ]);
});

test('a form is refused for what it lacks or has too much of', async () => {
  const file: Member = ['file', new Uint8Array(1), 'a'];
  const refusals = [
    await send(formOf(['other', 'x'])),
    await send(formOf(file, ['other', 'x'.repeat(1_001)])),
    await send(formOf(['file', new Uint8Array(5_000_001), 'big'])),
    await send(formOf(...Array.from({ length: 101 }, () => file))),
    await send(formOf(file), 'too-long'),
    await told(await gateway.fetch('/t/live/a', { method: 'POST', body: 'x' })),
  ];

  expect(refusals).toMatchObject([
    [400, { reason: 'file_missing' }],
    [413, { reason: 'body_too_large' }],
    [413, { reason: 'file_too_large' }],
    [400, { reason: 'malformed_body' }],
    [404, { reason: 'invalid_params' }],
    [415, { reason: 'no_form' }],
  ]);
});

test('what the service refuses early is answered when the rest has arrived', async () => {
  const big = new Uint8Array(4_000_000);

  expect(await send(formOf(['file', big, 'enough']))).toMatchObject([413, { reason: 'enough' }]);
  expect(await send(formOf(['file', big, 'unwanted']))).toMatchObject([
    400,
    { reason: 'unwanted' },
  ]);
  expect(await sendRaw(big, '?name=enough')).toMatchObject([413, { reason: 'enough' }]);
});

test('a raw body flows to the service', async () => {
  const bytes = new Uint8Array(3_000_000).fill(7);

  expect(await sendRaw(bytes)).toEqual([
    ...[200, { name: 'n', mimeType: 'text/x', length: 3_000_000, sha256: sha256(bytes) }],
  ]);
  expect(await sendRaw('')).toMatchObject([200, { length: 0 }]);
  expect(await sendRaw(new Uint8Array(5_000_001))).toMatchObject([
    ...[413, { reason: 'file_too_large' }],
  ]);
  expect(await sendRaw('x', '')).toMatchObject([400, { reason: 'invalid_query' }]);
});

/** Sends what a client would not, then closes its half, or all, of the connection. */
async function sendBroken(
  head: string[],
  body: string,
  then: 'destroy' | 'end' | 'wait' = 'wait',
): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const begun = gateway.things.begun();
  const [path, ...lines] = head;
  const fields = ['Host: t', 'X-Caller: ada', 'Connection: close', ...lines].join('\r\n');
  socket.write(`POST ${path} HTTP/1.1\r\n${fields}\r\n\r\n${body}`);
  await begun;
  if (then !== 'wait') socket[then]();
  return text(socket).catch(() => '');
}

const formType = 'Content-Type: multipart/form-data; boundary=b';
const filePart = '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\npart';

test.each([
  ['a form', '/t/live/a', formType, filePart],
  ['a raw body', '/t/raw?name=f', 'Content-Type: text/x', 'part'],
])('%s that breaks off is a failure to the service, and never an end', async (...given) => {
  const [_what, path, type, body] = given;
  const long = 'Content-Length: 100000';
  const chunked = 'Transfer-Encoding: chunked';
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n`;

  await sendBroken([path, type, long], body, 'destroy');
  await sendBroken([path, type, long], body, 'end');
  await sendBroken([path, type, chunked], chunk, 'end');

  const cut = 'upload_cut_off';
  await expect.poll(() => gateway.things.uploads).toEqual([cut, cut, cut]);
});

test('a body that is longer than it says is refused', async () => {
  const answer = await sendBroken(
    ['/t/raw?name=f', 'Content-Type: text/x', 'Content-Length: 2'],
    'partGET / HTTP/1.1\r\n\r\n',
  );

  // What follows is a request of its own, and no good one.
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  await expect.poll(() => gateway.things.uploads).toEqual(['upload_cut_off']);
});

test('a form that ends without its last delimiter is refused', async () => {
  const length = `Content-Length: ${filePart.length}`;

  const answer = await sendBroken(['/t/live/a', formType, length], filePart);

  expect(answer).toMatch(/^HTTP\/1.1 400 .*malformed_body/s);
  expect(gateway.things.uploads).toEqual(['malformed_body']);
});

test('a long poll outlasts the absence of a service, but not its own time', async () => {
  const { waits } = gateway.things;

  expect(await told(await gateway.fetch('/t/wait?failures=2'))).toEqual([200, { tries: 3 }]);
  expect(waits).toEqual(waits.toSorted((one, other) => other - one));
  expect(await told(await gateway.fetch('/t/wait?failures=100'))).toMatchObject([
    ...[503, { code: 'UNAVAILABLE' }],
  ]);
});
