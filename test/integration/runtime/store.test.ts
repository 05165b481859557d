import { once } from 'node:events';
import { Failure } from '@tributary/runtime/failure';
import { silentLog as log } from '@tributary/runtime/log';
import { isDuplicateKey, openStore, type Store, trusted } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import { expect, test } from 'vitest';
import { startMongo } from '../../mongo.ts';

interface Note {
  _id: string;
  owner: string;
  title: string;
  extra: Record<string, unknown>;
}

const text = { type: String, required: true } as const;

const openNotes = (store: Store) =>
  store.model(
    'notes',
    new Schema<Note>({
      ...{ _id: text, owner: text, title: text },
      extra: { type: Schema.Types.Mixed, required: true },
    }).index({ owner: 1, title: 1 }, { unique: true }),
  );

const note = (_id: string, title = _id): Note => ({ _id, owner: 'ada', title, extra: {} });
const caught = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error) => error);

test('a document is read as it was written, after a kill of the store too', async () => {
  await using mongo = await startMongo();
  await using store = await openStore({ url: mongo.url, database: 'test', log });
  const notes = await openNotes(store);

  await notes.create(note('one'));
  await mongo.kill();
  await mongo.start();
  const found = await notes.find().lean();

  expect(found).toEqual([note('one')]);
});

test('a unique index refuses the second document from the first moment on', async () => {
  await using mongo = await startMongo();
  await using store = await openStore({ url: mongo.url, database: 'test', log });
  const notes = await openNotes(store);

  const results = await Promise.all(
    ['a', 'b', 'c'].map((id) => caught(notes.create(note(id, 'same')))),
  );

  expect(results.filter((error) => error === undefined)).toHaveLength(1);
  expect(results.filter(isDuplicateKey)).toHaveLength(2);
});

test('an operator from outside is not one, and an unknown field is refused', async () => {
  await using mongo = await startMongo();
  await using store = await openStore({ url: mongo.url, database: 'test', log });
  const notes = await openNotes(store);
  await notes.create(note('one'));
  const outside = JSON.parse('{"$gt": ""}');

  const [injected, own, unknownFilter, unknownField] = [
    await caught(notes.find({ title: outside }).lean().exec()),
    await notes.find({ title: trusted({ $gt: '' }) }).lean(),
    await caught(notes.findOne({ ownr: 'ada' }).exec()),
    await caught(notes.create({ ...note('two'), colour: 'red' } as Note)),
  ];

  expect(injected).toMatchObject({ name: 'CastError' });
  expect(own).toEqual([note('one')]);
  expect(unknownFilter).toMatchObject({ name: 'StrictModeError' });
  expect(unknownField).toMatchObject({ name: 'StrictModeError' });
});

test('a store that is away is UNAVAILABLE, and serves again when it is back', async () => {
  await using mongo = await startMongo();
  await using store = await openStore({ url: mongo.url, database: 'test', log });
  const notes = await openNotes(store);
  await notes.create(note('one'));

  await Promise.all([once(store.connection, 'disconnected'), mongo.kill()]);
  const [read, write] = await Promise.all([
    caught(notes.findById('one').exec()),
    caught(notes.create(note('two'))),
  ]);
  await mongo.start();

  expect([read, write]).toEqual([
    new Failure('UNAVAILABLE', 'the store does not answer'),
    new Failure('UNAVAILABLE', 'the store does not answer'),
  ]);
  expect(await notes.find().lean()).toEqual([note('one')]);
});

test('of a write that was on its way when the store died nobody knows whether it was done', async () => {
  await using mongo = await startMongo();
  await using store = await openStore({ url: mongo.url, database: 'test', log });
  const notes = await openNotes(store);
  await notes.create(note('one'));
  mongo.freeze();
  const sent = once(store.connection.getClient(), 'connectionCheckedOut');
  const writes = [
    caught(notes.create(note('two'))),
    caught(notes.updateOne({ _id: 'one' }, { title: 'changed' }).exec()),
  ];
  const read = caught(notes.findById('one').exec());
  await sent;

  await mongo.kill();

  const unknown = new Failure('TIMEOUT', 'the store did not answer');
  expect(await Promise.all(writes)).toEqual([unknown, unknown]);
  expect(await read).toEqual(new Failure('UNAVAILABLE', 'the store does not answer'));
});

test('a store that starts late is waited for', async () => {
  await using mongo = await startMongo();
  await mongo.kill();
  const opening = openStore({ url: mongo.url, database: 'test', log });
  await mongo.start();
  await using store = await opening;
  const notes = await openNotes(store);

  expect(await notes.countDocuments()).toBe(0);
});
