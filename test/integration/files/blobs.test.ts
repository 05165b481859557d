import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobKeys } from '@tributary/files/blobs/blob-keys';
import { type BlobLocation, blobLocation } from '@tributary/files/blobs/blob-location';
import { readEnv } from '@tributary/runtime/config';
import { Failure } from '@tributary/runtime/failure';
import { silentLog as log } from '@tributary/runtime/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';
import { startS3, useS3Credentials } from '../../s3.ts';
import { type Contents, inPieces, openContents } from './contents.ts';

/** Where contents lie, as a test looks at it and damages it. */
interface Place extends AsyncDisposable {
  location: BlobLocation;
  /** The keys of all that lies there, finished or not. */
  list(): Promise<string[]>;
  pathOf(key: string): string;
}

async function openFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  return {
    location: { folder },
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    pathOf: (key) => join(folder, key.slice(0, 2), key.slice(2, 4), key),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function openBucket(): Promise<Place> {
  using stack = new DisposableStack();
  stack.use(useS3Credentials());
  const s3 = await startS3();
  const variable = blobLocation('BLOB_URL');
  const { location } = readEnv({ BLOB_URL: s3.url }, { location: variable });
  const kept = stack.move();
  return {
    location: location ?? { folder: '' },
    list: async () => [...(await s3.listKeys()), ...(await s3.listUploads())],
    pathOf: s3.pathOf,
    async [Symbol.asyncDispose]() {
      kept.dispose();
      await s3[Symbol.asyncDispose]();
    },
  };
}

let mongo: MongoServer;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo?.[Symbol.asyncDispose]());

const goneFailure = { code: 'NOT_FOUND', reason: 'file_not_found' };
const damage = new Failure('INTERNAL', 'the content of the file is damaged');

describe.each([
  ['disk', openFolder],
  ['S3', openBucket],
])('on %s', (_, openPlace) => {
  let place: Place;
  let contents: Contents;
  beforeAll(async () => {
    place = await openPlace();
    contents = await openContents({ mongoUrl: mongo.url, location: place.location });
  });
  afterAll(async () => {
    await contents?.[Symbol.asyncDispose]();
    await place?.[Symbol.asyncDispose]();
  });

  const readAll = async (sha256: string, range?: { start: number; end: number }) =>
    Buffer.concat(await Array.fromAsync(contents.blobs.read(sha256, range)));
  const keyOf = async (sha256: string) => (await contents.readRow(sha256))?.key ?? '';

  test('a content is stored under its hash and comes back', async () => {
    const content = randomBytes(2_500_000);
    const progress: number[] = [];

    const { head, ...blob } = await contents.blobs.store(
      inPieces(content, 1_000_000),
      { bytesMax: content.length, onProgress: (received) => progress.push(received) },
      async (stored) => stored,
    );

    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(blob).toEqual({ sha256, size: 2_500_000 });
    expect(Buffer.compare(head, content.subarray(0, 65_536))).toBe(0);
    expect(progress).toEqual([1_000_000, 2_000_000, 2_500_000]);
    expect(Buffer.compare(await readAll(sha256), content)).toBe(0);
    expect(await contents.blobs.readSize(sha256)).toBe(2_500_000);
    expect(await keyOf(sha256)).not.toContain(sha256);
    expect(await contents.keys.countDocuments()).toBe(0);
  });

  test.each([0, 1, 17_000_000])('%i bytes come back, and any part of them', async (length) => {
    const content = randomBytes(length);

    const { sha256 } = await contents.put(inPieces(content));

    expect(Buffer.compare(await readAll(sha256), content)).toBe(0);
    const range = { start: length >> 1, end: length + 100 };
    expect(Buffer.compare(await readAll(sha256, range), content.subarray(length >> 1))).toBe(0);
  });

  test('equal content that comes at once is stored once and counted', async () => {
    const before = await place.list();
    const content = randomBytes(100_000);

    const blobs = await Promise.all([1, 2, 3].map(() => contents.put(inPieces(content))));

    const [{ sha256 } = { sha256: '' }] = blobs;
    expect(blobs.map((blob) => blob.sha256)).toEqual([sha256, sha256, sha256]);
    expect(await contents.readRow(sha256)).toMatchObject({ references: 3 });
    expect(await place.list()).toHaveLength(before.length + 1);
    expect(await contents.keys.countDocuments()).toBe(0);
  });

  test('the last reference takes the bytes with it, and what was found out', async () => {
    const before = await place.list();
    const { sha256 } = await contents.put(inPieces(randomBytes(1000)));
    const key = await keyOf(sha256);
    await contents.refer(sha256);

    await contents.release(sha256);
    const isThere = await contents.blobs.has(sha256);
    await contents.release(sha256);

    expect([isThere, await contents.blobs.has(sha256)]).toEqual([true, false]);
    expect(contents.gone).toContain(sha256);
    await expect(readAll(sha256)).rejects.toMatchObject(goneFailure);
    await expect(contents.refer(sha256)).rejects.toMatchObject(goneFailure);
    await expect.poll(() => contents.keys.findById(key).lean()).toBeNull();
    expect(await place.list()).toEqual(before);
  });

  test('the end of a transaction wakes the sweep once, however many contents go', async () => {
    const put = await Promise.all([1, 2, 3].map(() => contents.put(inPieces(randomBytes(10)))));

    const added = await contents.store.transact(async (session) => {
      const before = session.listenerCount('ended');
      for (const { sha256 } of put) await contents.blobs.release(sha256, session);
      return session.listenerCount('ended') - before;
    });

    expect(added).toBe(1);
    await expect.poll(() => contents.keys.countDocuments()).toBe(0);
  });

  test('content that comes back while its bytes are removed is there', async () => {
    const content = randomBytes(1000);
    const { sha256 } = await contents.put(inPieces(content));

    await Promise.all([contents.release(sha256), contents.put(inPieces(content))]);

    await expect.poll(() => contents.keys.countDocuments()).toBe(0);
    expect(Buffer.compare(await readAll(sha256), content)).toBe(0);
    expect(await contents.readRow(sha256)).toMatchObject({ references: 1 });
  });

  test.each([10, 17_000_000])(
    'beyond %i bytes the source ends and nothing is left',
    async (max) => {
      const before = await place.list();
      let isCancelled = false;
      async function* endless() {
        try {
          for (;;) yield Buffer.alloc(1_000_000);
        } finally {
          isCancelled = true;
        }
      }

      const storing = contents.put(endless(), max);

      await expect(storing).rejects.toEqual(
        new Failure('TOO_LARGE', `file exceeds ${max} bytes`, { reason: 'file_too_large' }),
      );
      expect(isCancelled).toBe(true);
      expect(await place.list()).toEqual(before);
      expect(await contents.keys.countDocuments()).toBe(0);
    },
  );

  test('a source or an adoption that fails leaves nothing', async () => {
    const before = await place.list();
    const count = await contents.rows.countDocuments();
    const failure = new Failure('CONFLICT', 'not now');
    async function* broken() {
      yield* inPieces(randomBytes(18_000_000));
      throw failure;
    }

    const broke = contents.put(broken());
    await expect(broke).rejects.toBe(failure);
    const source = inPieces(randomBytes(1000));
    const refused = contents.blobs.store(source, { bytesMax: 1000 }, () => Promise.reject(failure));
    await expect(refused).rejects.toBe(failure);

    expect(await place.list()).toEqual(before);
    expect(await contents.rows.countDocuments()).toBe(count);
    expect(await contents.keys.countDocuments()).toBe(0);
  });

  test('a byte that changed is found before its block leaves, in ranges too', async () => {
    const content = randomBytes(3_000_000);
    const { sha256 } = await contents.put(inPieces(content));
    await using file = await open(place.pathOf(await keyOf(sha256)), 'r+');
    await file.write(Buffer.of((content[1_500_000] ?? 0) ^ 1), 0, 1, 1_500_000);

    await expect(readAll(sha256)).rejects.toEqual(damage);
    await expect(readAll(sha256, { start: 1_100_000, end: 1_100_001 })).rejects.toEqual(damage);
    const sound = await readAll(sha256, { start: 2_200_000, end: 2_200_009 });
    expect(Buffer.compare(sound, content.subarray(2_200_000, 2_200_010))).toBe(0);
  });

  test.each([2_999_999, 1_048_576])('of 3 MB cut to %i the rest is damage', async (length) => {
    const { sha256 } = await contents.put(inPieces(randomBytes(3_000_000)));
    await truncate(place.pathOf(await keyOf(sha256)), length);

    await expect(readAll(sha256)).rejects.toEqual(damage);
    await expect(readAll(sha256, { start: 2_999_999, end: 2_999_999 })).rejects.toEqual(damage);
  });

  test('bytes that somebody has removed are NOT_FOUND', async () => {
    const { sha256 } = await contents.put(inPieces(randomBytes(1000)));
    await rm(place.pathOf(await keyOf(sha256)));

    await expect(readAll(sha256)).rejects.toMatchObject(goneFailure);
  });

  test('what is abandoned is swept once, by however many, and what is held stays', async () => {
    const { storage, keys: collection } = contents;
    const before = await place.list();
    const names = Array.from({ length: 4 }, () => randomBytes(16).toString('hex'));
    const abandoned = { leaseUntil: new Date(Date.now() - 1), isGarbage: false };
    for (const _id of names) {
      await collection.create({ _id, ...abandoned });
      await storage.write(_id, inPieces(Buffer.from('left')));
    }
    const keys = createBlobKeys({ collection, storage, log });
    using held = await keys.hold();
    await storage.write(held.key, inPieces(Buffer.from('held')));

    await Promise.all([keys.sweep(), createBlobKeys({ collection, storage, log }).sweep()]);

    const rest = (await place.list()).filter((name) => !before.includes(name));
    expect(rest).toEqual([held.key]);
    expect(await collection.distinct('_id')).toEqual([held.key]);
    await keys.discard(held.key);
  });

  test('a writer whose key was taken for abandoned fails and leaves nothing', async () => {
    const before = await place.list();
    async function* late() {
      yield Buffer.from('slow');
      await contents.keys.updateMany({}, { $set: { leaseUntil: new Date(0) } });
      await createBlobKeys({ collection: contents.keys, storage: contents.storage, log }).sweep();
    }

    await expect(contents.put(late())).rejects.toBeInstanceOf(Failure);

    expect(await place.list()).toEqual(before);
    expect(await contents.blobs.has(createHash('sha256').update('slow').digest('hex'))).toBe(false);
  });
});
