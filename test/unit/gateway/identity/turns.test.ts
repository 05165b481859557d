import { createTurns } from '@tributary/gateway/identity/turns';
import { expect, test } from 'vitest';

test('so many act at a time, in the order in which they came', async () => {
  const turns = createTurns(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const acts = ends.map(({ promise }, index) =>
    turns(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );

  const atFirst = [...begun];
  ends[1]?.resolve();
  await acts[1];
  const later = [...begun];
  for (const { resolve } of ends) resolve();

  expect([atFirst, later]).toEqual([
    [0, 1],
    [0, 1, 2],
  ]);
  expect(await Promise.all(acts)).toEqual([0, 1, 2, 3]);
});

test('an act that fails makes room all the same', async () => {
  const turns = createTurns(1);

  const failing = turns(() => Promise.reject(new Error('no')));
  const next = turns(async () => 'yes');

  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
