import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, told, upload, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ MAX_UPLOAD_BYTES: '100' });
});
afterAll(() => world[Symbol.asyncDispose]());

const spec = new File(['# Spec'], 'spec.md', { type: 'text/markdown' });
const sha256 = createHash('sha256').update('# Spec').digest('hex');
const flat = { name: 'spec.md', mime: 'text/markdown', mime_type: 'text/markdown', size: 6 };
const list = (id: string, url = world.url) => told(fetch(`${url}/api/uploads/${id}`));

test('a file is stored while the socket is open, and can be listed afterwards', async () => {
  await using session = await world.openSession();
  expect(await list(session.id)).toEqual([200, { attachments: {} }]);

  const [status, stored] = await told(upload(world.url, session.id, spec));
  const id = (stored as { attachment_id: string }).attachment_id;
  await session.close();

  expect([status, stored]).toEqual([200, { attachment_id: id, ...flat }]);
  expect(id).toMatch(/^att_[\w-]{16,}$/);
  const path = `attachments/${id}/spec.md`;
  const attachment = {
    ...{ attachment_id: id, ...flat, source: 'user_upload', kind: 'file', description: null },
    ref: {
      ...{ attachment_id: id, mime_type: 'text/markdown', name: 'spec.md', size: 6, sha256 },
      local_path: `code_workspace/${path}`,
    },
    extra: {
      ...{ source: 'user_upload', origin: 'web_upload', session_id: session.id },
      ...{ workspace_path: path, storage: 'copy' },
    },
  };
  expect(await list(session.id)).toEqual([200, { attachments: { [id]: attachment } }]);
  expect(await told(upload(world.url, session.id, spec))).toEqual([
    ...[400, { detail: 'Session not connected' }],
  ]);
});

test('a session that was never there, or never used, has no files', async () => {
  await using session = await world.openSession();
  await session.close();
  const unknown = [400, { detail: 'Session not connected' }];

  for (const id of [session.id, 'never-seen']) {
    expect(await list(id)).toEqual(unknown);
    expect(await told(upload(world.url, id, spec))).toEqual(unknown);
  }
});

test('the name of a file leads nowhere, and the last of several files counts', async () => {
  await using session = await world.openSession();
  const form = new FormData();
  form.append('other', new Blob(['x']), 'other.txt');
  form.append('file', new Blob(['first']), 'first.txt');
  form.append('file', new Blob([]), '../../x');
  const response = await fetch(`${world.url}/api/uploads/${session.id}`, {
    ...{ method: 'POST', body: form },
  });

  expect(await response.json()).toMatchObject({ name: 'x', size: 0 });
  const [, listed] = await list(session.id);
  expect(Object.values((listed as { attachments: object }).attachments)).toMatchObject([
    { name: 'x', size: 0 },
  ]);
});

const missing = {
  detail: [{ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null }],
};

test('a body without a file is refused', async () => {
  await using session = await world.openSession();
  const post = (type: string | undefined, body: string) =>
    told(
      fetch(`${world.url}/api/uploads/${session.id}`, {
        ...{ method: 'POST', body: Buffer.from(body) },
        ...(type && { headers: { 'content-type': type } }),
      }),
    );
  const field = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nfile\r\n--b--\r\n';
  const detail = 'the content type must be JSON or multipart/form-data';

  expect(await post('multipart/form-data; boundary=b', field)).toEqual([422, missing]);
  expect(await post('application/json', '{}')).toEqual([422, missing]);
  expect(await post('text/plain', 'x')).toEqual([400, { detail }]);
  expect(await post(undefined, 'x')).toEqual([400, { detail }]);
  expect(await post('multipart/form-data; boundary=b', '--b\r\n')).toMatchObject([400, {}]);
  expect(await list(session.id)).toEqual([200, { attachments: {} }]);
});

test('a file that is too large is refused, and nothing of it is kept', async () => {
  await using session = await world.openSession();
  const store = (size: number) => upload(world.url, session.id, new File(['x'.repeat(size)], 'x'));

  expect((await told(store(100)))[0]).toBe(200);
  expect(await told(store(101))).toMatchObject([413, { detail: expect.any(String) }]);
  const [, { attachments }] = (await list(session.id)) as [number, { attachments: object }];
  expect(Object.keys(attachments)).toHaveLength(1);
});

test('a storage that takes nothing is told of, and nothing of the file is listed', async () => {
  await using session = await world.openSession();
  const folder = join(world.entrance.dataDir, 'blobs', 'incoming');
  await rename(folder, `${folder}-away`);
  await writeFile(folder, '');

  const failed = await told(upload(world.url, session.id, spec));
  await rename(`${folder}`, `${folder}-broken`);
  await rename(`${folder}-away`, folder);

  expect(failed).toEqual([500, { detail: 'could not store the file' }]);
  expect(await list(session.id)).toEqual([200, { attachments: {} }]);
  expect((await told(upload(world.url, session.id, spec)))[0]).toBe(200);
});

/** Sends a path as it is, which `fetch` would tidy up. */
async function raw(path: string, method = 'GET'): Promise<[number | undefined, unknown]> {
  const { hostname, port } = new URL(world.url);
  const asked = request({ hostname, port, path, method });
  const answered = new Promise<[number | undefined, unknown]>((resolve, reject) => {
    asked.once('error', reject).once('response', async (response) => {
      resolve([response.statusCode, JSON.parse(await text(response))]);
    });
  });
  asked.end();
  return answered;
}

test.each([
  ...['/api/uploads/a.b', '/api/sessions/a%20b/download', '/api/uploads/%zz'],
  ...[`/api/sessions/${'x'.repeat(129)}/artifact-events`, '/api/sessions/ä/artifacts/art_1'],
])('the id in %s is refused', async (path) => {
  const detail = 'session id has characters that are not allowed';

  expect(await raw(encodeURI(path).replace('%25', '%'))).toEqual([400, { detail }]);
});

test.each([
  ...['/api/uploads/../x', '/api/uploads/..%2fx', '/api/sessions/%2e%2e/download'],
  ...['/api/sessions/x/..%5c', '/api/workflow/execute/../../etc'],
])('%s does not step out', async (path) => {
  const detail = 'the path may not step out of a folder';

  expect(await raw(path)).toEqual([400, { detail }]);
});

test('what is not there, or not for this method, is told in the words of this API', async () => {
  for (const path of ['/api/uploads', '/api/sessions/x', '/api/workflow/execute', '/ws']) {
    expect(await raw(path)).toEqual([404, { detail: 'Not Found' }]);
  }
  expect(await raw('/api/workflow/execute', 'POST')).toEqual([404, { detail: 'Not Found' }]);
  expect(await raw('/api/uploads/x', 'DELETE')).toEqual([405, { detail: 'Method Not Allowed' }]);
});

test('every answer can be traced, and read by the pages of the machine itself', async () => {
  const ask = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const response = await fetch(`${world.url}${path}`, { method, headers });
    return Object.fromEntries(response.headers);
  };
  const origin = 'http://localhost:5173';
  const asked = { origin, 'access-control-request-headers': 'x-correlation-id' };

  expect(await ask('/api/uploads/a.b', { 'x-correlation-id': 'run-7' })).toMatchObject({
    'x-correlation-id': 'run-7',
  });
  expect(await ask('/api/sessions/x/download', asked, 'OPTIONS')).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'x-correlation-id',
    'access-control-expose-headers': 'X-Correlation-ID',
    'access-control-max-age': '600',
    'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const elsewhere = await ask('/api/uploads/x', { origin: 'https://theirs.example' });
  expect(elsewhere['access-control-allow-origin']).toBeUndefined();
});
