import { startSweep } from '@tributary/runtime/sweep';
import { expect, test } from 'vitest';

const never = 2_000_000_000;
const failed = () => {};

test('it sweeps at once, and again after each pause', async () => {
  let count = 0;
  const sweep = async () => {
    count += 1;
  };

  await using _sweep = startSweep({ sweep, pauseMs: 1, failed });

  expect(count).toBe(1);
  await expect.poll(() => count).toBeGreaterThan(3);
});

test('what is woken sweeps at once, and once more when it was at it', async () => {
  const ends: (() => void)[] = [];
  const sweep = () => new Promise<void>((resolve) => ends.push(resolve));
  await using woken = startSweep({ sweep, pauseMs: never, failed });

  woken.wake();
  woken.wake();
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await new Promise(setImmediate);
  expect(ends.length).toBe(2);

  woken.wake();
  await expect.poll(() => ends.length).toBe(3);
  ends[2]?.();
});

test('a sweep that fails is told of, and the next one comes all the same', async () => {
  const told: unknown[] = [];
  let count = 0;
  const sweep = async () => {
    count += 1;
    if (count < 3) throw new Error(`failure ${count}`);
  };

  await using _sweep = startSweep({ sweep, pauseMs: 1, failed: (error) => told.push(error) });

  await expect.poll(() => count).toBeGreaterThan(3);
  expect(told).toEqual([new Error('failure 1'), new Error('failure 2')]);
});

test('disposing tells the sweep, waits for its end, and no other follows', async () => {
  const noted: string[] = [];
  const sweep = async (signal: AbortSignal) => {
    noted.push('begun');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise(setImmediate);
    noted.push('ended');
  };
  const swept = startSweep({ sweep, pauseMs: 1, failed });

  await swept[Symbol.asyncDispose]();
  swept.wake();
  await new Promise(setImmediate);

  expect(noted).toEqual(['begun', 'ended']);
});

test('a pause does not keep it from ending', async () => {
  const swept = startSweep({ sweep: async () => {}, pauseMs: never, failed });
  await new Promise(setImmediate);

  await expect(swept[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
