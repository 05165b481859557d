import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { anonymous, asService, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import {
  askFile,
  askMessageFiles,
  attach,
  createAccount,
  createApp,
  createEndUser,
  download,
  type Handle,
  upload,
} from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices([['files', 'chat']], { PUBLIC_URL: 'https://tea.example/' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const noHandle: Handle = { stream: '', ticket: '' };
const appFile = (viewer: Viewer, id: string) =>
  services.ask(viewer, 'files', 'query ($id: ID!) { appFile(id: $id) { id } }', { id });

test('two accounts cannot see each other, even of one organization', async () => {
  const ada = createAccount();
  const { id } = await upload(services, ada, { content: 'private' });
  const others = [createAccount(), createAccount(ada.organizationId), createApp(), anonymous];

  const answers = await Promise.all([ada, ...others].map((one) => askFile(services, one, id)));

  expect(answers).toEqual([{ id }, null, null, null, null]);
});

test('an account reaches no file of one organization while signed in to another', async () => {
  const ada = createAccount();
  const { id } = await upload(services, ada, { content: 'of the first' });
  const elsewhere = { ...ada, organizationId: newId() };
  const absent = { code: 'BAD_INPUT', message: 'file 1 does not exist' };

  expect(await askFile(services, elsewhere, id)).toBeNull();
  await expect(attach(services, elsewhere, [{ fileId: id }])).rejects.toMatchObject(absent);
});

test("an end user's file is seen by itself and the organization, by the app once sent", async () => {
  const app = createApp();
  const [kim, lee] = [createEndUser(app), createEndUser(app)];
  const { id } = await upload(services, kim, { content: 'question' });
  const viewers = [kim, lee, createAccount(app.organizationId), createAccount(), app, createApp()];
  const askAll = () => Promise.all(viewers.map((one) => askFile(services, one, id)));

  const before = await askAll();
  await attach(services, kim, [{ fileId: id }]);
  const after = await askAll();

  const seen = { id };
  expect(before).toEqual([seen, null, seen, null, null, null]);
  expect(after).toEqual([seen, null, seen, null, seen, null]);
});

test('a service reads for its work whatever it must', async () => {
  const { id } = await upload(services, createAccount(), { content: 'text for the model' });

  const file = await askFile(services, asService('chat'), id, 'text');

  expect(file).toEqual({ text: 'text for the model' });
});

test('an app previews what its messages refer to, and learns why not otherwise', async () => {
  const app = createApp();
  const kim = createEndUser(app);
  const [used, unused] = await Promise.all([
    upload(services, kim, { content: 'used' }),
    upload(services, kim, { content: 'unused' }),
  ]);
  await attach(services, kim, [{ fileId: used.id }]);
  const absent = { code: 'NOT_FOUND', reason: 'file_not_found' };

  for (const viewer of [app, kim]) {
    expect(await appFile(viewer, used.id)).toEqual({ appFile: { id: used.id } });
  }
  // Neither learns that there is one.
  for (const viewer of [createEndUser(app), createAccount(app.organizationId)]) {
    await expect(appFile(viewer, used.id)).rejects.toMatchObject(absent);
  }
  await expect(appFile(app, unused.id)).rejects.toMatchObject(absent);
  await expect(appFile(app, newId())).rejects.toMatchObject(absent);
  await expect(appFile(createApp(), used.id)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    reason: 'file_access_denied',
  });
  await expect(appFile(anonymous, used.id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a file whose bytes are gone is not found', async () => {
  const ada = createAccount();
  const folder = join(services.dataDir, 'blobs');
  const list = () => readdir(folder, { recursive: true });
  const before = new Set(await list());
  const { id } = await upload(services, ada, { content: 'soon gone' });
  const added = (await list()).filter((path) => !before.has(path));
  await Promise.all(added.map((path) => rm(join(folder, path), { recursive: true, force: true })));
  const file = await askFile<{ content: Handle }>(services, ada, id, 'content');

  const downloading = download(services, ada, file?.content ?? noHandle);

  await expect(downloading).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'file_not_found' });
});

test('a message has its files in order, remote ones unfetched', async () => {
  const kim = createEndUser(createApp());
  const [one, two] = await Promise.all([
    upload(services, kim, { name: 'one.txt', content: '1' }),
    upload(services, kim, { name: 'two.txt', content: '2' }),
  ]);
  const url = 'https://example.com/pictures/a%2Fcat.png?size=9';
  const message = await attach(services, kim, [{ fileId: two.id }, { url }, { fileId: one.id }]);

  const fields = 'name kind transferMethod remoteUrl size';
  const files = await askMessageFiles(services, kim, [message, newId()], fields);

  const local = { kind: 'DOCUMENT', transferMethod: 'LOCAL_FILE', remoteUrl: null, size: 1 };
  expect(files).toEqual([
    [
      { name: 'two.txt', ...local },
      {
        name: 'a_cat.png',
        kind: 'IMAGE',
        transferMethod: 'REMOTE_URL',
        remoteUrl: url,
        size: null,
      },
      { name: 'one.txt', ...local },
    ],
    [],
  ]);
});

test('attaching again, also at once, changes nothing', async () => {
  const kim = createEndUser(createApp());
  const { id } = await upload(services, kim, { content: 'x' });
  const references = [{ fileId: id }, { url: 'https://example.com/a.png' }];
  const messageId = newId();

  await Promise.all(
    Array.from({ length: 4 }, () => attach(services, kim, references, { messageId })),
  );
  const first = await askMessageFiles(services, kim, [messageId]);
  await attach(services, kim, [], { messageId });

  expect(await askMessageFiles(services, kim, [messageId])).toEqual(first);
  expect(first[0]).toHaveLength(2);
});

test("somebody else's message takes no files", async () => {
  const app = createApp();
  const messageId = await attach(services, createEndUser(app), []);

  const attaching = attach(services, createEndUser(app), [], { messageId });

  await expect(attaching).rejects.toMatchObject({ code: 'CONFLICT' });
});

test("an unknown file and somebody else's sound the same", async () => {
  const app = createApp();
  const [kim, lee] = [createEndUser(app), createEndUser(app)];
  const { id } = await upload(services, lee, { content: 'of lee' });
  const usable = 'query ($ids: [ID!]!) { usableFiles(ids: $ids) { id } }';
  const refusal = {
    code: 'BAD_INPUT',
    reason: 'invalid_param',
    message: 'file 1 does not exist',
  };

  for (const fileId of [id, newId()]) {
    await expect(attach(services, kim, [{ fileId }])).rejects.toMatchObject(refusal);
    const asking = services.ask(kim, 'files', usable, { ids: [fileId] });
    await expect(asking).rejects.toMatchObject(refusal);
  }
});

test.each([
  [[{}]],
  [[{ fileId: 'a', url: 'https://example.com' }]],
  [[{ url: 'file:///etc/passwd' }]],
  [[{ url: 'no address' }]],
  [Array.from({ length: 51 }, () => ({ url: 'https://example.com' }))],
])('references that make no sense are refused (%#)', async (references) => {
  const attaching = attach(services, createEndUser(createApp()), references);

  await expect(attaching).rejects.toMatchObject({ code: 'BAD_INPUT', reason: 'invalid_param' });
});

test("an account's message belongs to the app that it was sent to", async () => {
  const app = createApp();
  const ada = createAccount(app.organizationId);
  const { id } = await upload(services, ada, { content: 'from ada' });

  await attach(services, ada, [{ fileId: id }], { appId: app.id });

  expect(await appFile(app, id)).toEqual({ appFile: { id } });
});

test('a range of the content has both its ends', async () => {
  const ada = createAccount();
  const { id } = await upload(services, ada, { content: '0123456789' });
  const file = await askFile<{ content: Handle }>(services, ada, id, 'content');
  const handle = file?.content ?? noHandle;

  const bytes = await download(services, ada, handle, { start: 2, end: 5 });

  expect(bytes.toString()).toBe('2345');
  await expect(download(services, ada, handle, { start: 10 })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    reason: 'range_not_satisfiable',
  });
  await expect(download(services, ada, { ...handle, ticket: 'x.y' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('a signed address opens its file to anybody, and no other', async () => {
  const ada = createAccount();
  const [one, two] = await Promise.all([
    upload(services, ada, { content: 'one' }),
    upload(services, ada, { content: 'two' }),
  ]);
  const file = await askFile<{ url: string }>(services, ada, one.id, 'url');
  const { origin, pathname, searchParams } = new URL(file?.url ?? '');
  const signed = Object.fromEntries(searchParams);
  const query = `query ($id: ID!, $timestamp: String!, $nonce: String!, $sign: String!) {
    signedFile(id: $id, timestamp: $timestamp, nonce: $nonce, sign: $sign) { id content }
  }`;
  interface Signed {
    signedFile: { id: string; content: Handle } | null;
  }

  const right = await services.ask<Signed>(anonymous, 'files', query, { id: one.id, ...signed });
  const wrong = await services.ask<Signed>(anonymous, 'files', query, { id: two.id, ...signed });

  expect(origin + pathname).toBe(`https://tea.example/files/${one.id}/file-preview`);
  expect(wrong).toEqual({ signedFile: null });
  const bytes = await download(services, anonymous, right.signedFile?.content ?? noHandle);
  expect(bytes.toString()).toBe('one');
});
