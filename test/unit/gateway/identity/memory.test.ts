import { createAnswers } from '@tributary/gateway/identity/answers';
import { createMemory } from '@tributary/gateway/identity/memory';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a value falls out with age, counted from the moment that it is of', () => {
  const memory = createMemory<number>({ msMax: 1_000, sizeMax: 10 });
  memory.set('old', 1, Date.now() - 1_001);
  memory.set('half', 2, Date.now() - 500);
  memory.set('new', 3);

  const before = ['old', 'half', 'new'].map(memory.get);
  vi.advanceTimersByTime(500);
  const after = ['old', 'half', 'new'].map(memory.get);

  expect(before).toEqual([undefined, 2, 3]);
  expect(after).toEqual([undefined, undefined, 3]);
});

test('of too many values the oldest go', () => {
  const memory = createMemory<number>({ msMax: 1_000, sizeMax: 2 });

  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) memory.set(key, value);
  memory.set('b', 4);
  memory.set('d', 5);

  expect(['a', 'b', 'c', 'd'].map(memory.get)).toEqual([undefined, 4, undefined, 5]);
});

test('an answer is remembered for a minute', async () => {
  const answers = createAnswers<{ n: number }>();
  let asked = 0;
  const find = () => answers.find('a', async () => ({ n: ++asked }));

  const first = [await find(), await find()];
  vi.advanceTimersByTime(60_000);

  expect(first).toEqual([{ n: 1 }, { n: 1 }]);
  expect(await find()).toEqual({ n: 2 });
});

test('neither a failure nor nothing is remembered', async () => {
  const answers = createAnswers<{ n: number }>();
  const fails = answers.find('a', () => Promise.reject(new Error('away')));
  await expect(fails).rejects.toThrow('away');
  const nothing = await answers.find('a', async () => undefined);

  const something = await answers.find('a', async () => ({ n: 1 }));

  expect([nothing, something]).toEqual([undefined, { n: 1 }]);
});

test('who asks after a change does not get the answer to an earlier question', async () => {
  const answers = createAnswers<{ n: number }>();
  const early = Promise.withResolvers<{ n: number }>();
  const first = answers.find('a', () => early.promise);
  answers.forget(() => false);

  const second = answers.find('a', async () => ({ n: 2 }));
  early.resolve({ n: 1 });

  expect(await Promise.all([first, second])).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await answers.find('a', async () => ({ n: 3 }))).toEqual({ n: 2 });
});

test('an answer that was on its way when something changed is given, and not remembered', async () => {
  const answers = createAnswers<{ n: number }>();
  const early = Promise.withResolvers<{ n: number }>();
  const asking = answers.find('a', () => early.promise);

  answers.forget(() => false);
  early.resolve({ n: 1 });

  expect(await asking).toEqual({ n: 1 });
  expect(await answers.find('a', async () => ({ n: 2 }))).toEqual({ n: 2 });
});

test('only so many different questions wait at a time', async () => {
  const answers = createAnswers<{ n: number }>();
  const never = new Promise<undefined>(() => {});
  for (let n = 0; n < 10_000; n++) void answers.find(`key-${n}`, () => never);

  const refused = answers.find('one more', () => never);

  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
