import { randomBytes } from 'node:crypto';
import type { BlobStorage } from '@tributary/files/blobs/blob-storage';
import { createS3Storage } from '@tributary/files/blobs/s3-storage';
import { Failure } from '@tributary/runtime/failure';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type S3Server, startS3, useS3Credentials } from '../../s3.ts';
import { inPieces } from './contents.ts';

type Limits = Parameters<typeof createS3Storage>[1];

let credentials: Disposable;
let s3: S3Server;
let storage: BlobStorage;
beforeAll(async () => {
  credentials = useS3Credentials();
  s3 = await startS3();
  storage = open({});
});
afterEach(() => s3.interfere(undefined));
afterAll(async () => {
  credentials?.[Symbol.dispose]();
  await s3?.[Symbol.asyncDispose]();
});

function open({ bucket = 'contents', endpoint = s3.endpoint, limits = undefined as Limits }) {
  const place = { bucket, endpoint, prefix: 'blobs/', region: undefined, forcePathStyle: true };
  return createS3Storage(place, limits);
}

const small = () => inPieces(randomBytes(1000));
const large = () => inPieces(randomBytes(17_000_000));
const read = async (key: string, start: number, end: number) =>
  Buffer.concat(await Array.fromAsync(storage.read(key, { start, end })));

const refused = new Failure('UNAVAILABLE', 'the storage refuses the access', {
  reason: 's3_permission_denied',
});
const away = new Failure('UNAVAILABLE', 'the storage does not answer', {
  reason: 's3_connection_failed',
});
const tooLarge = new Failure('UNAVAILABLE', 'the storage does not take a file of this size', {
  reason: 's3_file_too_large',
});

test.each([
  [403, 'AccessDenied', refused],
  [403, 'SignatureDoesNotMatch', refused],
  [400, 'ExpiredToken', refused],
  [400, 'EntityTooLarge', tooLarge],
  [404, 'NoSuchBucket', away],
])('%i %s is told as documented', async (status, code, failure) => {
  s3.interfere(() => ({ status, code }));

  await expect(storage.write('a', small())).rejects.toEqual(failure);
  await expect(storage.write('a', large())).rejects.toEqual(failure);
  await expect(read('a', 0, 9)).rejects.toEqual(failure);
  await expect(storage.remove('a')).rejects.toEqual(failure);
});

test('credentials that the server does not know are refused', async () => {
  process.env.AWS_ACCESS_KEY_ID = 'UNKNOWN';
  const stranger = open({});
  const writing = stranger.write('a', small()).finally(() => useS3Credentials());

  await expect(writing).rejects.toEqual(refused);
});

test('a server that is not there does not answer', async () => {
  const nowhere = open({ endpoint: 'http://127.0.0.1:9' });

  await expect(nowhere.write('a', small())).rejects.toEqual(away);
});

test('a part that is refused ends the upload, and its source', async () => {
  let given = 0;
  async function* endless() {
    for (; ; given++) yield Buffer.alloc(1_000_000);
  }
  s3.interfere(({ method, query }) =>
    method === 'PUT' && query.get('partNumber') === '2'
      ? { status: 403, code: 'AccessDenied' }
      : undefined,
  );

  await expect(storage.write('a', endless())).rejects.toEqual(refused);

  expect(given).toBeLessThan(100);
  expect([await s3.listKeys(), await s3.listUploads()]).toEqual([[], []]);
});

test('what fails once is tried again', async () => {
  const failures = [{ status: 503, code: 'SlowDown' }, { cutAfter: 0 }];
  s3.interfere(() => failures.pop());

  await storage.write('again', inPieces(Buffer.from('hello')));

  expect([String(await read('again', 0, 4)), failures]).toEqual(['hello', []]);
});

test('a download that is cut goes on where it was', async () => {
  const content = randomBytes(3_000_000);
  await storage.write('cut', inPieces(content));
  const cuts = [0, 1, 700_000, 65_536];
  s3.interfere(({ method }) => {
    const cutAfter = method === 'GET' ? cuts.pop() : undefined;
    return cutAfter === undefined ? undefined : { cutAfter };
  });

  const got = await read('cut', 10, 2_999_990);

  expect(Buffer.compare(got, content.subarray(10, 2_999_991))).toBe(0);
  expect(cuts).toEqual([]);
});

test('a download that is cut again and again is given up', async () => {
  await storage.write('broken', small());
  s3.interfere(({ method }) => (method === 'GET' ? { cutAfter: 0 } : undefined));

  await expect(read('broken', 0, 999)).rejects.toEqual(away);
});

test('a server that does not know of multipart uploads has none to remove', async () => {
  await storage.write('plain', small());
  s3.interfere(({ query, method }) =>
    query.has('uploads') && method === 'GET' ? { status: 501, code: 'NotImplemented' } : undefined,
  );

  await storage.remove('plain');

  await expect(read('plain', 0, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the failure of a source is told also where the upload cannot be aborted', async () => {
  const failure = new Failure('UNAVAILABLE', 'the sender is gone');
  async function* broken() {
    yield* large();
    throw failure;
  }
  s3.interfere(({ method }) =>
    method === 'DELETE' ? { status: 403, code: 'AccessDenied' } : undefined,
  );

  await expect(storage.write('left', broken())).rejects.toBe(failure);
  s3.interfere(undefined);
  const left = await s3.listUploads();
  await storage.remove('left');

  expect([left, await s3.listUploads()]).toEqual([['blobs/left'], []]);
});

test('large files wait for one another, but not for ever; small ones do not', async () => {
  const limited = open({ limits: { largeMax: 1, waitMsMax: 200 } });
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* held() {
    yield Buffer.alloc(1_200_000);
    begun.resolve();
    await end.promise;
  }
  const more = () => inPieces(Buffer.alloc(1_200_000));
  const holding = limited.write('held', held());
  await begun.promise;

  await limited.write('little', inPieces(Buffer.alloc(1_048_576)));
  await expect(limited.write('late', more())).rejects.toEqual(
    new Failure('UNAVAILABLE', 'too many large files are being stored'),
  );
  const waiting = limited.write('next', more());
  end.resolve();
  await Promise.all([holding, waiting]);

  const keys = (await s3.listKeys()).filter((key) => /held|little|late|next/.test(key));
  expect(keys.toSorted()).toEqual(['held', 'little', 'next']);
});
