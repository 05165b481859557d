import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BlobLocation, blobLocation } from '@tributary/files/blobs/blob-location';
import { readEnv } from '@tributary/runtime/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';
import { type S3Server, s3Credentials, startS3, useS3Credentials } from '../../s3.ts';
import { inPieces, openContents } from './contents.ts';

let mongo: MongoServer;
let s3: S3Server;
let folder: string;
let credentials: Disposable;
beforeAll(async () => {
  credentials = useS3Credentials();
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  [mongo, s3] = await Promise.all([startMongo(), startS3()]);
});
afterAll(async () => {
  credentials?.[Symbol.dispose]();
  await Promise.all([mongo?.[Symbol.asyncDispose](), s3?.[Symbol.asyncDispose]()]);
  await rm(folder, { recursive: true, force: true });
});

async function listFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const listObjects = async () => [...(await s3.listKeys()), ...(await s3.listUploads())];

const toLocation = (url: string): BlobLocation =>
  readEnv({ BLOB_URL: url }, { location: blobLocation('BLOB_URL') }).location ?? { folder };

/** Runs a process that stores, up to what it says of itself, and kills it. */
async function killAt(moment: string, url: string, limit = 'unlimited'): Promise<void> {
  const program = join(import.meta.dirname, 'blob-process.ts');
  const command = [process.execPath, program, mongo.url, url, moment];
  const child = spawn('sh', ['-c', `ulimit -f ${limit}; exec "$@"`, 'sh', ...command], {
    env: { PATH: process.env.PATH, ...s3Credentials },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line === moment) break;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test.each([
  ['receiving', 'disk'],
  ['committing', 'disk'],
  ['receiving', 'S3'],
])(
  'of a process that is killed while %s nothing shows on %s, and the sweep finds all',
  async (moment, name) => {
    const url = name === 'disk' ? `file:${folder}` : s3.url;
    const list = name === 'disk' ? listFiles : listObjects;

    await killAt(moment, url);
    await using contents = await openContents({ mongoUrl: mongo.url, location: toLocation(url) });
    const left = { objects: (await list()).length, rows: await contents.rows.countDocuments() };
    // As a minute later.
    await contents.keys.updateMany({}, { $set: { leaseUntil: new Date(0) } });
    await contents.sweep();

    expect(left).toEqual({ objects: 1, rows: 0 });
    expect([await list(), await contents.keys.countDocuments()]).toEqual([[], 0]);
  },
);

test('a removal that a crash has prevented is made good at the next start', async () => {
  const parts = { mongoUrl: mongo.url, location: { folder } };
  await using before = await openContents(parts);
  const { sha256 } = await before.put(inPieces(Buffer.from('to be removed')));
  const row = await before.readRow(sha256);
  // What the commit of the last release leaves.
  await before.rows.deleteOne({ _id: sha256 });
  await before.keys.create({ _id: row?.key, leaseUntil: new Date(), isGarbage: true });

  await using after = await openContents(parts);

  await expect.poll(() => after.keys.countDocuments()).toBe(0);
  expect(await listFiles()).toEqual([]);
});

test('a disk that is full is told, and the part that was on it is removed', async () => {
  await killAt('INTERNAL the content of the file could not be stored', `file:${folder}`, '2048');

  expect(await listFiles()).toEqual([]);
});
