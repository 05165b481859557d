import { isId, newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';

test('ids of one process differ, sort as they were made and name version 7', () => {
  const ids = Array.from({ length: 20_000 }, newId);

  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  const version = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !version.test(id))).toEqual([]);
});

test('an id begins with the time at which it was made', () => {
  const before = Date.now();

  const ms = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);

  // Ids made faster than the clock ticks borrow from the next milliseconds.
  expect(ms).toBeGreaterThanOrEqual(before);
  expect(ms).toBeLessThan(before + 1_000);
});

test('only the canonical form is an id', () => {
  const id = newId();
  const others = [id.toUpperCase(), `${id}0`, ` ${id}`, id.replaceAll('-', ''), '', { $gt: '' }, 7];

  expect(isId(id)).toBe(true);
  expect(others.filter(isId)).toEqual([]);
});
