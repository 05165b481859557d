import { readUser } from '@tributary/gateway/rest/dify-service/caller';
import { expect, test } from 'vitest';

test.each([
  [{ user: 'ada' }, 'ada'],
  [{ user: 42 }, '42'],
  [{ user: 0 }, '0'],
  [{ user: '' }, undefined],
  [{ user: '  ' }, undefined],
  [{ user: null }, undefined],
  [{}, undefined],
  [[], undefined],
  ['ada', undefined],
  [undefined, undefined],
])('the user of %o', (claim, expected) => {
  expect(readUser(claim)).toBe(expected);
});

test.each([{ $gt: '' }, ['ada'], true, 'x'.repeat(256), 'a\nb'])(
  'the user %o is refused',
  (user) => {
    expect(() => readUser({ user })).toThrow(/^user: must/);
  },
);
