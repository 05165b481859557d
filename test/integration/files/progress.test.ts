import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createFileProgress, type FileProgressOptions } from '@tributary/files/file-progress';
import { openEventLog } from '@tributary/runtime/event-log';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { createAccount, subscribe, upload } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['files']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

interface Progress {
  cursor: string;
  state: string;
  received: number;
}

async function* follow(viewer: Viewer, uploadId: string, after?: string): AsyncGenerator<Progress> {
  const query = `subscription ($uploadId: ID!, $after: ID) {
    fileProgress(uploadId: $uploadId, after: $after) {
      cursor state received total file { id } code message
    }
  }`;
  const variables = { uploadId, after };
  for await (const data of subscribe<{ fileProgress: Progress }>(
    services,
    viewer,
    query,
    variables,
  )) {
    yield data.fileProgress;
  }
}

const cursor = expect.stringMatching(/^\d+$/);
const begun = {
  ...{ cursor, state: 'RECEIVING', received: 0, total: null },
  ...{ file: null, code: null, message: null },
};
const failed = { ...begun, state: 'FAILED' };

/** 12,000 bytes, most of them late and each thousand after a while. */
async function* pauseAfter(begun: Promise<void>): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(2_000);
  await begun;
  for (let left = 0; left < 10; left++) {
    await pause(60);
    yield Buffer.alloc(1_000);
  }
}

test('an upload is followed from before its beginning to its end', async () => {
  const viewer = createAccount();
  const uploadId = randomUUID();
  const following = follow(viewer, uploadId);
  const first = following.next();
  const moved = Promise.withResolvers<void>();

  const startedAt = performance.now();
  const uploading = upload(
    services,
    viewer,
    { content: pauseAfter(moved.promise) },
    uploadId.toUpperCase(),
  );
  const start = (await first).value;
  moved.resolve();
  const rest = await Array.fromAsync(following);
  const { id } = await uploading;
  const elapsedMs = performance.now() - startedAt;

  expect(start).toEqual(begun);
  expect(rest.at(-1)).toEqual({
    ...begun,
    ...{ state: 'STORED', received: 12_000, total: 12_000, file: { id } },
  });
  const middle = rest.slice(0, -1);
  expect(middle.every(({ state }) => state === 'RECEIVING')).toBe(true);
  expect([middle.length > 0, middle.length <= elapsedMs / 250]).toEqual([true, true]);
});

test('a reader goes on behind its cursor, and not at all behind the end', async () => {
  const viewer = createAccount();
  const uploadId = randomUUID();
  const { id } = await upload(services, viewer, { content: 'tea' }, uploadId);

  const [start, ...rest] = await Array.fromAsync(follow(viewer, uploadId));
  const end = rest.at(-1);
  const again = await Array.fromAsync(follow(viewer, uploadId, start?.cursor));
  const over = await Array.fromAsync(follow(viewer, uploadId, end?.cursor));

  expect(end).toEqual({ ...begun, state: 'STORED', received: 3, total: 3, file: { id } });
  expect([again, over]).toEqual([rest, []]);
});

test('an upload that is refused has failed', async () => {
  const viewer = createAccount();
  const uploadId = randomUUID();
  const message = 'the name of the file must not contain slashes or control characters';

  const uploading = upload(services, viewer, { name: 'a/b', content: 'tea' }, uploadId);

  await expect(uploading).rejects.toMatchObject({ code: 'BAD_INPUT', message });
  expect(await Array.fromAsync(follow(viewer, uploadId))).toEqual([
    begun,
    { ...failed, code: 'BAD_INPUT', message },
  ]);
});

test('of two who chose one id each sees only its own', async () => {
  const uploadId = randomUUID();
  const [ada, eve] = [createAccount(), createAccount()];

  const files = await Promise.all([
    upload(services, ada, { content: 'of ada' }, uploadId),
    upload(services, eve, { content: "of eve's" }, uploadId),
  ]);

  for (const [index, viewer] of [ada, eve].entries()) {
    const seen = await Array.fromAsync(follow(viewer, uploadId));
    expect(seen.at(-1)).toMatchObject({ state: 'STORED', file: { id: files[index]?.id } });
  }
});

test('an id that is none is refused, and so is a stranger', async () => {
  const refusal = {
    ...{ code: 'BAD_INPUT', reason: 'invalid_param', message: 'uploadId must be a UUID' },
  };

  const uploading = upload(services, createAccount(), { content: 'x' }, 'one.>');
  await expect(uploading).rejects.toMatchObject(refusal);
  await expect(follow(createAccount(), 'event.>').next()).rejects.toMatchObject(refusal);
  await expect(follow(anonymous, randomUUID()).next()).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

async function openProgress(viewer: Viewer, limits: Partial<FileProgressOptions>) {
  const events = await openEventLog(services.bus);
  const standard = { events, findFile: async () => null, log: silentLog, viewer };
  return { events, progress: createFileProgress({ ...standard, ...limits }) };
}

test('whoever follows an upload that fell silent is told so', async () => {
  const viewer = createAccount();
  const uploadId = randomUUID();
  const limits = { silenceMsMax: 100, lateMsMax: 50 };
  const { progress } = await openProgress(viewer, limits);
  const stuck = Promise.withResolvers<never>();
  const running = progress.run(uploadId, () => stuck.promise);

  const seen = await Array.fromAsync(progress.follow(uploadId));

  stuck.reject(new Error('at last'));
  await expect(running).rejects.toThrow('at last');
  const message = `nothing was heard of the upload ${uploadId}`;
  const none = { received: 0, total: null, fileId: null };
  expect(seen).toEqual([
    { ...none, cursor, state: 'RECEIVING', code: null, message: null },
    { ...none, cursor: seen[0]?.cursor, state: 'FAILED', code: 'TIMEOUT', message },
  ]);
});

test('an upload whose end could not be told is found stored', async () => {
  const viewer = createAccount();
  const uploadId = randomUUID();
  const findFile = async (id: string) => ({ id, size: 7 }) as never;
  const { progress } = await openProgress(viewer, { findFile, silenceMsMax: 100, lateMsMax: 50 });
  const stuck = Promise.withResolvers<never>();
  let plannedId = '';
  const running = progress.run(uploadId, ({ fileId }) => {
    plannedId = fileId;
    return stuck.promise;
  });

  const seen = await Array.fromAsync(progress.follow(uploadId));

  stuck.reject(new Error('at last'));
  await expect(running).rejects.toThrow('at last');
  const stored = { state: 'STORED', fileId: plannedId, received: 7, total: 7 };
  expect(seen).toMatchObject([{ state: 'RECEIVING', fileId: null }, stored]);
});

test('an upload that never begins is not waited for without end', async () => {
  const { progress } = await openProgress(createAccount(), { beginMsMax: 50 });

  const seen = await Array.fromAsync(progress.follow(randomUUID()));

  expect(seen).toMatchObject([{ cursor: '0', state: 'FAILED', code: 'TIMEOUT' }]);
});

test('an upload goes on where its progress cannot be told', async () => {
  const appendOnce = () => Promise.reject(new Error('no stream'));
  const { events } = await openProgress(createAccount(), {});
  const broken = { ...events, appendOnce };
  const { progress } = await openProgress(createAccount(), { events: broken });
  const file = await upload(services, createAccount(), { content: 'x' });

  const given = await progress.run(randomUUID(), async () => file as never);

  expect(given).toBe(file);
});
