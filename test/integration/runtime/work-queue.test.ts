import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '@tributary/runtime/failure';
import { type Job, openWorkQueue } from '@tributary/runtime/work-queue';
import { expect, test } from 'vitest';
import { startNats } from '../../nats.ts';
import { connectNats } from './access.ts';

/** What a handler saw, and a way to wait for the n-th of it. */
function record() {
  const seen: Omit<Job, 'signal'>[] = [];
  let wake = () => {};
  return {
    seen,
    add({ data, attempt, isLast }: Job): void {
      seen.push({ data, attempt, isLast });
      wake();
    },
    async until(count: number): Promise<void> {
      while (seen.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const first = (data: unknown) => ({ data, attempt: 1, isLast: false });

test('each job is done once, also when it was added twice', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const done = record();

  for (const id of ['a', 'b', 'a', 'c', 'b', 'd']) await work.add('test', { id }, id);
  const options = { concurrency: 1, handle: async (job: Job) => done.add(job) };
  await using _one = await work.serve('test', options);
  await using _two = await work.serve('test', options);
  await done.until(4);
  await work.add('test', 'end', 'end');
  await done.until(5);

  const expected = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }, 'end'].map(first);
  expect(done.seen.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(
    expected.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
  );
});

test('a queue that is full refuses jobs and forgets none', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const manager = await bus.connection.jetstreamManager();
  const { config } = await manager.streams.info('WORK');
  await manager.streams.update('WORK', { ...config, max_bytes: 1_000 });
  await work.add('test', 'x'.repeat(700), 'first');

  const refused = work.add('test', 'y'.repeat(700), 'second', { waitMs: 300 });

  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect((await manager.streams.info('WORK')).state.messages).toBe(1);
});

test('a rejected job comes again after a pause, and a superseded one when its lease is over', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const done = record();

  await work.add('test', 1, 'one');
  const startedAt = Date.now();
  await using _worker = await work.serve('test', {
    concurrency: 4,
    async handle(job) {
      done.add(job);
      if (job.attempt === 1) throw new Error('not yet');
      if (job.attempt === 2) throw new Failure('CONFLICT', 'superseded');
    },
  });
  await done.until(3);

  expect(done.seen).toEqual([1, 2, 3].map((attempt) => ({ data: 1, attempt, isLast: false })));
  expect(Date.now() - startedAt).toBeGreaterThan(4500);
});

test('a job whose end cannot be stored is held in its last attempt, and given up for a bug', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const declared = await work.serve('test', { concurrency: 1, handle: async () => {} });
  await declared[Symbol.asyncDispose]();
  for (const name of ['held', 'bug']) await work.add('test', name, name);
  const consumer = await bus.connection.jetstream().consumers.get('WORK', 'test');
  for (let delivery = 0; delivery < 19; delivery++) {
    const both = [await consumer.next(), await consumer.next()];
    for (const message of both) message?.nak();
  }
  const done = record();
  const isAway = () => done.seen.filter(({ data }) => data === 'held').length === 1;

  await using _ = await work.serve('test', {
    concurrency: 2,
    async handle(job) {
      done.add(job);
      if (job.data === 'bug') throw new TypeError('a bug');
      if (isAway()) throw new Failure('UNAVAILABLE', 'the store does not answer');
    },
  });
  await done.until(3);
  const left = async () =>
    (await (await bus.connection.jetstreamManager()).streams.info('WORK')).state.messages;

  const told = done.seen.map(({ data, isLast }) => `${data} ${isLast}`).toSorted();
  expect(told).toEqual(['bug true', 'held true', 'held true']);
  await expect.poll(left).toBe(0);
});

test('the job of a worker that is killed goes to another within five seconds', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const [worker, lines] = await startWorkerProcess(nats.url);
  await work.add('test', { id: 7 }, 'seven');
  const started = await lines();
  const done = record();
  await using _other = await work.serve('test', {
    concurrency: 1,
    handle: async (job) => done.add(job),
  });

  worker.kill('SIGKILL');
  const killedAt = Date.now();
  await done.until(1);

  expect(started).toEqual({ data: { id: 7 }, attempt: 1 });
  expect(done.seen).toEqual([{ data: { id: 7 }, attempt: 2, isLast: false }]);
  expect(Date.now() - killedAt).toBeLessThan(5000);
});

test('a stopping worker hands its jobs to another at once', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const [taken, done] = [record(), record()];
  const stopping = await work.serve('test', {
    concurrency: 2,
    async handle(job) {
      taken.add(job);
      await once(job.signal, 'abort');
      throw job.signal.reason;
    },
  });
  await work.add('test', 1, 'one');
  await work.add('test', 2, 'two');
  await taken.until(2);
  await using _other = await work.serve('test', {
    concurrency: 2,
    handle: async (job) => done.add(job),
  });

  const stoppedAt = Date.now();
  await stopping[Symbol.asyncDispose]();
  await done.until(2);

  expect(Date.now() - stoppedAt).toBeLessThan(1000);
  expect(done.seen.map(({ data, attempt }) => [data, attempt]).toSorted()).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test('a kill of NATS loses no job and stops no worker', async () => {
  await using nats = await startNats();
  await using bus = await connectNats(nats.url);
  const work = await openWorkQueue(bus, bus.log);
  const done = record();
  const release = Promise.withResolvers<void>();
  await using _worker = await work.serve('test', {
    concurrency: 5,
    async handle(job) {
      if (job.data === 'long') await release.promise;
      done.add(job);
    },
  });

  await work.add('test', 'long', 'long');
  for (const round of [0, 1, 2]) {
    const adding = Array.from({ length: 20 }, (_, index) =>
      work.add('test', { round, index }, `${round}-${index}`),
    );
    await nats.kill();
    await nats.start();
    await Promise.all(adding);
  }
  release.resolve();
  await work.add('test', 'after', 'after');
  const kinds = () => new Set(done.seen.map(({ data }) => JSON.stringify(data))).size;
  while (kinds() < 62) await done.until(done.seen.length + 1);

  expect(done.seen.filter(({ data }) => data === 'long')).toEqual([first('long')]);
});

async function startWorkerProcess(url: string): Promise<[ChildProcess, () => Promise<unknown>]> {
  const program = join(import.meta.dirname, 'worker-process.ts');
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? '');
  expect(await next()).toBe('ready');
  return [child, next];
}
