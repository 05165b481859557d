import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anonymous, asService } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import {
  askFile,
  createAccount,
  createApp,
  createEndUser,
  download,
  type Handle,
  upload,
} from './world.ts';

const mebibyte = 1_048_576;
const limits = {
  image_file_size_limit: 2,
  video_file_size_limit: 100,
  audio_file_size_limit: 50,
  file_size_limit: 1,
  workflow_file_upload_limit: 10,
};

let services: Services;
beforeAll(async () => {
  services = await startServices(['files', 'chat'], {
    MAX_UPLOAD_BYTES: String(100 * mebibyte),
    UPLOAD_IMAGE_FILE_SIZE_LIMIT: '2',
    UPLOAD_FILE_SIZE_LIMIT: '1',
    UPLOAD_FILE_EXTENSION_BLACKLIST: 'BAT,.png',
  });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const listBlobs = async () => {
  const entries = await readdir(join(services.dataDir, 'blobs'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

test('an uploaded file is described by its content and its name', async () => {
  const viewer = createEndUser(createApp());
  const content = 'the kettle is blue';

  const file = await upload(services, viewer, {
    name: 'Tea notes.MD',
    mimeType: 'Text/Markdown; charset=utf-8',
    content,
  });

  expect(file).toEqual({
    id: expect.any(String),
    name: 'Tea notes.MD',
    extension: 'md',
    mimeType: 'text/markdown',
    declaredMimeType: 'text/markdown',
    size: 18,
    sha256: createHash('sha256').update(content).digest('hex'),
    kind: 'DOCUMENT',
    ownerId: viewer.id,
  });
});

test('the type is found in the content, and the declared one is kept', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  const { mimeType, declaredMimeType, kind } = await upload(services, createAccount(), {
    name: 'looks-like.txt',
    mimeType: 'text/plain',
    content: png,
  });

  expect({ mimeType, declaredMimeType, kind }).toEqual({
    mimeType: 'image/png',
    declaredMimeType: 'text/plain',
    kind: 'DOCUMENT',
  });
});

const peakMegabytes = async () => {
  const status = await readFile(`/proc/${services.pidOf('files')}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** So many pieces of 64 KiB. */
async function* repeat(piece: Uint8Array, count: number): AsyncGenerator<Uint8Array> {
  for (let given = 0; given < count; given++) yield piece;
}

test('30 MB come back the same', async () => {
  const viewer = createAccount();
  const piece = randomBytes(65_536);
  const part = { name: 'long.mp4', mimeType: 'video/mp4', content: repeat(piece, 480) };

  const file = await upload(services, viewer, part);
  const known = await askFile<{ content: Handle }>(services, viewer, file.id, 'content');
  const bytes = await download(services, viewer, known?.content ?? { stream: '', ticket: '' });

  expect(file.size).toBe(30 * mebibyte);
  expect(bytes.equals(Buffer.concat(Array.from({ length: 480 }, () => piece)))).toBe(true);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
});

test('memory does not grow with what is uploaded', async () => {
  const send = (mebibytes: number) =>
    upload(services, createAccount(), {
      name: 'long.mp4',
      mimeType: 'video/mp4',
      content: repeat(randomBytes(65_536), mebibytes * 16),
    });
  // What a process needs for any stream at all, it takes with the first ones.
  await send(30);
  await send(30);
  const before = await peakMegabytes();

  await send(90);
  const grown = (await peakMegabytes()) - before;

  expect(grown).toBeLessThan(30);
});

test('equal content of two owners is two files over one blob', async () => {
  const content = randomBytes(100_000);
  const [ada, eve] = [createAccount(), createAccount()];
  const before = await listBlobs();

  const files = await Promise.all([ada, eve].map((one) => upload(services, one, { content })));

  const [first, second] = files;
  expect(first?.id).not.toBe(second?.id);
  expect((await listBlobs()).length).toBe(before.length + 1);
});

test('a file beyond the limit of its category cancels the upload and leaves nothing', async () => {
  const before = await listBlobs();
  const piece = randomBytes(mebibyte);
  const closed = Promise.withResolvers<number>();
  async function* endless() {
    let given = 0;
    try {
      for (;;) {
        given++;
        yield piece;
      }
    } finally {
      closed.resolve(given);
    }
  }

  const uploading = upload(services, createEndUser(createApp()), {
    name: 'big.jpg',
    mimeType: 'image/jpeg',
    content: endless(),
  });

  await expect(uploading).rejects.toMatchObject({
    code: 'TOO_LARGE',
    reason: 'file_too_large',
    message: `file exceeds ${2 * mebibyte} bytes`,
  });
  expect(await closed.promise).toBeLessThan(20);
  expect(await listBlobs()).toEqual(before);
});

test('the categories bind who comes through an app, and the app tells of them', async () => {
  const app = createApp();
  const part = { content: Buffer.alloc(mebibyte + 1, 'x') };
  const apps = [{ __typename: 'App', id: app.id }];
  const query =
    'query ($apps: [_Any!]!) { _entities(representations: $apps) { ... on App { parameters } } }';

  const told = await services.ask<{ _entities: object[] }>(app, 'chat', query, { apps });

  for (const viewer of [app, createEndUser(app)]) {
    const refusal = { code: 'TOO_LARGE', reason: 'file_too_large' };
    await expect(upload(services, viewer, part)).rejects.toMatchObject(refusal);
  }
  expect((await upload(services, createAccount(), part)).size).toBe(mebibyte + 1);
  expect(told._entities).toMatchObject([{ parameters: { system_parameters: limits } }]);
});

test.each(['a.bat', 'A.BAT', 'a.png', 'a.bat.', 'a.bat . ', '.bat', 'a.b\u200bat'])(
  'through an app the name %j does not come in',
  async (name) => {
    const part = { name, mimeType: 'image/png', content: 'x' };
    const refusal = { code: 'BAD_INPUT', reason: 'invalid_param' };

    const uploading = upload(services, createEndUser(createApp()), part);

    await expect(uploading).rejects.toMatchObject(refusal);
    expect((await upload(services, createAccount(), part)).size).toBe(1);
  },
);

test('an upload that breaks off leaves nothing', async () => {
  const before = await listBlobs();
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the client is gone');
  }

  await expect(upload(services, createAccount(), { content: broken() })).rejects.toBeDefined();

  expect(await listBlobs()).toEqual(before);
});

test.each([
  ['', 'filename_not_exists_error'],
  ['../secret.txt', 'invalid_param'],
  ['a\\b.txt', 'invalid_param'],
  ['a\u0000.txt', 'invalid_param'],
])('the name %j is refused', async (name, reason) => {
  const uploading = upload(services, createAccount(), { name, content: 'x' });

  await expect(uploading).rejects.toMatchObject({ code: 'BAD_INPUT', reason });
});

test('the callers of an app upload only what it takes, an account anything', async () => {
  const app = createApp();
  const part = { name: 'tool.exe', mimeType: 'application/x-msdownload', content: 'MZ' };
  const refusal = { code: 'UNSUPPORTED_TYPE', reason: 'unsupported_file_type' };

  for (const viewer of [app, createEndUser(app)]) {
    await expect(upload(services, viewer, part)).rejects.toMatchObject(refusal);
    const untyped = upload(services, viewer, { mimeType: '', content: 'x' });
    await expect(untyped).rejects.toMatchObject(refusal);
  }
  expect((await upload(services, createAccount(), part)).kind).toBe('CUSTOM');
});

test('nobody uploads without being somebody', async () => {
  const content = 'x';

  const nobody = upload(services, anonymous, { content });
  await expect(nobody).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const service = upload(services, asService('chat'), { content });
  await expect(service).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test.each(['graphql.auth', 'bytes.files', '_INBOX.>', ''])(
  'no upload is read from the subject %j',
  async (stream) => {
    const input = { file: { stream, name: 'a.txt', mimeType: 'text/plain' } };
    const query =
      'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { id } } }';

    const asking = services.ask(createAccount(), 'files', query, { input });

    await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', reason: 'no_file_uploaded' });
  },
);
