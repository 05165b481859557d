import { readdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import type { Person } from '../../../person.ts';
import {
  files,
  imageOf,
  makeSiteAdmin,
  organizationOf,
  told,
  unknown,
  upload,
  uploaded,
} from './calls.ts';

const bytesMax = 10_485_760;

let entrance: Entrance;
let ada: Person;
let eve: Person;
beforeAll(async () => {
  entrance = await startEntrance({
    ...{ others: ['files'], variables: { RATE_LIMIT_CODER_FILES: '0' } },
  });
  [ada, eve] = await Promise.all([entrance.signUp('ada'), entrance.signUp('eve')]);
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

const missing = [404, { message: 'resource not found, or you have no access to it' }];
const unsupported = [
  400,
  {
    message: 'unsupported file type',
    detail: 'allowed: image/png, image/jpeg, image/gif, image/webp',
  },
];
const tooLarge = [413, { message: 'the file is too large', detail: 'at most 10485760 bytes' }];
const foreign = [
  400,
  { message: 'the organization does not exist, or you are not a member of it' },
];

const headersOf = ({ headers }: Response, ...names: string[]) =>
  names.map((name) => headers.get(name));

test('a file is uploaded and read again, under both prefixes', async () => {
  const body = imageOf('png');
  const response = await upload(ada, { body });
  const { id } = (await response.json()) as { id: string };

  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  for (const prefix of ['/api/v2', '/api/experimental']) {
    const read = await ada.fetch(`${prefix}/chats/files/${id.toUpperCase()}`);
    expect(read.status).toBe(200);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(body);
    expect(
      headersOf(read, 'content-type', 'content-length', 'content-disposition', 'etag'),
    ).toEqual(['image/png', '100', 'inline', `"${id}"`]);
    expect(headersOf(read, 'cache-control', 'x-content-type-options')).toEqual([
      ...['private, max-age=31536000, immutable', 'nosniff'],
    ]);
  }
});

test('the other prefix takes files too, and any form of an id', async () => {
  const path = '/api/experimental/chats/files';
  const query = `?organization={${ada.organizationId.toUpperCase()}}`;

  const id = await uploaded(ada, { path, query });

  for (const form of [id.replaceAll('-', ''), `urn:uuid:${id}`, `%7B${id}%7D`]) {
    expect((await ada.fetch(`${files}/${form}`)).status).toBe(200);
  }
});

test('HEAD tells the same without the bytes, and who has them is not sent them again', async () => {
  const id = await uploaded(ada, { body: imageOf('gif', 5000), disposition: 'x; filename=a.gif' });
  const cached = ['private, max-age=31536000, immutable', `"${id}"`];

  const head = await ada.fetch(`${files}/${id}`, { method: 'HEAD' });
  const again = await ada.fetch(`${files}/${id}`, { headers: { 'if-none-match': `"${id}"` } });

  expect([head.status, ...headersOf(head, 'content-type', 'content-length')]).toEqual([
    ...[200, 'image/gif', '5000'],
  ]);
  expect(headersOf(head, 'content-disposition')).toEqual(['inline; filename=a.gif']);
  expect(headersOf(head, 'cache-control', 'etag')).toEqual(cached);
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect(headersOf(again, 'cache-control', 'etag')).toEqual(cached);
});

test.each([
  ["attachment; filename*=UTF-8''%E5%9B%BE.png", "filename*=UTF-8''%E5%9B%BE.png"],
  ['form-data; filename="../../a \\"b\\".png"', 'filename="a \\"b\\".png"'],
  [`x; filename*=UTF-8''${'%E5%9B%BE'.repeat(100)}`, `filename*=UTF-8''${'%E5%9B%BE'.repeat(85)}`],
])('a name survives the round trip (%#)', async (disposition, name) => {
  const id = await uploaded(ada, { disposition });

  const read = await ada.fetch(`${files}/${id}`);

  const parts = read.headers.get('content-disposition')?.split('; ') ?? [];
  expect([parts[0], parts.at(-1)]).toEqual(['inline', name]);
});

test('the largest image is taken, and nothing beyond', async () => {
  const body = imageOf('png', bytesMax);
  const id = await uploaded(ada, { body });
  const read = await ada.fetch(`${files}/${id}`);

  expect(Buffer.from(await read.arrayBuffer()).equals(body)).toBe(true);
  expect(await told(upload(ada, { body: imageOf('png', bytesMax + 1) }))).toEqual(tooLarge);
  const words = 'x'.repeat(11 * 1_048_576);
  expect(await told(upload(ada, { body: words }))).toEqual(unsupported);
});

test.each([
  ['jpeg', 'image/png', 'image/jpeg'],
  ['webp', 'IMAGE/GIF ; charset=x', 'image/webp'],
  ['gif', 'image/gif', 'image/gif'],
] as const)('what is %s and declared %s is served as %s', async (kind, type, found) => {
  const id = await uploaded(ada, { body: imageOf(kind), type });

  expect((await ada.fetch(`${files}/${id}`)).headers.get('content-type')).toBe(found);
});

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

test.each([
  ['SVG', svg, 'image/svg+xml'],
  ['SVG as PNG', svg, 'image/png'],
  ['HTML as GIF', '<html><script>alert(1)</script>', 'image/gif'],
  ['a page that begins like a GIF', 'GIF88a<script>', 'image/gif'],
  ['nothing', '', 'image/png'],
  ['an image of a type that is none', imageOf('jpeg'), 'image/jpg'],
  ['an image without a type', imageOf('png'), ''],
  ['an image of a broken type', imageOf('png'), 'image/png, image/gif'],
  ['half of what a WebP begins with', 'RIFF....WEB', 'image/webp'],
])('%s is refused', async (_, body, type) => {
  expect(await told(upload(ada, { body, type }))).toEqual(unsupported);
});

test('checks come one after the other: organization, declared type, content', async () => {
  for (const query of [organizationOf(eve), `?organization=${unknown}`]) {
    expect(await told(upload(ada, { query, type: 'text/html' }))).toEqual(foreign);
  }
  const body = imageOf('png', bytesMax + 1);
  expect(await told(upload(ada, { body, type: 'text/html' }))).toEqual(unsupported);
});

test('another user gets the same as for what never was, an administrator the file', async () => {
  const [id, kim] = await Promise.all([uploaded(ada), entrance.signUp('kim')]);
  const admin = await makeSiteAdmin(entrance, kim);

  expect(await told(eve.fetch(`${files}/${id}`))).toEqual(missing);
  expect(await told(eve.fetch(`${files}/${unknown}`))).toEqual(missing);
  expect((await admin.fetch(`${files}/${id}`)).status).toBe(200);
});

test('what was uploaded elsewhere is no chat file', async () => {
  const form = new FormData();
  const operations = {
    query: 'mutation ($file: Upload!) { uploadFile(input: { file: $file }) { file { id } } }',
    variables: { file: null },
  };
  form.append('operations', JSON.stringify(operations));
  form.append('map', '{"0":["variables.file"]}');
  form.append('0', new Blob([imageOf('png')], { type: 'image/png' }), 'a.png');
  const headers = { 'apollo-require-preflight': 'true' };
  const answer = await ada.fetch('/graphql', { method: 'POST', body: form, headers });
  const { data } = (await answer.json()) as { data: { uploadFile: { file: { id: string } } } };

  expect(await told(ada.fetch(`${files}/${data.uploadFile.file.id}`))).toEqual(missing);
});

test('a body that breaks off is a mistake', async () => {
  const { host, hostname, port } = new URL(ada.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const head = [
    `POST ${files}${organizationOf(ada)} HTTP/1.1`,
    ...[`Host: ${host}`, `Authorization: Bearer ${ada.credential}`],
    ...['Content-Type: image/png', 'Content-Length: 5000', '', ''],
  ];
  socket.write(head.join('\r\n'));
  socket.write(imageOf('png', 4000));
  socket.end();

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*"message":"the body broke off"/s);
});

test('bytes that are damaged are an error of the server, which nobody keeps', async () => {
  const id = await uploaded(ada, { body: imageOf('png', 123) });
  const folder = join(entrance.dataDir, 'blobs');
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size === 123) await writeFile(path, new Uint8Array(123));
  }

  expect(await told(ada.fetch(`${files}/${id}`))).toEqual([
    500,
    { message: 'the server could not do this', detail: expect.any(String) },
  ]);
});
