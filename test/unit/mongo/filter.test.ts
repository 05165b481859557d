import { compileFilter } from '@tributary/mongo/query/filter';
import { Binary, BSONRegExp, type Document, Long, ObjectId } from 'bson';
import { expect, test } from 'vitest';

const id = new ObjectId('64b000000000000000000001');
const documents: Document[] = [
  { _id: 1, n: 1, s: 'apple', tags: ['x', 'y'], at: new Date(10), owner: id },
  { _id: 2, n: Long.fromNumber(2), s: 'Banana', tags: [], at: new Date(20), nested: { a: 1 } },
  {
    _id: 3,
    n: 2.5,
    s: null,
    items: [
      { k: 1, v: 5 },
      { k: 2, v: 1 },
    ],
  },
  { _id: 4, n: '2', tags: 'x', items: [{ k: 2, v: 5 }], bin: new Binary(Buffer.from([1, 2])) },
  { _id: 5, tags: [['x'], 'z'], nested: [{ a: 1 }, { a: 2 }] },
];

const cases: [string, Document, number[]][] = [
  ['equality mixes number types', { n: 2 }, [2]],
  ['a comparison stays within the type', { n: { $gt: 1 } }, [2, 3]],
  ['a range of strings', { s: { $gte: 'B', $lt: 'b' } }, [1, 2]],
  ['null is also what is missing', { s: null }, [3, 4, 5]],
  ['a field exists although it is null', { s: { $exists: true } }, [1, 2, 3]],
  ['$ne is also what is missing', { n: { $ne: 2 } }, [1, 3, 4, 5]],
  ['$in with a pattern', { s: { $in: [new BSONRegExp('^app', ''), 'Banana'] } }, [1, 2]],
  ['$nin', { n: { $nin: [1, 2, 2.5] } }, [4, 5]],
  ['an array matches by an element', { tags: 'x' }, [1, 4]],
  ['an array matches as a whole', { tags: ['x'] }, [5]],
  ['an empty array', { tags: [] }, [2]],
  ['$size', { tags: { $size: 2 } }, [1, 5]],
  ['$all', { tags: { $all: ['x', 'y'] } }, [1]],
  ['a path through arrays', { 'nested.a': 2 }, [5]],
  ['an index in a path', { 'tags.1': 'y' }, [1]],
  ['two conditions may be met by two elements', { 'items.k': 1, 'items.v': 1 }, [3]],
  ['$elemMatch wants one element', { items: { $elemMatch: { k: 2, v: 5 } } }, [4]],
  ['ids compare by value', { owner: new ObjectId(id.toHexString()) }, [1]],
  ['dates compare by time', { at: { $lte: new Date(10) } }, [1]],
  ['binaries compare by bytes', { bin: new Binary(Buffer.from([1, 2])) }, [4]],
  ['$regex ignores case', { s: { $regex: '^b', $options: 'i' } }, [2]],
  ['$not', { n: { $not: { $gte: 2 } } }, [1, 4, 5]],
  ['$or', { $or: [{ n: 1 }, { 'nested.a': 1 }] }, [1, 2, 5]],
  ['$nor', { $nor: [{ n: 1 }, { 'nested.a': 1 }] }, [3, 4]],
  ['$type', { n: { $type: 'string' } }, [4]],
  ['$expr', { $expr: { $eq: ['$n', '$_id'] } }, [1]],
  ['a field called like a method is no field', { constructor: { $exists: true } }, []],
];

test.each(cases)('%s', (_, filter, expected) => {
  const found = documents.filter(compileFilter(filter)).map(({ _id }) => _id);

  expect(found).toEqual(expected);
});

test.each([
  [{ n: { $near: 1 } }, 'unknown operator: $near'],
  [{ $where: '1' }, '$where is not supported by this store'],
  [{ $xor: [] }, 'unknown top level operator: $xor'],
  [{ $or: [] }, '$or must be a nonempty array of objects'],
  [{ n: { $in: 1 } }, '$in needs an array'],
])('%j is refused', (filter, message) => {
  expect(() => compileFilter(filter)).toThrow(message);
});
