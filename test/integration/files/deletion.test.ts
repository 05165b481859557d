import { randomBytes } from 'node:crypto';
import { anonymous } from '@tributary/runtime/identity';
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
  deleteFile,
  download,
  type Handle,
  upload,
} from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices([['files', 'chat']]);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const absent = { code: 'NOT_FOUND', reason: 'file_not_found' };

test('what its owner deletes is gone, from messages too', async () => {
  const app = createApp();
  const kim = createEndUser(app);
  const [kept, { id }] = await Promise.all([
    upload(services, kim, { content: 'kept' }),
    upload(services, kim, { content: 'deleted' }),
  ]);
  const references = [{ fileId: id }, { fileId: kept.id }];
  const messageId = await attach(services, kim, references);

  const deleted = await deleteFile(services, kim, id);
  // The chat service may send it again.
  await attach(services, kim, references, { messageId });

  expect(deleted).toEqual({ deleteFile: { id } });
  expect(await askFile(services, kim, id)).toBeNull();
  expect(await askMessageFiles(services, kim, [messageId])).toEqual([[{ id: kept.id }]]);
  const asking = services.ask(app, 'files', 'query ($id: ID!) { appFile(id: $id) { id } }', { id });
  await expect(asking).rejects.toMatchObject(absent);
});

test('the content goes with the last file that has it', async () => {
  const [ada, eve] = [createAccount(), createAccount()];
  const content = randomBytes(1_000);
  const files = await Promise.all([ada, eve].map((one) => upload(services, one, { content })));
  const [first, second] = files.map(({ id }) => id);
  const known = await askFile<{ content: Handle }>(services, eve, second ?? '', 'content');
  const handle = known?.content ?? { stream: '', ticket: '' };

  await deleteFile(services, ada, first ?? '');
  const bytes = await download(services, eve, handle);
  await deleteFile(services, eve, second ?? '');

  expect(bytes.equals(content)).toBe(true);
  await expect(download(services, eve, handle)).rejects.toMatchObject(absent);
});

test('of two who delete at once one does, and the content of others stays', async () => {
  const [ada, eve] = [createAccount(), createAccount()];
  const content = randomBytes(1_000);
  const [{ id }, other] = await Promise.all([
    upload(services, ada, { content }),
    upload(services, eve, { content }),
  ]);

  const deletions = [1, 2, 3].map(() => deleteFile(services, ada, id));
  const settled = await Promise.allSettled(deletions);

  const failures = settled.filter((one) => one.status === 'rejected');
  expect(failures.map(({ reason }) => reason)).toMatchObject([absent, absent]);
  const known = await askFile<{ content: Handle }>(services, eve, other.id, 'content');
  const bytes = await download(services, eve, known?.content ?? { stream: '', ticket: '' });
  expect(bytes.equals(content)).toBe(true);
});

test("somebody else's file, an unknown one and what is no id sound the same", async () => {
  const app = createApp();
  const kim = createEndUser(app);
  const { id } = await upload(services, kim, { content: 'of kim' });
  await attach(services, kim, [{ fileId: id }]);
  const strangers = [createEndUser(app), app, createAccount(app.organizationId), createAccount()];

  for (const viewer of strangers) {
    await expect(deleteFile(services, viewer, id)).rejects.toMatchObject(absent);
  }
  for (const none of [newId(), 'x', '{"$ne":null}', '']) {
    await expect(deleteFile(services, kim, none)).rejects.toMatchObject(absent);
  }
  const nobody = deleteFile(services, anonymous, id);
  await expect(nobody).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await askFile(services, kim, id)).toEqual({ id });
});
