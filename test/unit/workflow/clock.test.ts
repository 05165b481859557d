import { nextInstant, toInstant, toSeconds } from '@tributary/workflow/clock';
import { expect, test } from 'vitest';

test('an instant is now, or just behind the last one when that is later', () => {
  expect(nextInstant(0, 1_700_000_000_000)).toBe(1_700_000_000_000_000);
  expect(nextInstant(1_700_000_000_000_000, 1_700_000_000_000)).toBe(1_700_000_000_000_001);
  expect(nextInstant(1_900_000_000_000_000, 1_700_000_000_000)).toBe(1_900_000_000_000_001);
});

test('instants a microsecond apart stay apart as seconds, and come back as they were', () => {
  const instants = Array.from({ length: 5_000 }, (_, index) => 1_764_000_000_123_000 + index);

  const seconds = instants.map(toSeconds);

  expect(new Set(seconds).size).toBe(instants.length);
  expect(seconds.map((one) => toInstant(JSON.parse(JSON.stringify(one))))).toEqual(instants);
});

test('any number of seconds stands for the last instant that is not later', () => {
  expect([0, 0.000_000_9, 1.5, 1e300].map(toInstant)).toEqual([0, 0, 1_500_000, 1e306]);
});
