import { compileUpdate } from '@tributary/mongo/update/update';
import { type Document, Long } from 'bson';
import { expect, test } from 'vitest';

const run = (document: Document, update: unknown, filter: Document = {}, arrayFilters?: unknown) =>
  compileUpdate({ filter, update, arrayFilters }).apply(document);

const cases: [string, Document, Document, Document][] = [
  ['$set makes the way to a field', { a: 1 }, { $set: { 'b.c': 2 } }, { a: 1, b: { c: 2 } }],
  ['$set reaches an element', { a: [1, 2] }, { $set: { 'a.1': 5 } }, { a: [1, 5] }],
  ['$set fills an array up', { a: [1] }, { $set: { 'a.3': 5 } }, { a: [1, null, null, 5] }],
  ['$unset removes a field', { a: { b: 1, c: 2 } }, { $unset: { 'a.b': '' } }, { a: { c: 2 } }],
  ['$unset empties an element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  ['$unset of nothing is nothing', { a: 1 }, { $unset: { 'b.c': '' } }, { a: 1 }],
  ['$inc starts at the operand', { a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
  ['$mul of nothing is 0', { a: 3 }, { $mul: { a: 2, b: 3 } }, { a: 6, b: 0 }],
  ['$min and $max', { a: 3, b: 3 }, { $min: { a: 1 }, $max: { b: 1, c: 1 } }, { a: 1, b: 3, c: 1 }],
  ['$push adds a value', { a: [1] }, { $push: { a: [2] } }, { a: [1, [2]] }],
  ['$push makes an array', {}, { $push: { a: { $each: [1, 2, 3], $slice: -2 } } }, { a: [2, 3] }],
  [
    '$push sorts by several fields and cuts',
    { a: [{ x: 2, y: 1 }] },
    {
      $push: {
        a: {
          $each: [
            { x: 1, y: 1 },
            { x: 1, y: 2 },
          ],
          $sort: { x: 1, y: -1 },
          $slice: 2,
        },
      },
    },
    {
      a: [
        { x: 1, y: 2 },
        { x: 1, y: 1 },
      ],
    },
  ],
  [
    '$push at a position',
    { a: [3] },
    { $push: { a: { $each: [1], $position: 0 } } },
    { a: [1, 3] },
  ],
  [
    '$addToSet keeps what was doubled',
    { a: [1, 1] },
    { $addToSet: { a: { $each: [2, 1, 2] } } },
    { a: [1, 1, 2] },
  ],
  ['$pull by a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by operators', { a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
  [
    '$pull by fields leaves scalars',
    { a: [1, { b: 1, c: 2 }, { b: 2 }] },
    { $pull: { a: { b: 1 } } },
    { a: [1, { b: 2 }] },
  ],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
  ['$bit', { a: 12 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ['a replacement keeps the id', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
];

test.each(cases)('%s', (_, document, update, expected) => {
  const before = structuredClone(document);

  expect(run(document, update)).toEqual(expected);
  expect(document).toEqual(before);
});

test('a pipeline calculates from the document', () => {
  const pipeline = [{ $set: { total: { $add: ['$a', '$b'] } } }, { $unset: 'a' }];

  expect(run({ _id: 1, a: 1, b: 2 }, pipeline)).toEqual({ _id: 1, b: 2, total: 3 });
});

test('$ stands for the element that matched, for several fields of it', () => {
  const document = {
    items: [
      { k: 'a', n: 1 },
      { k: 'b', n: 1 },
    ],
  };
  const update = { $inc: { 'items.$.n': 4 }, $set: { 'items.$.seen': true } };

  expect(run(document, update, { 'items.k': 'b' })).toEqual({
    items: [
      { k: 'a', n: 1 },
      { k: 'b', n: 5, seen: true },
    ],
  });
});

test('$[] and $[name] stand for all elements and for some', () => {
  const document = { rows: [{ cells: [1, 5] }, { cells: [7] }] };

  const changed = run(document, { $inc: { 'rows.$[].cells.$[big]': 10 } }, {}, [
    { big: { $gte: 5 } },
  ]);

  expect(changed).toEqual({ rows: [{ cells: [1, 15] }, { cells: [17] }] });
});

test('whole numbers beyond a double stay exact', () => {
  const { n } = run({ n: Long.fromString('9007199254740993') }, { $inc: { n: 2 } });

  expect(String(n)).toBe('9007199254740995');
});

test('an upsert is made of the equalities and the update', () => {
  const filter = { _id: 'x', kind: { $eq: 'k' }, n: { $gt: 1 }, $and: [{ 'a.b': 2 }] };
  const update = { $setOnInsert: { made: true }, $inc: { count: 1 } };

  expect(compileUpdate({ filter, update }).create()).toEqual({
    _id: 'x',
    kind: 'k',
    a: { b: 2 },
    made: true,
    count: 1,
  });
});

test.each([
  [{ $set: { 'a.b': 1 } }, { a: 'text' }, 28],
  [{ $set: { 'a.b': 1 } }, { a: null }, 28],
  [{ $inc: { a: 1 } }, { a: 'text' }, 14],
  [{ $push: { a: 1 } }, { a: 1 }, 2],
  [{ $set: { a: 1 }, $inc: { 'a.b': 1 } }, {}, 40],
  [{ $set: { a: 1 }, $inc: { a: 1 } }, {}, 40],
  [{ $set: { _id: 2 } }, { _id: 1 }, 66],
  [{ $grow: { a: 1 } }, {}, 9],
  [{ $set: { 'a.$.b': 1 } }, { a: [{}] }, 2],
  [{ $set: { 'a.$[x]': 1 } }, { a: [1] }, 2],
  [{ $set: { '': 1 } }, {}, 2],
  [[{ $out: 'other' }], {}, 72],
])('%j on %j fails', (update, document, code) => {
  expect(() => run(document, update)).toThrow(expect.objectContaining({ code }));
});

test('a prototype is not reachable by a path', () => {
  const changed = run({}, { $set: { '__proto__.polluted': true } });

  expect(({} as Document).polluted).toBeUndefined();
  expect(Object.keys(changed)).toEqual(['__proto__']);
});
