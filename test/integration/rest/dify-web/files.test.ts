import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import { type RemoteServer, reply, startRemoteServer } from '../../files/remote-server.ts';
import { createWebApp, openPage, refused, type WebApp } from './world.ts';

let entrance: Entrance;
let server: RemoteServer;
let app: WebApp;
let passport: string;

const png = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489',
  'hex',
);

beforeAll(async () => {
  server = await startRemoteServer({
    '/pictures/a%20cat.png': reply(png, {
      'content-type': 'image/png',
      'content-length': png.length,
    }),
    '/notes.txt': reply('a note', { 'content-type': 'text/plain; charset=utf-8' }),
    '/untold': reply('a note'),
    '/': reply(png, { 'content-disposition': 'attachment; filename="../named.png"' }),
    '/large.txt': reply(new Uint8Array(2_097_152)),
    '/a.exe': reply('MZ'),
    '/broken': (_, response) => void response.writeHead(503).end(),
  });
  const variables = { REMOTE_FILES_ALLOW: server.host, UPLOAD_FILE_SIZE_LIMIT: '1' };
  entrance = await startEntrance({ others: ['files', 'chat'], variables });
  app = await createWebApp(await entrance.signUp('ada'));
  passport = await visit();
});
afterAll(async () => {
  await entrance?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

async function visit(): Promise<string> {
  const { body } = await openPage(entrance).get('/passport', { 'x-app-code': app.code });
  return (body as { access_token: string }).access_token;
}

async function call(path: string, init: RequestInit = {}, token = passport) {
  const headers = { 'x-app-passport': token, 'x-app-code': app.code, ...init.headers };
  const response = await fetch(`${entrance.url}/api${path}`, { ...init, headers });
  return [response.status, await response.json()] as [number, Record<string, unknown>];
}

function upload(files: readonly File[], fields: Record<string, string> = {}, token = passport) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const file of files) form.append('file', file);
  return call('/files/upload', { method: 'POST', body: form }, token);
}

const note = (name = 'notes.txt', type = 'text/plain') => new File(['a note'], name, { type });
const remote = (url: string, token = passport) => {
  const headers = { 'content-type': 'application/json' };
  return call(
    '/remote-files/upload',
    { method: 'POST', headers, body: JSON.stringify({ url }) },
    token,
  );
};
const info = (url: string) => call(`/remote-files/${encodeURIComponent(url)}`);
const at = (path: string) => `http://${server.host}${path}`;

const times = { created_by: expect.any(String), created_at: expect.any(Number) };

test('an upload is created with every documented member', async () => {
  const [status, body] = await upload([note('Notes.TXT')], { source: 'anything' });

  expect([status, body]).toEqual([
    201,
    {
      ...{ id: expect.any(String), name: 'Notes.TXT', size: 6, extension: 'txt' },
      ...{ mime_type: 'text/plain', ...times, tenant_id: expect.any(String) },
      ...{ preview_url: null, original_url: null, user_id: null, conversation_id: null },
      ...{ file_key: null, source_url: expect.stringContaining(`/files/${body.id}/file-preview?`) },
    },
  ]);
  expect(await (await fetch(String(body.source_url))).text()).toBe('a note');
});

test('uploads that are not what they must be are refused', async () => {
  expect(await upload([])).toEqual(refused(400, 'no_file_uploaded'));
  expect(await upload([note(), note()])).toEqual(refused(400, 'too_many_files'));
  expect(await upload([note('a/b.txt')])).toEqual(refused(400, 'invalid_param'));
  expect(await upload([note('a.exe')])).toEqual(refused(415, 'unsupported_file_type'));
  const large = new File([new Uint8Array(1_048_577)], 'a.txt', { type: 'text/plain' });
  expect(await upload([large])).toEqual(refused(413, 'file_too_large'));
  expect(await upload([note('a.png', 'image/png')], { source: 'datasets' })).toEqual(
    refused(415, 'unsupported_file_type'),
  );
  expect((await upload([note()], { source: 'datasets' }))[0]).toBe(201);
  const nameless =
    '--x\r\ncontent-disposition: form-data; name="file"; filename=""\r\n\r\nx\r\n--x--\r\n';
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await call('/files/upload', { method: 'POST', headers, body: nameless })).toEqual(
    refused(400, 'filename_not_exists_error'),
  );
  expect(await call('/files/upload', { method: 'POST', body: '{}' })).toEqual(
    refused(400, 'no_file_uploaded'),
  );
});

test('without a passport nothing is uploaded, imported or asked', async () => {
  for (const token of ['', 'forged']) {
    expect(await upload([note()], {}, token)).toEqual(refused(401, 'unauthorized'));
    expect(await remote(at('/notes.txt'), token)).toEqual(refused(401, 'unauthorized'));
    expect(await call('/remote-files/x', {}, token)).toEqual(refused(401, 'unauthorized'));
  }
});

test('a remote file becomes an upload of the visitor', async () => {
  const [status, body] = await remote(at('/pictures/a%20cat.png?size=9'));

  expect([status, body]).toEqual([
    201,
    {
      ...{ id: expect.any(String), name: 'a cat.png', size: png.length, extension: 'png' },
      ...{ mime_type: 'image/png', ...times },
      url: expect.stringContaining(`/files/${body.id}/file-preview?`),
    },
  ]);
  expect(Buffer.from(await (await fetch(String(body.url))).arrayBuffer())).toEqual(png);
});

test('what its address does not call anything is named by its server or its content', async () => {
  const named = await Promise.all(['/', '/untold', '/notes.txt'].map((path) => remote(at(path))));

  expect(named.map(([, { name, extension, mime_type }]) => [name, extension, mime_type])).toEqual([
    ['named.png', 'png', 'image/png'],
    ['untold.txt', 'txt', 'text/plain'],
    ['notes.txt', 'txt', 'text/plain'],
  ]);
});

test('remote files that cannot be had are refused as documented', async () => {
  const invalid = refused(400, 'invalid_param', 'url');
  for (const url of ['', 'no address', 'ftp://a.example/b', 'http://me:x@a.example/']) {
    expect(await remote(url)).toEqual(invalid);
  }
  expect(await remote('http://127.0.0.1:1/')).toEqual(invalid);
  expect(await remote('http://169.254.169.254/latest/')).toEqual(invalid);
  expect(await remote(at('/large.txt'))).toEqual(refused(413, 'file_too_large'));
  expect(await remote(at('/a.exe'))).toEqual(refused(415, 'unsupported_file_type'));
  expect(await remote(at('/broken'))).toEqual(refused(500, 'remote_file_upload_error'));
  expect(await remote(at('/none'))).toEqual(refused(500, 'remote_file_upload_error'));
});

test('a remote file is told of, however its address comes', async () => {
  const cat = [200, { file_type: 'image/png', file_length: png.length }];
  const address = at('/pictures/a%20cat.png?size=9');

  expect(await info(address)).toEqual(cat);
  expect(await info(encodeURIComponent(address))).toEqual(cat);
  expect(await call(`/remote-files/http:/${server.host}/pictures/a%2520cat.png?size=9`)).toEqual(
    cat,
  );
  expect(await call(`/remote-files/http%3A//${server.host}/pictures/a%20cat.png`)).toEqual(cat);
  expect(server.requests.slice(-4)).toEqual([
    ...Array.from({ length: 3 }, () => 'HEAD /pictures/a%20cat.png?size=9'),
    'HEAD /pictures/a%20cat.png',
  ]);
  expect(await info(at('/untold'))).toEqual([
    ...[200, { file_type: 'application/octet-stream', file_length: -1 }],
  ]);
});

test('a page may ask first whether it may call', async () => {
  for (const path of ['/files/upload', '/remote-files/upload', '/remote-files/x']) {
    const preflight = await fetch(`${entrance.url}/api${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://apps.example', 'access-control-request-method': 'POST' },
    });
    const allowed = preflight.headers.get('access-control-allow-origin');
    expect([preflight.status, allowed]).toEqual([204, 'https://apps.example']);
  }
});

test('of remote files that are not there, or not to be reached, that is told', async () => {
  expect(await info(at('/none'))).toEqual(refused(404, 'not_found'));
  expect(await info(at('/broken'))).toEqual(refused(500, 'remote_file_upload_error'));
  expect(await info('upload')).toEqual(refused(400, 'invalid_param', 'url'));
  expect(await info('http://[::ffff:127.0.0.1]/')).toEqual(refused(400, 'invalid_param', 'url'));
  expect(await call('/remote-files/x', { method: 'DELETE' })).toEqual(
    refused(405, 'method_not_allowed'),
  );
  expect(await call('/remote-files')).toEqual(refused(404, 'not_found'));
  expect(await call('/files/none')).toEqual(refused(404, 'not_found'));
});

test('the signature of a file opens its address as one that a tool made, too', async () => {
  const [, { source_url: address }] = await upload([note()]);
  const tool = String(address).replace(/\/([^/]+)\/file-preview/, '/tools/$1.txt');
  const read = async (url: string) => {
    const response = await fetch(url);
    const text = await response.text();
    return [response.status, response.ok ? text : JSON.parse(text)];
  };

  expect(await read(tool)).toEqual([200, 'a note']);
  expect(await read(tool.replace(/sign=./, 'sign='))).toEqual(refused(403, 'forbidden'));
  expect(await read(tool.replace(/\?.*/, ''))).toEqual(refused(403, 'forbidden'));
  expect(await read(tool.replace('.txt', ''))).toEqual(refused(404, 'not_found'));
});
