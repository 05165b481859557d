import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const keep = 'mutation ($input: KeepInput!) { keep(input: $input) { name mimeType size sha256 } }';
const keepBoth = `mutation ($input: KeepInput!) {
  keep(input: $input) { name size other { name size sha256 } }
}`;
const signedIn = async () => ({ authorization: `Bearer ${await world.accessToken()}` });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface FormInit {
  query?: string;
  input?: object;
  map?: unknown;
  files?: Record<string, { bytes: Buffer; name: string }>;
}

function toForm({ query = keep, input = { file: null }, map, files = {} }: FormInit): FormData {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input } }));
  form.set('map', JSON.stringify(map ?? { 0: ['variables.input.file'] }));
  for (const [part, { bytes, name }] of Object.entries(files)) {
    form.set(part, new Blob([bytes.buffer as ArrayBuffer], { type: 'text/x-test' }), name);
  }
  return form;
}

const fresh = (size: number) => Buffer.from(randomBytes(size).buffer);

async function send(
  body: FormData | string,
  headers: Record<string, string> = {},
  url = world.url,
) {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
}

test('the bytes of a file flow to the service that the operation names', async () => {
  const bytes = fresh(5_000_000);

  const answer = await send(toForm({ files: { 0: { bytes, name: 'nötes.txt' } } }));

  const kept = { name: 'nötes.txt', mimeType: 'text/x-test', size: 5_000_000 };
  expect(answer).toEqual({
    status: 200,
    body: { data: { keep: { ...kept, sha256: sha256(bytes) } } },
  });
});

test('an operation may take several files', async () => {
  const [one, other] = [fresh(300_000), fresh(400_000)];
  const input = { file: null, other: null };
  const map = { a: ['variables.input.file'], b: ['variables.input.other'] };
  const files = { a: { bytes: one, name: 'one' }, b: { bytes: other, name: 'other' } };

  const answer = await send(toForm({ query: keepBoth, input, map, files }), await signedIn());

  const second = { name: 'other', size: 400_000, sha256: sha256(other) };
  expect(answer.body).toEqual({ data: { keep: { name: 'one', size: 300_000, other: second } } });
});

test('a file above the limit is refused', async () => {
  const gateway = await world.openGateway({ env: { MAX_UPLOAD_BYTES: '100000' } });
  await gateway.ready;
  const files = { 0: { bytes: fresh(200_000), name: 'big' } };

  const answer = await send(toForm({ files }), {}, gateway.address);

  expect(answer.body).toMatchObject({
    errors: [{ message: 'the file exceeds 100000 bytes', extensions: { code: 'TOO_LARGE' } }],
  });
});

test('files that have to wait for others are bounded together', async () => {
  const gateway = await world.openGateway({ env: { MAX_UPLOAD_BYTES: '100000' } });
  await gateway.ready;
  const query = `mutation ($a: KeepInput!, $b: KeepInput!) {
    a: keep(input: $a) { size }
    b: keep(input: $b) { size }
  }`;
  const variables = { a: { file: null }, b: { file: null, other: null } };
  const map = { 0: ['variables.a.file'], 1: ['variables.b.file'], 2: ['variables.b.other'] };
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify(map));
  for (const name of Object.keys(map)) {
    form.set(name, new Blob([fresh(60_000).buffer as ArrayBuffer]), name);
  }

  const answer = await send(form, await signedIn(), gateway.address);

  expect(answer).toMatchObject({
    status: 413,
    body: { errors: [{ message: 'the files together are too large' }] },
  });
});

test('several files are taken from nobody who is unknown', async () => {
  const map = { a: ['variables.input.file'], b: ['variables.input.other'] };
  const files = { a: { bytes: fresh(9), name: 'one' }, b: { bytes: fresh(9), name: 'other' } };

  const answer = await send(toForm({ query: keepBoth, map, files }));

  expect(answer).toMatchObject({
    status: 401,
    body: { errors: [{ message: 'several files need a signed-in caller' }] },
  });
});

test('an operation that is refused takes no file to the disk', async () => {
  const gateway = await world.openGateway({ env: { MAX_UPLOAD_BYTES: '100000' } });
  await gateway.ready;
  const map = { a: ['variables.input.file'], b: ['variables.input.other'] };
  const bytes = fresh(200_000);
  const files = { a: { bytes, name: 'big' }, b: { bytes, name: 'big' } };
  const query = keepBoth.replace('sha256', 'colour');

  const answer = await send(toForm({ query, map, files }), await signedIn(), gateway.address);

  // Not that the files are too large, which only who reads them knows.
  expect(answer).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
  });
});

test('more than ten files are refused', async () => {
  const names = Array.from({ length: 11 }, (_, index) => String(index));
  const map = Object.fromEntries(names.map((name) => [name, ['variables.input.file']]));

  const { status } = await send(toForm({ map }));

  expect(status).toBe(413);
});

test('malformed forms are refused', async () => {
  const noFile = toForm({});
  const noMap = toForm({});
  noMap.delete('map');
  const noOperation = new FormData();
  noOperation.set('operations', '{');
  const badMap = toForm({ map: { 0: 'variables.input.file' } });
  const type = { 'content-type': 'multipart/form-data; boundary=x' };

  const answers = [
    await send(noFile),
    await send(noMap),
    await send(noOperation),
    await send(badMap),
    await send('--x\r\nnonsense', type),
    await send('nonsense', { 'content-type': 'multipart/form-data' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
});

test('a refused operation answers although its file was not read', async () => {
  const form = toForm({
    query: keep.replace('sha256', 'colour'),
    files: { 0: { bytes: fresh(3_000_000), name: 'unread' } },
  });

  const { status } = await send(form);

  expect(status).toBe(400);
});

test('nobody can name a stream of the bus as a file', async () => {
  const file = { stream: 'stream.graphql.people', name: 'x', mimeType: 'x' };
  const variables = { input: { file } };
  const literal = 'mutation { keep(input: { file: { stream: "a", name: "b" } }) { size } }';
  const json = { 'content-type': 'application/json' };

  const answers = [
    await send(JSON.stringify({ query: keep, variables }), json),
    await send(JSON.stringify({ query: literal }), json),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
});

const field = (name: string, value: string, more = '') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}`;
const operations = JSON.stringify({ query: keep, variables: { input: { file: null } } });
const formStart = [
  field('operations', operations),
  field('map', '{"0":["variables.input.file"]}'),
  field('0', 'part of it', '; filename="f"'),
].join('\r\n');

/** Sends a body of another length than it says. */
async function sendRaw(body: string, length: number, leave = false): Promise<string> {
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  const head = [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    'Content-Type: multipart/form-data; boundary=x',
    `Content-Length: ${length}`,
  ].join('\r\n');
  socket.write(`${head}\r\n\r\n${body}`);
  if (leave) setImmediate(() => socket.destroy());
  return text(socket).catch(() => '');
}

test('an upload whose client leaves harms nobody', async () => {
  await sendRaw(formStart, 100_000, true);

  const files = { 0: { bytes: fresh(1000), name: 'next' } };
  expect((await send(toForm({ files }))).status).toBe(200);
});

test('a form that ends in the middle of its file is a failure of the operation', async () => {
  const whole = `${formStart}\r\n--x--`;

  const short = await sendRaw(formStart, formStart.length);
  const shorter = await sendRaw(whole, formStart.length - 4);
  const exact = await sendRaw(whole, whole.length);

  expect(short).toContain('the form ends too early');
  expect(shorter).toMatch(/the form ends too early|^HTTP\/1.1 400 /);
  expect(exact).toContain('"size":10');
});

test('a file may be empty, and be surrounded by what nobody asked for', async () => {
  const form = toForm({ files: { 0: { bytes: Buffer.alloc(0), name: 'empty' } } });
  form.append('0', new Blob(['twice']), 'twice');
  form.append('more', 'text');

  const answer = await send(form);

  expect(answer.body).toMatchObject({
    data: { keep: { name: 'empty', size: 0, sha256: sha256(Buffer.alloc(0)) } },
  });
});

test.each([
  'variables.input.nothing.file',
  'variables.input.__proto__',
  'variables.__proto__.file',
  'variables.input.file.name',
  'query',
])('a file has no place at %s', async (path) => {
  const map = { 0: ['variables.input.file', path] };

  const { status } = await send(toForm({ map, files: { 0: { bytes: fresh(9), name: 'f' } } }));

  expect(status).toBe(400);
});
