import { projectDocuments } from '@tributary/mongo/query/projection';
import type { Document } from 'bson';
import { expect, test } from 'vitest';

const document = () => ({
  _id: 1,
  name: 'a',
  nested: { x: 1, y: 2 },
  list: [1, 2, 3, 4],
  items: [
    { k: 1, v: 1 },
    { k: 2, v: 2 },
  ],
});

const cases: [string, Document, Document][] = [
  ['fields', { name: 1 }, { _id: 1, name: 'a' }],
  ['fields without the id', { name: true, _id: 0 }, { name: 'a' }],
  ['a nested field', { 'nested.x': 1, _id: 0 }, { nested: { x: 1 } }],
  ['fields of elements', { 'items.k': 1, _id: 0 }, { items: [{ k: 1 }, { k: 2 }] }],
  ['all but some', { list: 0, items: 0, nested: 0 }, { _id: 1, name: 'a' }],
  ['a calculated field', { _id: 0, total: { $sum: '$list' } }, { total: 10 }],
  ['a matching element', { _id: 0, items: { $elemMatch: { v: 2 } } }, { items: [{ k: 2, v: 2 }] }],
  ['a matching scalar', { _id: 0, list: { $elemMatch: { $gt: 2 } } }, { list: [3] }],
  ['the element of the filter', { _id: 0, 'items.$': 1 }, { items: [{ k: 2, v: 2 }] }],
  ['a slice beside a field', { _id: 0, name: 1, list: { $slice: -1 } }, { name: 'a', list: [4] }],
  [
    'a slice with a start',
    { _id: 0, name: 1, list: { $slice: [1, 2] } },
    { name: 'a', list: [2, 3] },
  ],
  ['a slice alone', { list: { $slice: 1 } }, { ...document(), list: [1] }],
];

test.each(cases)('%s', (_, projection, expected) => {
  const projected = projectDocuments([document()], projection, { 'items.k': 2 });

  expect([...projected]).toEqual([expected]);
});

test('including and excluding do not mix', () => {
  expect(() => [...projectDocuments([document()], { name: 1, list: 0 }, {})]).toThrow(
    'Cannot do exclusion and inclusion in projection.',
  );
});
