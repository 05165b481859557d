import { pauseMsBefore } from '@tributary/runtime/worker';
import { expect, test } from 'vitest';

test('a rejected job rests longer from attempt to attempt, and is given up after the last', () => {
  expect([1, 2, 3, 4, 19, 20].map(pauseMsBefore)).toEqual([
    1_000,
    2_000,
    5_000,
    10_000,
    10_000,
    undefined,
  ]);
});
