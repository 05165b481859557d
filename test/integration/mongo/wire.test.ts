import { once } from 'node:events';
import { connect } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { startServer } from './server.ts';

/** A frame of the protocol around a payload. */
function frame(opcode: number, ...parts: Uint8Array[]): Buffer {
  const payload = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeInt32LE(header.length + payload.length, 0);
  header.writeInt32LE(77, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, payload]);
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const byte = (value: number) => Buffer.from([value]);

async function exchange(port: number, bytes: Buffer): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  const [reply] = await once(socket, 'data');
  socket.destroy();
  return reply as Buffer;
}

test('an old greeting is answered in the old form', async () => {
  await using mongo = await startServer();
  const query = [int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1)];

  const reply = await exchange(mongo.port, frame(2004, ...query, serialize({ ismaster: 1 })));

  expect([reply.readInt32LE(8), reply.readInt32LE(12)]).toEqual([77, 1]);
  expect(deserialize(reply.subarray(36))).toMatchObject({
    ismaster: true,
    setName: 'tributary',
    hosts: [`127.0.0.1:${mongo.port}`],
    maxWireVersion: 21,
    ok: 1,
  });
});

test('documents beside the body, a checksum and a cut frame are read', async () => {
  await using mongo = await startServer();
  const documents = Buffer.concat([serialize({ _id: 1 }), serialize({ _id: 2 })]);
  const name = Buffer.from('documents\0');
  const sequence = Buffer.concat([int32(4 + name.length + documents.length), name, documents]);
  const body = serialize({ insert: 'things', $db: 'test' });
  const bytes = frame(2013, int32(1), byte(1), sequence, byte(0), body, int32(0));
  const socket = connect(mongo.port, '127.0.0.1');

  for (const part of [bytes.subarray(0, 3), bytes.subarray(3, 40), bytes.subarray(40)]) {
    await new Promise((resolve) => socket.write(part, resolve));
  }
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();

  expect(deserialize(reply.subarray(21))).toEqual({ n: 2, ok: 1 });
});

test('a write that wants no answer gets none, and is done before the next command', async () => {
  await using mongo = await startServer();
  const insert = serialize({ insert: 'things', documents: [{ _id: 1 }], $db: 'test' });
  const count = serialize({ count: 'things', $db: 'test' });

  const reply = await exchange(
    mongo.port,
    Buffer.concat([frame(2013, int32(2), byte(0), insert), frame(2013, int32(0), byte(0), count)]),
  );

  expect(deserialize(reply.subarray(21))).toEqual({ n: 1, ok: 1 });
});

test.each([
  ['a negative length', int32(-1)],
  ['a length beyond the limit', int32(48_000_001)],
  ['an unknown operation', frame(9999, int32(0))],
  ['an unknown required flag', frame(2013, int32(4), byte(0), serialize({ ping: 1 }))],
  ['a section that is cut', frame(2013, int32(0), byte(0), int32(500))],
  ['a broken document', frame(2013, int32(0), byte(0), int32(9), Buffer.from([2, 1, 1, 1, 1]))],
])('%s closes the connection and nothing else', async (_, bytes) => {
  await using mongo = await startServer();
  const socket = connect(mongo.port, '127.0.0.1');

  socket.write(bytes);
  await once(socket.resume(), 'close');

  expect(await mongo.db.command({ ping: 1 })).toEqual({ ok: 1 });
});

test.each<[Document, number, string]>([
  [{ fly: 1 }, 59, 'CommandNotFound'],
  [{ constructor: 1 }, 59, 'CommandNotFound'],
  [{ find: 'things', filter: { n: { $near: 1 } } }, 2, 'BadValue'],
  [{ find: '' }, 73, 'InvalidNamespace'],
  [{ find: 'things', filter: 5 }, 14, 'TypeMismatch'],
  [{ find: 'things', sort: { n: 2 } }, 2, 'BadValue'],
  [{ insert: 'system.things', documents: [{}] }, 73, 'InvalidNamespace'],
  [{ insert: 'things', documents: [] }, 72, 'InvalidOptions'],
  [{ find: 'things', hint: 'none_1' }, 2, 'BadValue'],
])('%j fails as in MongoDB', async (command, code, codeName) => {
  await using mongo = await startServer();
  await mongo.db.createCollection('things');
  const reply = mongo.db.command(command);

  const failure = await reply.then(
    ({ writeErrors: [error] }) => ({ ...error, codeName }),
    (error: unknown) => error,
  );

  expect(failure).toMatchObject({ code, codeName });
});

test('a query that takes longer than its limit ends', async () => {
  await using mongo = await startServer();
  const things = mongo.db.collection('things');
  await things.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, pad: 'x'.repeat(100) })));

  const slow = things.find({ missing: 1 }, { maxTimeMS: 1 }).toArray();

  await expect(slow).rejects.toMatchObject({ code: 50 });
});

test('a driver that names the replica set or asks for one server connects', async () => {
  await using mongo = await startServer();
  const options = ['?replicaSet=tributary', '?directConnection=true', '?retryWrites=false&w=1'];

  for (const option of options) {
    await using client = await MongoClient.connect(`${mongo.url}/${option}`);
    expect(await client.db('test').command({ ping: 1 })).toEqual({ ok: 1 });
  }
});
