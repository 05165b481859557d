import { createRandomText } from '@tributary/auth/random-text';
import { expect, test } from 'vitest';

test('a random text has the length that was asked for, of letters and digits', () => {
  expect(createRandomText(24)).toMatch(/^[A-Za-z0-9]{24}$/);
});

test('every letter and digit comes about equally often', () => {
  const counts = new Map<string, number>();

  for (const letter of createRandomText(62_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);

  expect(counts.size).toBe(62);
  expect(Math.min(...counts.values())).toBeGreaterThan(800);
  expect(Math.max(...counts.values())).toBeLessThan(1200);
});
