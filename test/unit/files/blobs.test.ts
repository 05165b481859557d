import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBlobs } from '@tributary/files/blobs';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import { createFolder, readAll, toStream } from './folder.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('a blob is addressed by its content', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);

  const blob = await blobs.write(toStream('hello ', 'world'), { bytesMax: 11 });

  expect(blob).toEqual({ sha256: hashOf('hello world'), size: 11 });
  expect(await readAll(blobs.read(blob.sha256))).toBe('hello world');
  expect(await blobs.readSize(blob.sha256)).toBe(11);
});

test('equal content is stored once', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);

  const [one, other] = await Promise.all([
    blobs.write(toStream('same'), { bytesMax: 10 }),
    blobs.write(toStream('sa', 'me'), { bytesMax: 10 }),
  ]);

  expect(one).toEqual(other);
  const files = await readdir(folder.path, { recursive: true, withFileTypes: true });
  expect(files.filter((file) => file.isFile()).map(({ name }) => name)).toEqual([one.sha256]);
});

test('an empty blob has a size and no bytes', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);

  const { sha256, size } = await blobs.write(toStream(), { bytesMax: 10 });

  expect([size, await readAll(blobs.read(sha256)), await blobs.has(sha256)]).toEqual([0, '', true]);
});

test('content beyond the limit cancels its source and leaves nothing', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);
  let given = 0;
  let isCancelled = false;
  async function* endless() {
    try {
      for (;;) {
        given += 4;
        yield Buffer.from('more');
      }
    } finally {
      isCancelled = true;
    }
  }

  const writing = blobs.write(endless(), { bytesMax: 10 });

  await expect(writing).rejects.toEqual(
    new Failure('TOO_LARGE', 'file exceeds 10 bytes', { reason: 'file_too_large' }),
  );
  expect({ given, isCancelled }).toEqual({ given: 12, isCancelled: true });
  expect(await readdir(folder.path, { recursive: true })).toEqual(['incoming']);
});

test('a source that fails leaves nothing', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);
  async function* broken() {
    yield Buffer.from('half');
    throw new Failure('UNAVAILABLE', 'the sender is gone');
  }

  const writing = blobs.write(broken(), { bytesMax: 10 });

  await expect(writing).rejects.toEqual(new Failure('UNAVAILABLE', 'the sender is gone'));
  expect(await readdir(folder.path, { recursive: true })).toEqual(['incoming']);
});

test('a range has both its ends', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);
  const { sha256 } = await blobs.write(toStream('0123456789'), { bytesMax: 10 });

  expect(await readAll(blobs.read(sha256, { start: 2, end: 5 }))).toBe('2345');
});

test('content that is gone is NOT_FOUND', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);
  const reading = readAll(blobs.read(hashOf('never stored')));

  await expect(reading).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'file_not_found' });
});

test('nothing but a hash is an address', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);

  await expect(readAll(blobs.read('../../etc/passwd'))).rejects.toThrow(
    'a blob is addressed by its hash alone',
  );
});

test('what a dead writer left a day ago is removed, and what is being written stays', async () => {
  await using folder = await createFolder();
  const incoming = join(folder.path, 'incoming');
  await mkdir(incoming);
  await writeFile(join(incoming, 'old'), 'half');
  await writeFile(join(incoming, 'new'), 'half');
  const yesterday = Date.now() / 1000 - 90_000;
  await utimes(join(incoming, 'old'), yesterday, yesterday);

  await openBlobs(folder.path);

  expect(await readdir(incoming)).toEqual(['new']);
});

test('nobody but the service may read the files of blobs', async () => {
  await using folder = await createFolder();
  const blobs = await openBlobs(folder.path);
  const { sha256 } = await blobs.write(toStream('private'), { bytesMax: 10 });

  const { mode } = await stat(join(folder.path, sha256.slice(0, 2), sha256.slice(2, 4), sha256));

  expect(mode & 0o777).toBe(0o600);
});
