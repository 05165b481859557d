import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from './server.ts';

const orders = [
  { _id: 1, customer: 'ada', total: 10, items: ['pen', 'ink'], at: new Date(1) },
  { _id: 2, customer: 'eve', total: 20, items: ['pen'], at: new Date(2) },
  { _id: 3, customer: 'ada', total: 30, items: [], at: new Date(3) },
  { _id: 4, customer: 'bob', total: 5, items: ['pad', 'pen'], at: new Date(4) },
];

async function seed({ db }: TestServer) {
  await db.collection<Document & { _id: number }>('orders').insertMany(orders);
  await db.collection<Document & { _id: string }>('customers').insertMany([
    { _id: 'ada', city: 'London' },
    { _id: 'eve', city: 'Paris' },
  ]);
  await db.collection('customers').createIndex({ city: 1 });
}

const cases: [string, Document[], Document[]][] = [
  [
    'groups with sums',
    [
      {
        $group: {
          _id: '$customer',
          sum: { $sum: '$total' },
          last: { $max: '$at' },
          n: { $sum: 1 },
        },
      },
      { $sort: { sum: -1 } },
      { $limit: 2 },
    ],
    [
      { _id: 'ada', sum: 40, last: new Date(3), n: 2 },
      { _id: 'eve', sum: 20, last: new Date(2), n: 1 },
    ],
  ],
  [
    'counts elements',
    [{ $unwind: '$items' }, { $sortByCount: '$items' }, { $limit: 1 }],
    [{ _id: 'pen', count: 3 }],
  ],
  [
    'joins by a field',
    [
      { $match: { total: { $gte: 20 } } },
      { $sort: { total: 1 } },
      { $lookup: { from: 'customers', localField: 'customer', foreignField: '_id', as: 'who' } },
      { $project: { _id: 0, total: 1, city: { $first: '$who.city' } } },
    ],
    [
      { total: 20, city: 'Paris' },
      { total: 30, city: 'London' },
    ],
  ],
  [
    'joins by a pipeline with variables',
    [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: 'orders',
          let: { who: '$customer', id: '$_id' },
          pipeline: [
            {
              $match: {
                $expr: { $and: [{ $eq: ['$customer', '$$who'] }, { $ne: ['$_id', '$$id'] }] },
              },
            },
            { $project: { total: 1 } },
          ],
          as: 'others',
        },
      },
      { $project: { others: 1 } },
    ],
    [{ _id: 1, others: [{ _id: 3, total: 30 }] }],
  ],
  [
    'answers several questions at once',
    [
      {
        $facet: {
          count: [{ $count: 'n' }],
          cheap: [{ $match: { total: { $lt: 8 } } }, { $project: { _id: 1 } }],
        },
      },
    ],
    [{ count: [{ n: 4 }], cheap: [{ _id: 4 }] }],
  ],
  [
    'adds fields and filters by them',
    [{ $addFields: { n: { $size: '$items' } } }, { $match: { n: 0 } }, { $unset: ['items', 'at'] }],
    [{ _id: 3, customer: 'ada', total: 30, n: 0 }],
  ],
  [
    'counts in the driver’s way',
    [{ $match: { customer: 'ada' } }, { $group: { _id: 1, n: { $sum: 1 } } }],
    [{ _id: 1, n: 2 }],
  ],
  [
    'skips and limits',
    [{ $sort: { _id: 1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { total: 1 } }],
    [{ _id: 2, total: 20 }],
  ],
  [
    'unites collections',
    [{ $match: { _id: 2 } }, { $unionWith: 'customers' }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 'ada' }, { _id: 'eve' }],
  ],
];

test.each(cases)('a pipeline %s', async (_, pipeline, expected) => {
  await using mongo = await startServer();
  await seed(mongo);

  expect(await mongo.db.collection('orders').aggregate(pipeline).toArray()).toEqual(expected);
});

test.each([
  [[{ $explode: {} }], 2],
  [[{ $out: 'other' }], 115],
  [[{ $match: {}, $limit: 1 }], 9],
  [
    [{ $project: { x: { $function: { body: 'function() { return 1 }', args: [], lang: 'js' } } } }],
    2,
  ],
  [[{ $match: { $where: 'true' } }], 2],
])('%j is refused', async (pipeline, code) => {
  await using mongo = await startServer();
  await seed(mongo);

  const results = mongo.db
    .collection('orders')
    .aggregate(pipeline as Document[])
    .toArray();

  await expect(results).rejects.toMatchObject({ code });
});

test('a large result comes in several batches', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<{ _id: number }>('things');
  await things.insertMany(Array.from({ length: 1000 }, (_, _id) => ({ _id })));

  const results = things.aggregate([{ $addFields: { double: { $multiply: ['$_id', 2] } } }], {
    batchSize: 90,
  });

  const doubles = (await results.toArray()).map(({ double }) => double);
  expect(doubles).toEqual(Array.from({ length: 1000 }, (_, at) => at * 2));
});
