import { randomUUID } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import { asOperator, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { signUp } from '../auth/world.ts';
import {
  askFile,
  attach,
  createAccount,
  createApp,
  createEndUser,
  deleteFile,
  offerPart,
  type Part,
} from './world.ts';

let services: Services;
let ada: Viewer;
beforeAll(async () => {
  services = await startServices([['files', 'auth', 'chat']]);
  ada = (await signUp(services, 'ada')).viewer;
});
afterAll(() => services?.[Symbol.asyncDispose]());

const png = (length: number) => Buffer.alloc(length, '\x89PNG\r\n\x1a\n', 'latin1');
const image: Part = { name: 'tea.png', mimeType: 'image/png', content: png(600) };
const bytesMax = 10_485_760;

interface ChatFile {
  id: string;
  name: string;
  mimeType: string;
  size: number;
}

async function send(
  part: Part,
  viewer = ada,
  organizationId = viewer.organizationId,
): Promise<ChatFile> {
  await using offer = offerPart(services, part);
  const mutation = `mutation ($input: UploadChatFileInput!) {
    uploadChatFile(input: $input) { file { id name mimeType size } }
  }`;
  const input = { organizationId, file: offer.file };
  const data = await services.ask<{ uploadChatFile: { file: ChatFile } }>(
    viewer,
    'files',
    mutation,
    { input },
  );
  return data.uploadChatFile.file;
}

async function load(viewer: Viewer, id: string): Promise<unknown> {
  const query = 'query ($id: ID!) { chatFile(id: $id) { id } }';
  return (await services.ask<{ chatFile: unknown }>(viewer, 'files', query, { id })).chatFile;
}

test('an image is stored as what it is, under an id of its own each time', async () => {
  const jpeg = { ...image, content: Buffer.from('\xff\xd8\xff\xe0', 'latin1') };

  const first = await send({ ...jpeg, mimeType: 'Image/PNG; q=1' });
  const second = await send(jpeg);

  const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
  expect([first, second]).toEqual(
    [0, 1].map(() => ({ id, name: 'tea.png', mimeType: 'image/jpeg', size: 4 })),
  );
  expect(first.id).not.toBe(second.id);
});

test.each([
  ['', ''],
  ['../a/图.png', '图.png'],
  [`${'é'.repeat(200)}.png`, 'é'.repeat(127)],
  ['a\r\n\u202eb.png', 'ab.png'],
])('the name %j becomes %j', async (name, kept) => {
  expect((await send({ ...image, name })).name).toBe(kept);
});

test('ten mebibytes are taken, and not one byte more', async () => {
  expect((await send({ ...image, content: png(bytesMax) })).size).toBe(bytesMax);
  await expect(send({ ...image, content: png(bytesMax + 1) })).rejects.toMatchObject({
    code: 'TOO_LARGE',
    reason: 'file_too_large',
    message: `file exceeds ${bytesMax} bytes`,
  });
});

const unsupported = {
  code: 'BAD_INPUT',
  reason: 'unsupported_file_type',
  message: 'the file must be one of image/png, image/jpeg, image/gif, image/webp',
};

test.each<[string, Partial<Part>]>([
  ['undeclared', { mimeType: '' }],
  ['declared as what is not taken', { mimeType: 'image/svg+xml' }],
  ['declared by a name that is none', { mimeType: 'image/jpg' }],
  ['empty', { content: '' }],
  ['a picture that runs scripts', { content: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
  ['a page', { mimeType: 'image/gif', content: '<html>' }],
  ['large and no image', { content: Buffer.alloc(bytesMax + 2_000_000, 'text') }],
])('a file that is %s is refused', async (_, part) => {
  await expect(send({ ...image, ...part })).rejects.toMatchObject(unsupported);
});

test('what is no image is not read beyond its beginning', async () => {
  const closed = Promise.withResolvers<number>();
  async function* endless() {
    let given = 0;
    try {
      for (; ; given++) yield Buffer.alloc(65_536);
    } finally {
      closed.resolve(given);
    }
  }

  await expect(send({ ...image, content: endless() })).rejects.toMatchObject(unsupported);

  expect(await closed.promise).toBeLessThan(100);
});

test('the organization is asked about before the file is looked at', async () => {
  const eve = (await signUp(services, 'eve')).viewer;
  const unknown = { code: 'BAD_INPUT', reason: 'organization_unknown' };
  const text = { ...image, mimeType: 'text/plain' };

  for (const organizationId of ['x', '', newId(), eve.organizationId, randomUUID()]) {
    await expect(send(text, ada, organizationId)).rejects.toMatchObject(unknown);
  }
  // Who was signed in to it once, and is no member any more, still has that in the identity.
  const removed = { ...ada, organizationId: eve.organizationId ?? '' };
  await expect(send(image, removed)).rejects.toMatchObject(unknown);
  expect(await send(image, ada, ada.organizationId?.toUpperCase())).toBeDefined();
});

test('only accounts have chats', async () => {
  const app = createApp();

  for (const viewer of [app, createEndUser(app), asOperator(ada.organizationId)]) {
    await expect(send(image, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test('a body that breaks off fails as it broke', async () => {
  async function* broken(length: number) {
    yield png(length);
    throw new Failure('BAD_INPUT', 'the body broke off', { reason: 'upload_cut_off' });
  }

  for (const length of [100, 100_000]) {
    await expect(send({ ...image, content: broken(length) })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      reason: 'upload_cut_off',
    });
  }
});

test('a chat file is seen by its owner, wherever it is signed in, and by administrators', async () => {
  const { id } = await send(image);
  const other = createAccount(ada.organizationId);
  const viewers = [
    ada,
    { ...ada, organizationId: newId() },
    { ...other, scopes: ['site:admin'] },
    other,
    createApp(ada.organizationId),
    { ...createApp(), scopes: ['site:admin'] },
  ];

  const seen = await Promise.all(viewers.map((viewer) => load(viewer, id.toUpperCase())));

  expect(seen).toEqual([{ id }, { id }, { id }, null, null, null]);
  expect([await load(ada, randomUUID()), await load(ada, 'x')]).toEqual([null, null]);
});

test('no app has a part in a chat file, even if a message refers to it', async () => {
  const app = createApp(ada.organizationId);
  const { id } = await send(image);
  await attach(services, ada, [{ fileId: id }], { appId: app.id });

  const asking = services.ask(app, 'files', 'query ($id: ID!) { appFile(id: $id) { id } }', { id });

  await expect(asking).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'file_not_found' });
  expect(await askFile(services, app, id)).toBeNull();
  expect(await askFile(services, ada, id)).toEqual({ id });
  await deleteFile(services, ada, id);
  expect(await load(ada, id)).toBeNull();
});
