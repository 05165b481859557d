import { createCache } from '@tributary/gateway/federation/cache';
import type { Prepared } from '@tributary/gateway/federation/operation';
import { expect, test } from 'vitest';

/** A cache, and the texts that it had to prepare. */
function createCounted(max: number) {
  const prepared: string[] = [];
  const prepare = createCache(max, (source) => {
    prepared.push(String(source));
    return {} as Prepared;
  });
  return { prepare, prepared };
}

test('an operation that is used often stays, and the one used longest ago goes', () => {
  const { prepare, prepared } = createCounted(2);

  for (const source of ['a', 'b', 'a', 'c', 'a', 'b']) prepare(source);

  expect(prepared).toEqual(['a', 'b', 'c', 'b']);
});

test('long texts do not fill the memory: their lengths count together', () => {
  const { prepare, prepared } = createCounted(1000);
  const texts = Array.from({ length: 12 }, (_, index) => `${index} `.padEnd(90_000, 'x'));

  for (const text of [...texts, ...texts.slice(-11), ...texts.slice(0, 1)]) prepare(text);

  expect(prepared).toEqual([...texts, ...texts.slice(0, 1)]);
});

test('one text under two operation names is two operations', () => {
  const { prepare, prepared } = createCounted(10);

  for (const name of ['a', 'b', 'a', undefined]) prepare('text', name);

  expect(prepared).toEqual(['text', 'text', 'text']);
});
