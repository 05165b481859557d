import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDiskStorage } from '@tributary/files/blobs/disk-storage';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import { createFolder, toStream } from './folder.ts';

const key = 'ab12cd34';

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test('what is written lies below its key, for the service alone', async () => {
  await using folder = await createFolder();
  const storage = await openDiskStorage(folder.path);
  const path = join(folder.path, 'ab', '12', key);

  await storage.write(key, toStream('hello ', 'world'));

  expect(await readFile(path, 'utf8')).toBe('hello world');
  const modes = await Promise.all([path, join(folder.path, 'ab'), folder.path].map(modeOf));
  expect(modes).toEqual([0o600, 0o700, 0o700]);
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test.each([1, 1000, 65_536, 3_000_000])('pieces of %i bytes come back', async (length) => {
  await using folder = await createFolder();
  const storage = await openDiskStorage(folder.path);
  const content = randomBytes(Math.min(3_500_000, length * 2000));
  const pieces = Array.from({ length: Math.ceil(content.length / length) }, (_, index) =>
    content.subarray(index * length, (index + 1) * length),
  );

  await storage.write(key, toStream(...pieces));
  const range = { start: 7, end: content.length - 3 };
  const read = Buffer.concat(await Array.fromAsync(storage.read(key, range)));

  expect(read.equals(content.subarray(7, -2))).toBe(true);
});

test('a source that fails leaves nothing that could be read', async () => {
  await using folder = await createFolder();
  const storage = await openDiskStorage(folder.path);
  async function* broken() {
    yield Buffer.from('half');
    throw new Failure('UNAVAILABLE', 'the sender is gone');
  }

  const writing = storage.write(key, broken());

  await expect(writing).rejects.toEqual(new Failure('UNAVAILABLE', 'the sender is gone'));
  const reading = Array.fromAsync(storage.read(key, { start: 0, end: 3 }));
  await expect(reading).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'file_not_found' });
  await storage.remove(key);
  expect(await listFiles(folder.path)).toEqual([]);
});

test('a disk that does not take the bytes says no more than that, and cancels the source', async () => {
  await using folder = await createFolder();
  const storage = await openDiskStorage(folder.path);
  let isCancelled = false;
  async function* source() {
    try {
      await rm(folder.path, { recursive: true });
      yield Buffer.from('bytes');
    } finally {
      isCancelled = true;
    }
  }

  const failed = await storage.write(key, source()).catch((error: unknown) => error);

  expect(failed).toEqual(new Failure('INTERNAL', 'the content of the file could not be stored'));
  expect(failed).toMatchObject({ cause: { code: 'ENOENT' } });
  expect(isCancelled).toBe(true);
});

test('what is removed is gone, and may be removed again', async () => {
  await using folder = await createFolder();
  const storage = await openDiskStorage(folder.path);
  await storage.write(key, toStream('hello'));

  await storage.remove(key);
  await storage.remove(key);

  expect(await listFiles(folder.path)).toEqual([]);
});
