import { createTurns } from '@tributary/runtime/turns';
import { expect, test } from 'vitest';

test('so many act at a time, in the order in which they came', async () => {
  const turns = createTurns(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const acts = ends.map(async ({ promise }, index) => {
    using _turn = await turns.take();
    begun.push(index);
    await promise;
  });
  // Whoever has a turn begins in a later tick.
  await turns.take(AbortSignal.abort()).catch(() => {});

  ends[1]?.resolve();
  await acts[1];
  const second = [...begun];
  for (const { resolve } of ends) resolve();
  await Promise.all(acts);

  expect([second.slice(0, 2), begun]).toEqual([
    [0, 1],
    [0, 1, 2, 3],
  ]);
});

test('an act that fails makes room all the same, and once', async () => {
  const turns = createTurns(1);
  const fail = async () => {
    using _turn = await turns.take();
    throw new Error('no');
  };

  await expect(fail()).rejects.toThrow('no');
  const turn = await turns.take();
  turn[Symbol.dispose]();
  turn[Symbol.dispose]();
  using _next = await turns.take();

  await expect(turns.take(AbortSignal.timeout(1))).rejects.toThrow('timeout');
});

test('one that gives up does not take a turn later', async () => {
  const turns = createTurns(1);
  const first = await turns.take();
  const patience = new AbortController();
  const impatient = turns.take(patience.signal);
  const patient = turns.take();

  patience.abort(new Error('enough'));
  first[Symbol.dispose]();

  await expect(impatient).rejects.toThrow('enough');
  using turn = await patient;
  expect(turn).toBeDefined();
});
