import { Failure } from '@tributary/runtime/failure';
import { silentLog as log } from '@tributary/runtime/log';
import { isDuplicateKey, openStore, type Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import { expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';

interface Purse {
  _id: string;
  sum: number;
}

async function openPurses(mongo: MongoServer) {
  const store = await openStore({ url: mongo.url, database: 'test', log });
  const schema = new Schema<Purse>({ _id: { type: String, required: true }, sum: Number });
  return { store, purses: await store.model('purses', schema) };
}

type Purses = Awaited<ReturnType<typeof openPurses>>['purses'];

const sumsOf = async (purses: Purses) =>
  (await purses.find().sort({ _id: 1 }).lean()).map(({ sum }) => sum);

/** Takes one from a purse that has one, which is looked at before. */
const take = ({ transact }: Store, purses: Purses) =>
  transact(async (session) => {
    const purse = await purses.findById('a', null, { session }).lean();
    if (!purse || purse.sum < 1) throw new Failure('CONFLICT', 'purse is empty');
    await purses.updateOne({ _id: 'a' }, { $set: { sum: purse.sum - 1 } }, { session });
    await purses.updateOne({ _id: 'b' }, { $inc: { sum: 1 } }, { session });
  });

test('of what a transaction writes all is done, or nothing', async () => {
  await using mongo = await startMongo();
  const { store, purses } = await openPurses(mongo);
  await using _store = store;
  await purses.create([
    { _id: 'a', sum: 3 },
    { _id: 'b', sum: 0 },
  ]);

  await take(store, purses);
  const failed = store.transact(async (session) => {
    await purses.updateOne({ _id: 'a' }, { $set: { sum: 100 } }, { session });
    await purses.create([{ _id: 'b', sum: 100 }], { session });
  });

  await expect(failed).rejects.toSatisfy(isDuplicateKey);
  expect(await sumsOf(purses)).toEqual([2, 1]);
});

test('transactions of several processes follow one another, and a failure of one is its own', async () => {
  await using mongo = await startMongo();
  const [one, two] = await Promise.all([openPurses(mongo), openPurses(mongo)]);
  await using _one = one.store;
  await using _two = two.store;
  await one.purses.create([
    { _id: 'a', sum: 5 },
    { _id: 'b', sum: 0 },
  ]);

  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, at) => {
      const { store, purses } = at % 2 === 0 ? one : two;
      return take(store, purses);
    }),
  );

  const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(failures).toEqual(
    Array.from({ length: 5 }, () => new Failure('CONFLICT', 'purse is empty')),
  );
  expect(await sumsOf(one.purses)).toEqual([0, 5]);
});

test('however many transactions begin at once, all of them end', async () => {
  await using mongo = await startMongo();
  const { store, purses } = await openPurses(mongo);
  await using _store = store;
  await purses.create([
    { _id: 'a', sum: 150 },
    { _id: 'b', sum: 0 },
  ]);

  await Promise.all(Array.from({ length: 150 }, () => take(store, purses)));

  expect(await sumsOf(purses)).toEqual([0, 150]);
});

test('a transaction during an outage of the store fails as one', async () => {
  await using mongo = await startMongo();
  const { store, purses } = await openPurses(mongo);
  await using _store = store;
  await purses.create({ _id: 'a', sum: 3 });
  await mongo.kill();

  const error: unknown = await take(store, purses).catch((reason) => reason);
  await mongo.start();

  expect(error).toBeInstanceOf(Failure);
  expect(['UNAVAILABLE', 'TIMEOUT']).toContain((error as Failure).code);
  expect(await sumsOf(purses)).toEqual([3]);
}, 60_000);
