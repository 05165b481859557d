import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { startServer } from './server.ts';

test('a unique index names the key that it refuses, and the change is not made', async () => {
  await using mongo = await startServer();
  const people = mongo.db.collection<{ _id: number }>('people');
  await people.createIndex({ email: 1 }, { unique: true });
  await people.insertMany([
    { _id: 1, email: 'ada' },
    { _id: 2, email: 'eve' },
  ] as Document[] as { _id: number }[]);

  const update = people.updateOne({ _id: 2 }, { $set: { email: 'ada' } });

  await expect(update).rejects.toMatchObject({
    code: 11000,
    keyPattern: { email: 1 },
    keyValue: { email: 'ada' },
  });
  expect(await people.findOne({ email: 'eve' })).toEqual({ _id: 2, email: 'eve' });
});

test('a sparse unique index leaves out what lacks the field', async () => {
  await using mongo = await startServer();
  const people = mongo.db.collection('people');
  await people.createIndex({ code: 1 }, { unique: true, sparse: true });

  await people.insertMany([{ n: 1 }, { n: 2 }, { code: 'x' }]);

  expect(await people.countDocuments({ code: null })).toBe(2);
  await expect(people.insertOne({ code: 'x' })).rejects.toMatchObject({ code: 11000 });
});

test('a partial unique index is unique among its documents', async () => {
  await using mongo = await startServer();
  const locks = mongo.db.collection('locks');
  await locks.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { open: true } });

  await locks.insertMany([
    { key: 1, open: false },
    { key: 1, open: false },
    { key: 1, open: true },
  ]);

  await expect(locks.insertOne({ key: 1, open: true })).rejects.toMatchObject({ code: 11000 });
  expect(await locks.countDocuments({ key: 1 })).toBe(3);
});

test('an index over present documents refuses duplicates and is not made', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection('things');
  await things.insertMany([{ n: 1 }, { n: 1 }]);

  await expect(things.createIndex({ n: 1 }, { unique: true })).rejects.toMatchObject({
    code: 11000,
  });

  expect(await things.indexes()).toEqual([{ v: 2, key: { _id: 1 }, name: '_id_' }]);
  expect(await things.createIndex({ n: 1 })).toBe('n_1');
});

test('declaring an index again is no change, and with other options a conflict', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection('things');
  await things.createIndex({ n: 1 });
  await things.createIndex({ n: 1 });

  await expect(things.createIndex({ n: 1 }, { unique: true })).rejects.toMatchObject({ code: 85 });
  await expect(things.createIndex({ m: 1 }, { name: 'n_1' })).rejects.toMatchObject({ code: 86 });

  await things.dropIndex('n_1');
  await expect(things.dropIndex('n_1')).rejects.toMatchObject({ code: 27 });
  expect(await things.indexes()).toHaveLength(1);
});

test('a lookup by an id or an index examines only what it returns', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<{ _id: number }>('things');
  await things.createIndex({ owner: 1, at: -1 });
  const documents = Array.from({ length: 1000 }, (_, _id) => ({ _id, owner: _id % 10, at: _id }));
  await things.insertMany(documents);
  const explain = async (filter: Document, sort: Document = {}) => {
    const { queryPlanner, executionStats } = await things
      .find(filter)
      .sort(sort)
      .limit(3)
      .explain();
    const { stage, inputStage } = queryPlanner.winningPlan;
    return [stage, inputStage?.stage, inputStage?.indexName, executionStats.totalDocsExamined];
  };

  expect(await explain({ _id: 5 })).toEqual(['FETCH', 'IXSCAN', '_id_', 1]);
  expect(await explain({ owner: 4 }, { at: -1 })).toEqual(['FETCH', 'IXSCAN', 'owner_1_at_-1', 3]);
  expect(await explain({ x: 1 })).toEqual(['COLLSCAN', undefined, undefined, 1000]);
  expect(await explain({}, { x: 1 })).toEqual(['SORT', 'COLLSCAN', undefined, 1000]);
});

test('collections and databases are listed and dropped', async () => {
  await using mongo = await startServer();
  await mongo.db.createCollection('a');
  await mongo.db.collection('b').insertOne({});
  await mongo.client.db('other').collection('c').insertOne({});

  await expect(mongo.db.createCollection('a')).rejects.toMatchObject({ code: 48 });
  expect(await mongo.db.listCollections({}, { nameOnly: true }).toArray()).toEqual([
    { name: 'a', type: 'collection' },
    { name: 'b', type: 'collection' },
  ]);
  await mongo.db.dropDatabase();

  const { databases } = await mongo.db.admin().listDatabases();
  expect(databases.map(({ name }) => name)).toEqual(['other']);
  expect(await mongo.db.collection('b').countDocuments()).toBe(0);
});

test('an index of two arrays is refused, of two fields of one array not', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection('things');
  await things.createIndex({ 'items.k': 1, 'items.v': 1 });
  await things.createIndex({ a: 1, b: 1 });
  const items = [
    { k: 1, v: 5 },
    { k: 3, v: 2 },
  ];

  await things.insertOne({ items });

  await expect(things.insertOne({ a: [1, 2], b: [3] })).rejects.toMatchObject({ code: 171 });
  expect(await things.countDocuments({ 'items.k': 1, 'items.v': 2 })).toBe(1);
  expect(await things.countDocuments({ items: { $elemMatch: { k: 1, v: 2 } } })).toBe(0);
});
