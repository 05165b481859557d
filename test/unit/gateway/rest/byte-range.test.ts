import { readByteRange } from '@tributary/gateway/rest/byte-range';
import { expect, test } from 'vitest';

test.each([
  ['bytes=0-4', { start: 0, end: 4 }],
  ['bytes=5-', { start: 5, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-30', { start: 0, end: 9 }],
  ['bytes=8-100', { start: 8, end: 9 }],
  ['BYTES = 0-0', { start: 0, end: 0 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=4-2', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=-', undefined],
  ['items=0-1', undefined],
  ['bytes=0-99999999999999999999', undefined],
  [undefined, undefined],
])('the range %s of ten bytes', (header, expected) => {
  expect(readByteRange(header, 10)).toEqual(expected);
});

test('nothing of an empty file can be asked for', () => {
  expect(readByteRange('bytes=0-', 0)).toBe('unsatisfiable');
});
