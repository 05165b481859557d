import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createForm } from '../bench/client.ts';
import { type Fleet, startFleet } from '../fleet.ts';
import type { Person } from '../person.ts';

let fleet: Fleet;
let ada: Person;
let client: MongoClient;
beforeAll(async () => {
  fleet = await startFleet({ gateways: 1, auths: 1, others: ['files'] });
  ada = await fleet.signUp('ada');
  client = await MongoClient.connect(fleet.mongo.url);
});
afterAll(async () => {
  await client?.close();
  await fleet?.[Symbol.asyncDispose]();
});

/** What is killed in the middle of a transfer, and brought back. */
const victims = {
  gateway: { kill: () => fleet.kill('gateway'), start: () => fleet.start('gateway') },
  files: {
    kill: () => fleet.kill('files'),
    async start() {
      // As if the minute was over for which a writer that is gone is waited for.
      const keys = client.db('tributary_files').collection('blob-keys');
      await keys.updateMany({}, { $set: { leaseUntil: new Date(0) } });
      await fleet.start('files');
    },
  },
  nats: { kill: () => fleet.nats.kill(), start: () => fleet.nats.start() },
};
const names = ['gateway', 'files', 'nats'] as const;

const size = 12_000_000;
const operations = JSON.stringify({
  query:
    'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { url sha256 } } }',
  variables: { input: { file: null } },
});
const { type, before, after } = createForm(
  { operations, map: '{"0":["variables.input.file"]}' },
  '0',
);

interface Answer {
  data?: { uploadFile: { file: { url: string; sha256: string } } } | null;
  errors?: { extensions: { code: string } }[];
}

/** An upload of which half has been sent. */
async function beginUpload(bytes: Buffer) {
  const call = request(`${ada.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.credential}`, 'content-type': type },
  });
  const answered = once(call, 'response').then(
    ([response]) => json(response as IncomingMessage) as Promise<Answer>,
  );
  answered.catch(() => {});
  call.write(before);
  call.write(bytes.subarray(0, size / 2));
  return {
    /** What the client hears in the end; undefined when the connection was cut. */
    async finish(): Promise<Answer | undefined> {
      call.write(bytes.subarray(size / 2));
      call.end(after);
      return answered.catch(() => undefined);
    },
  };
}

async function upload(bytes: Buffer): Promise<{ url: string; sha256: string }> {
  const { finish } = await beginUpload(bytes);
  const answer = await finish();
  if (!answer?.data) throw new Error(`not uploaded: ${JSON.stringify(answer)}`);
  return answer.data.uploadFile.file;
}

const incoming = () => readdir(join(fleet.dataDir, 'blobs', 'incoming'));
const count = (collection: string) =>
  client.db('tributary_files').collection(collection).countDocuments();
const counts = async () => ({ files: await count('files'), blobs: await count('blobs') });

test.each(names)(
  'an upload during which %s is killed leaves nothing, and can be repeated',
  async (name) => {
    const bytes = randomBytes(size);
    const stored = await counts();
    const { finish } = await beginUpload(bytes);
    await expect.poll(incoming).toHaveLength(1);

    await victims[name].kill();
    const answer = await finish();
    await victims[name].start();

    expect(answer?.data ?? null).toBeNull();
    expect(await counts()).toEqual(stored);
    await expect.poll(incoming, { timeout: 10_000 }).toEqual([]);
    const file = await upload(bytes);
    expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await counts()).toEqual({ files: stored.files + 1, blobs: stored.blobs + 1 });
  },
);

/** A download of which only the beginning has been read. */
async function beginDownload(url: string) {
  const call = request(url).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  await once(response, 'readable');
  return {
    /** All that comes; undefined when the connection was cut. */
    async finish(): Promise<Buffer | undefined> {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of response) chunks.push(chunk);
        return Buffer.concat(chunks);
      } catch {
        return undefined;
      }
    },
  };
}

test.each(names)(
  'a download during which %s is killed is cut, and can be repeated',
  async (name) => {
    const bytes = randomBytes(size);
    const { url } = await upload(bytes);
    const { finish } = await beginDownload(url);

    await victims[name].kill();
    const cut = await finish();
    await victims[name].start();

    expect(cut).toBeUndefined();
    const whole = await (await beginDownload(url)).finish();
    expect(whole && Buffer.compare(whole, bytes)).toBe(0);
  },
);
