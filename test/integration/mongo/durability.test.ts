import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';

const program = new URL('../../../infra/mongo/main.ts', import.meta.url).pathname;

/** The store as a process of its own; it resolves when it says that it listens. */
async function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env } });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const { msg, port } = JSON.parse(line);
    if (msg === 'listening') return { child, url: `mongodb://127.0.0.1:${port}` };
  }
  throw new Error('the store ended');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('every acknowledged write outlives kill -9 in the middle of writing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tributary-mongo-'));
  const env = { MONGO_DIR: dir, MONGO_PORT: '0' };
  const first = await startProcess(env);
  const options = { serverSelectionTimeoutMS: 500, retryWrites: false };
  const client = await MongoClient.connect(first.url, options);
  const things = client.db('test').collection<{ _id: number; n: number }>('things');
  await things.createIndex({ n: 1 }, { unique: true });
  const acknowledged: number[] = [];
  const write = async (from: number) => {
    for (let _id = from; ; _id += 8) {
      await things.insertOne({ _id, n: -_id });
      if (acknowledged.push(_id) === 400) first.child.kill('SIGKILL');
    }
  };

  await Promise.allSettled(Array.from({ length: 8 }, (_, from) => write(from)));
  await client.close();
  const second = await startProcess(env);
  const again = await MongoClient.connect(second.url);
  const stored = again.db('test').collection<{ _id: number; n: number }>('things');
  const ids = new Set(await stored.distinct('_id'));
  const indexed = await stored.countDocuments({ n: { $lte: 0 } }, { hint: 'n_1' });
  await again.close();
  await kill(second.child);
  await rm(dir, { recursive: true });

  expect(acknowledged.length).toBeGreaterThanOrEqual(400);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(indexed).toBe(ids.size);
});

test('a second process does not open the same folder', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tributary-mongo-'));
  const { child } = await startProcess({ MONGO_DIR: dir });

  const second = startProcess({ MONGO_DIR: dir });

  await expect(second).rejects.toThrow('the store ended');
  await kill(child);
  await rm(dir, { recursive: true });
});

test('every bad variable is named, and nothing is opened', async () => {
  const env = { PATH: process.env.PATH, MONGO_PORT: 'x', MONGO_SPEED: 'high' };
  const child = spawn(process.execPath, [program], { env });
  const lines = createInterface({ input: child.stderr });

  const [line] = await once(lines, 'line');
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];

  expect(JSON.parse(line)).toMatchObject({
    msg: 'bad configuration',
    problems: [
      'MONGO_SPEED is not a known variable',
      'MONGO_PORT must be a port number, not "x"',
      'MONGO_DIR is required: the folder that keeps the data',
    ],
  });
  expect(code).toBe(1);
});
