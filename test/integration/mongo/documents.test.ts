import { Binary, type Document, Long, ObjectId } from 'mongodb';
import { expect, test } from 'vitest';
import { startServer } from './server.ts';

interface Thing extends Document {
  _id: string;
}

test('a document comes back as it was written', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  const document = {
    _id: 'a',
    text: 'é\0😀',
    whole: 7,
    half: 0.5,
    long: Long.fromString('9007199254740993'),
    at: new Date(1_700_000_000_000),
    bytes: new Binary(Buffer.from([0, 255])),
    id: new ObjectId(),
    nothing: null,
    list: [1, [2], { three: 3 }],
    pattern: /^a/i,
  };

  const { acknowledged, insertedId } = await things.insertOne(document);

  expect({ acknowledged, insertedId }).toEqual({ acknowledged: true, insertedId: 'a' });
  expect(await things.findOne({ _id: 'a' })).toEqual(document);
});

test('an operator in the place of an id finds and stores nothing by accident', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection('things');
  await things.insertOne({ _id: 'a' } as Document);

  const inserted = things.insertOne({ _id: { $gt: '' } } as Document);

  await expect(inserted).rejects.toMatchObject({ code: 52 });
  expect(await things.findOne({ _id: { $eq: { $gt: '' } } } as Document)).toBeNull();
  expect(await things.countDocuments({})).toBe(1);
});

test('a duplicate id is named and leaves the rest of an unordered batch', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  await things.insertOne({ _id: 'b' });

  const batch = things.insertMany([{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }], { ordered: false });

  await expect(batch).rejects.toMatchObject({
    code: 11000,
    insertedCount: 2,
    writeErrors: [{ index: 1, code: 11000 }],
  });
  expect(await things.find().toArray()).toEqual([{ _id: 'b' }, { _id: 'a' }, { _id: 'c' }]);
});

test('an ordered batch ends at its first failure', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');

  const batch = things.insertMany([{ _id: 'a' }, { _id: 'a' }, { _id: 'c' }]);

  await expect(batch).rejects.toMatchObject({ insertedCount: 1 });
  expect(await things.find().toArray()).toEqual([{ _id: 'a' }]);
});

test('one document or all that match are updated', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  await things.insertMany(['a', 'b', 'c'].map((_id) => ({ _id, n: 1 })));

  const one = await things.updateOne({ n: 1 }, { $inc: { n: 1 } });
  const all = await things.updateMany({}, { $max: { n: 2 }, $set: { kind: 'k' } });
  const none = await things.updateMany({}, { $set: { kind: 'k' } });

  expect(one).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
  expect(all).toMatchObject({ matchedCount: 3, modifiedCount: 3 });
  expect(none).toMatchObject({ matchedCount: 3, modifiedCount: 0 });
  expect(await things.distinct('n')).toEqual([2]);
});

test('an upsert inserts what it did not find', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  const upsert = () =>
    things.updateOne(
      { _id: 'a', kind: 'k' },
      { $inc: { n: 1 }, $setOnInsert: { made: true } },
      { upsert: true },
    );

  const first = await upsert();
  const second = await upsert();

  expect(first).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 'a' });
  expect(second).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
  expect(await things.findOne()).toEqual({ _id: 'a', kind: 'k', n: 2, made: true });
});

test('the document is found, changed and returned in one step', async () => {
  await using mongo = await startServer();
  const jobs = mongo.db.collection<Thing>('jobs');
  await jobs.insertMany([1, 2, 3].map((rank) => ({ _id: `job${rank}`, rank, state: 'new' })));
  const take = () =>
    jobs.findOneAndUpdate(
      { state: 'new' },
      { $set: { state: 'taken' } },
      { sort: { rank: -1 }, returnDocument: 'after', projection: { state: 1 } },
    );

  const taken = await Promise.all([take(), take(), take(), take()]);

  expect(taken.map((job) => job?._id).toSorted()).toEqual(['job1', 'job2', 'job3', undefined]);
  expect(taken.find((job) => job?._id === 'job3')).toEqual({ _id: 'job3', state: 'taken' });
  expect(await jobs.findOneAndDelete({ rank: 2 })).toEqual({
    _id: 'job2',
    rank: 2,
    state: 'taken',
  });
  expect(await jobs.findOneAndReplace({ _id: 'job1' }, { n: 1 })).toMatchObject({ rank: 1 });
});

test('a batch of mixed writes counts what each did', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');

  const result = await things.bulkWrite([
    { insertOne: { document: { _id: 'a', list: [1, 5, 9] } } },
    {
      updateOne: {
        filter: { _id: 'a' },
        update: { $set: { 'list.$[big]': 0 } },
        arrayFilters: [{ big: { $gt: 4 } }],
      },
    },
    { replaceOne: { filter: { _id: 'b' }, replacement: { n: 1 }, upsert: true } },
    { deleteOne: { filter: { _id: 'b' } } },
  ]);

  expect(result).toMatchObject({
    insertedCount: 1,
    matchedCount: 1,
    modifiedCount: 1,
    upsertedCount: 1,
    deletedCount: 1,
  });
  expect(await things.find().toArray()).toEqual([{ _id: 'a', list: [1, 0, 0] }]);
});

test('results are sorted, skipped, limited and projected', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  await things.insertMany(['d', 'a', 'c', 'b'].map((_id, n) => ({ _id, n, more: true })));

  const found = things.find({ n: { $gte: 0 } }, { projection: { more: 0 } });

  expect(await found.sort({ n: -1 }).skip(1).limit(2).toArray()).toEqual([
    { _id: 'c', n: 2 },
    { _id: 'a', n: 1 },
  ]);
});

test('results larger than a batch come whole and in order, while others are written', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<{ _id: number }>('things');
  await things.insertMany(Array.from({ length: 2000 }, (_, _id) => ({ _id, pad: 'x'.repeat(50) })));
  const seen: number[] = [];

  for await (const { _id } of things.find({}, { batchSize: 100, sort: { _id: 1 } })) {
    if (seen.push(_id) === 50) await things.deleteMany({ _id: { $gte: 1990 } });
  }

  expect(seen).toEqual(Array.from({ length: 1990 }, (_, at) => at));
});

test('a closed cursor is gone', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<{ _id: number }>('things');
  await things.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
  const { cursor } = await mongo.db.command({ find: 'things', batchSize: 2 });
  const id = cursor.id as Long | number;

  const killed = await mongo.db.command({ killCursors: 'things', cursors: [Long.fromValue(id)] });
  const more = mongo.db.command({ getMore: Long.fromValue(id), collection: 'things' });

  expect(killed).toMatchObject({ cursorsKilled: [id], cursorsNotFound: [] });
  await expect(more).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
});

test('documents of many megabytes pass, and larger ones than 16 MB do not', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection<Thing>('things');
  const text = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);
  await things.insertMany(['a', 'b', 'c'].map((_id) => ({ _id, text: text(12) })));

  const grown = things.updateOne({ _id: 'a' }, [
    { $set: { text: { $concat: ['$text', '$text'] } } },
  ]);

  await expect(grown).rejects.toMatchObject({ code: 10334 });
  const sizes = (await things.find().toArray()).map((thing) => thing.text.length);
  expect(sizes).toEqual([12, 12, 12].map((megabytes) => megabytes * 1024 * 1024));
});
