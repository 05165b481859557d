import { once } from 'node:events';
import { connect } from 'node:net';
import { deserialize, serialize } from 'bson';
import { Binary, type Document, Long, UUID } from 'mongodb';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from './server.ts';

interface Account {
  _id: string;
  sum: number;
}

async function seed({ db }: TestServer) {
  const accounts = db.collection<Account>('accounts');
  await accounts.createIndex({ sum: 1 });
  await accounts.insertMany([
    { _id: 'a', sum: 100 },
    { _id: 'b', sum: 0 },
  ]);
  return accounts;
}

test('a transaction is seen by itself at once, by others as a whole', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const sums = async () => (await accounts.find().sort({ _id: 1 }).toArray()).map(({ sum }) => sum);
  let during: unknown;

  await mongo.client.withSession((session) =>
    session.withTransaction(async () => {
      await accounts.updateOne({ _id: 'a' }, { $inc: { sum: -30 } }, { session });
      const own = await accounts.find({ sum: { $lt: 100 } }, { session }).toArray();
      during = [own.length, await sums()];
      await accounts.updateOne({ _id: 'b' }, { $inc: { sum: 30 } }, { session });
    }),
  );

  expect(during).toEqual([2, [100, 0]]);
  expect(await sums()).toEqual([70, 30]);
});

test('an aborted transaction leaves nothing, collections neither', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const session = mongo.client.startSession();
  session.startTransaction();
  await accounts.deleteMany({}, { session });
  await mongo.db.collection('fresh').insertOne({ n: 1 }, { session });

  await session.abortTransaction();
  await session.endSession();

  expect(await accounts.countDocuments({ sum: { $gte: 0 } })).toBe(2);
  expect(await mongo.db.listCollections({ name: 'fresh' }).toArray()).toEqual([]);
});

test('a failed write ends its transaction', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const session = mongo.client.startSession();
  session.startTransaction();
  await accounts.updateOne({ _id: 'a' }, { $set: { sum: 1 } }, { session });

  const duplicate = accounts.insertOne({ _id: 'b', sum: 1 }, { session });

  await expect(duplicate).rejects.toMatchObject({ code: 11000 });
  await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
  await session.endSession();
  expect(await accounts.findOne({ _id: 'a' })).toEqual({ _id: 'a', sum: 100 });
});

test('transactions that meet follow one another and lose no change', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const deposit = () =>
    mongo.client.withSession((session) =>
      session.withTransaction(async () => {
        const account = await accounts.findOne({ _id: 'b' }, { session });
        await accounts.updateOne(
          { _id: 'b' },
          { $set: { sum: (account?.sum ?? 0) + 1 } },
          { session },
        );
      }),
    );

  await Promise.all([
    ...Array.from({ length: 10 }, deposit),
    accounts.updateOne({ _id: 'a' }, { $set: { sum: 5 } }),
  ]);

  expect(await accounts.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 'a', sum: 5 },
    { _id: 'b', sum: 10 },
  ]);
});

test('a transaction whose client is gone is aborted at once', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const socket = connect(mongo.port, '127.0.0.1');
  const update = { q: { _id: 'a' }, u: { $set: { sum: -1 } } };
  await command(socket, {
    update: 'accounts',
    updates: [update],
    ...inSession(1),
    startTransaction: true,
    autocommit: false,
  });

  socket.destroy();
  await accounts.updateOne({ _id: 'a' }, { $inc: { sum: 1 } });

  expect(await accounts.findOne({ _id: 'a' })).toEqual({ _id: 'a', sum: 101 });
});

test('a repeated write is done once and answered the same', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const socket = connect(mongo.port, '127.0.0.1');
  const increment = {
    findAndModify: 'accounts',
    query: { _id: 'a' },
    update: { $inc: { sum: 1 } },
    new: true,
  };

  const first = await command(socket, { ...increment, ...inSession(5) });
  const again = await command(socket, { ...increment, ...inSession(5) });
  const older = await command(socket, { ...increment, ...inSession(4) });
  socket.destroy();

  expect(first).toMatchObject({ value: { _id: 'a', sum: 101 }, ok: 1 });
  expect(again).toEqual(first);
  expect(older).toMatchObject({ ok: 0, code: 225 });
  expect(await accounts.findOne({ _id: 'a' })).toEqual({ _id: 'a', sum: 101 });
});

test('a repeated commit is answered as the first', async () => {
  await using mongo = await startServer();
  const accounts = await seed(mongo);
  const socket = connect(mongo.port, '127.0.0.1');
  const statement = { ...inSession(1), autocommit: false };
  const insert = { insert: 'accounts', documents: [{ _id: 'c', sum: 1 }] };
  await command(socket, { ...insert, ...statement, startTransaction: true });
  const commit = () => command(socket, { commitTransaction: 1, ...statement, $db: 'admin' });

  const replies = [await commit(), await commit()];
  socket.destroy();

  expect(replies).toEqual([{ ok: 1 }, { ok: 1 }]);
  expect(await accounts.countDocuments()).toBe(3);
});

const session = new Binary(new UUID('00000000-0000-4000-8000-000000000001').buffer, 4);
const inSession = (number: number) => ({
  lsid: { id: session },
  txnNumber: Long.fromNumber(number),
  $db: 'test',
});

/** Sends a command by hand, as a driver does that lost the reply. */
async function command(socket: ReturnType<typeof connect>, body: Document): Promise<Document> {
  const bytes = serialize(body);
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + bytes.length, 0);
  header.writeInt32LE(2013, 12);
  socket.write(Buffer.concat([header, bytes]));
  const [reply] = (await once(socket, 'data')) as [Buffer];
  return deserialize(reply.subarray(21));
}
