import { Failure } from '@tributary/runtime/failure';
import { pauseMsBefore } from '@tributary/runtime/worker';
import { expect, test } from 'vitest';

const bug = new TypeError('a bug');

test('a rejected job rests longer from attempt to attempt', () => {
  expect([1, 2, 3, 4, 19].map((attempt) => pauseMsBefore(attempt, bug))).toEqual([
    1_000, 2_000, 5_000, 10_000, 10_000,
  ]);
});

test('a job is given up after its last attempt, but not because a store is away', () => {
  const away = [new Failure('UNAVAILABLE', 'away'), new Failure('TIMEOUT', 'slow')];

  expect([bug, new Failure('BAD_INPUT', 'bad')].map((error) => pauseMsBefore(20, error))).toEqual([
    undefined,
    undefined,
  ]);
  expect(away.map((error) => pauseMsBefore(25, error))).toEqual([30_000, 30_000]);
});
