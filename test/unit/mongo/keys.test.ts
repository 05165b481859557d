import { compareValues } from '@tributary/mongo/query/comparison';
import { encodeKey, invert, successor } from '@tributary/mongo/storage/keys';
import { Binary, BSONRegExp, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { expect, test } from 'vitest';

const values: unknown[] = [
  new MinKey(),
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -(2 ** 40),
  -1.5,
  0,
  1,
  1.5,
  Decimal128.fromString('2.5'),
  2 ** 53,
  Long.fromString('9007199254740993'),
  Number.POSITIVE_INFINITY,
  '',
  'a',
  'a\0',
  'a\0b',
  'ab',
  'b',
  'é',
  '\uffff',
  '😀',
  {},
  { a: 1 },
  { a: 1, b: 2 },
  { b: 0 },
  { a: 'x' },
  [],
  [1],
  [1, 2],
  ['a'],
  new Binary(Buffer.from([1])),
  new Binary(Buffer.from([0, 0])),
  new ObjectId('000000000000000000000001'),
  new ObjectId('ff0000000000000000000000'),
  false,
  true,
  new Date(-5),
  new Date(0),
  new Date(1e12),
  new Timestamp({ t: 1, i: 1 }),
  new BSONRegExp('a', ''),
  new BSONRegExp('a', 'i'),
  new MaxKey(),
];

test('the order of keys is the order of the values', () => {
  const keys = values.map((value) => encodeKey(value));
  const byKey = values.flatMap((_, a) =>
    values.map((_, b) => Math.sign(Buffer.compare(keys[a] as Buffer, keys[b] as Buffer))),
  );
  const byValue = values.flatMap((a) => values.map((b) => Math.sign(compareValues(a, b))));

  expect(byKey).toEqual(byValue);
  expect(values.toSorted(compareValues)).toEqual(values);
});

test('no key begins with another, in either direction', () => {
  const keys = values.map((value) => encodeKey(value));

  const prefixes = keys.filter((key) =>
    keys.some((other) => other !== key && other.subarray(0, key.length).equals(key)),
  );

  expect(prefixes).toEqual([]);
});

test('numbers of every width have one key', () => {
  const keys = [5, Long.fromNumber(5), Decimal128.fromString('5')].map((n) =>
    encodeKey(n).toString('hex'),
  );

  expect(new Set(keys).size).toBe(1);
  expect(encodeKey(-0)).toEqual(encodeKey(0));
});

test('a missing field has the key of null', () => {
  expect(encodeKey(undefined)).toEqual(encodeKey(null));
});

test('the successor follows every key with the prefix and nothing else', () => {
  expect(successor(Buffer.from([1, 2]))).toEqual(Buffer.from([1, 3]));
  expect(successor(Buffer.from([1, 0xff]))).toEqual(Buffer.from([2]));
  expect(successor(Buffer.from([0xff]))).toBeUndefined();
  expect(invert(Buffer.from([0, 0x0f]))).toEqual(Buffer.from([0xff, 0xf0]));
});
