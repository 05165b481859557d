import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Blobs, createBlobs } from '@tributary/files/blobs/blobs';
import { openDiskStorage } from '@tributary/files/blobs/disk-storage';
import { type Collections, openCollections } from '@tributary/files/collections';
import type { DocumentFormat, ReadDocument } from '@tributary/files/texts/document-readers';
import {
  createDocumentTexts,
  createTextRemover,
  type TextAsker,
} from '@tributary/files/texts/document-texts';
import { silentLog } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMongo } from '../../mongo.ts';

const resources = new AsyncDisposableStack();
let store: Store;
let collections: Collections;
let blobs: Blobs;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'texts-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const { url } = resources.use(await startMongo());
  store = resources.use(await openStore({ url, database: 'texts', log: silentLog }));
  collections = await openCollections(store);
  blobs = createBlobs({
    collection: collections.blobs,
    keyCollection: collections.blobKeys,
    transact: store.transact,
    storage: await openDiskStorage(folder),
    log: silentLog,
    onGone: createTextRemover(collections.texts),
  });
  resources.use(blobs);
});
afterAll(() => resources.disposeAsync());

const { signal } = new AbortController();

function create(readDocument: ReadDocument) {
  const collection = collections.texts;
  const texts = createDocumentTexts({ collection, blobs, transact: store.transact, readDocument });
  return {
    read: (
      sha256: string,
      size: number,
      format: DocumentFormat,
      asker: Partial<TextAsker> = {},
    ): Promise<string | null> =>
      texts.read({ sha256, size, format }, { owner: undefined, signal, ...asker }),
  };
}

let count = 0;

/** Stores a content that no other test has; gives its hash. */
function storeContent(): Promise<string> {
  const source = (async function* give() {
    yield Buffer.from(`content ${count++}`);
  })();
  return blobs.store(source, { bytesMax: 100 }, async ({ sha256 }) => sha256);
}

const release = (sha256: string): Promise<void> =>
  store.transact((session) => blobs.release(sha256, session));

async function findRows(sha256: string) {
  const rows = await collections.texts.find({}).sort({ _id: 1 }).lean();
  return rows
    .filter(({ _id }) => _id.startsWith(sha256))
    .map(({ _id, text }) => [_id.slice(sha256.length), text]);
}

const countReferences = async (sha256: string): Promise<number | undefined> =>
  (await collections.blobs.findById(sha256).lean())?.references;

test('one content has a text for each way to read it, found once and gone with it', async () => {
  const sha256 = await storeContent();
  const read: string[] = [];
  const texts = create(async (format) => {
    read.push(format);
    return `as ${format}`;
  });

  const found = await Promise.all(
    (['html', 'pdf', 'html'] as const).map((format) => texts.read(sha256, 9, format)),
  );
  found.push(await texts.read(sha256, 9, 'pdf'));

  expect([found, read.toSorted(), await countReferences(sha256)]).toEqual([
    ['as html', 'as pdf', 'as html', 'as pdf'],
    ['html', 'pdf'],
    1,
  ]);
  expect(await findRows(sha256)).toEqual([
    [':html', 'as html'],
    [':pdf', 'as pdf'],
  ]);
  await release(sha256);
  expect(await findRows(sha256)).toEqual([]);
});

test.each([
  ['a failure is remembered for an hour', null, 3_600_000],
  ['a lack of time is remembered for five minutes', undefined, 300_000],
])('%s', async (_, failure, ms) => {
  const sha256 = await storeContent();
  const outcomes = ['Tea', failure];
  const texts = create(async () => outcomes.pop());
  const first = [await texts.read(sha256, 9, 'pdf'), await texts.read(sha256, 9, 'pdf')];

  const createdAt = new Date(Date.now() - ms - 1);
  await collections.texts.updateOne({ _id: `${sha256}:pdf` }, { $set: { createdAt } });

  expect([...first, await texts.read(sha256, 9, 'pdf')]).toEqual([null, null, 'Tea']);
});

test('a text that is found when its content has just gone is not kept', async () => {
  const sha256 = await storeContent();
  const texts = create(async () => {
    await release(sha256);
    return 'Tea';
  });

  await expect(texts.read(sha256, 9, 'pdf')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await findRows(sha256)).toEqual([]);
});

test('a document of more than 20 MiB has no text', async () => {
  const texts = create(async () => 'Tea');
  const sha256 = await storeContent();

  expect(await texts.read(sha256, 20_971_521, 'pdf')).toBeNull();
});

test('two documents are read at a time, fifty wait, and more are turned away', async () => {
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let runningMax = 0;
  const texts = create(async () => {
    runningMax = Math.max(runningMax, ++running);
    await gate.promise;
    running--;
    throw new Error('is read');
  });
  const toMessage = ({ message }: Error): string => message;

  const reading = Array.from({ length: 53 }, (_, index) =>
    texts.read(`content ${index}`, 9, 'pdf').catch(toMessage),
  );
  expect(await Promise.race(reading)).toBe('too many documents to be read wait');
  gate.resolve();

  const messages = await Promise.all(reading);
  expect([messages.filter((message) => message === 'is read').length, runningMax]).toEqual([52, 2]);
});

/** Reads that end when they are told to. */
function createSlowTexts() {
  const gate = Promise.withResolvers<void>();
  const begun: string[] = [];
  const texts = create(async (format) => {
    begun.push(format);
    await gate.promise;
    throw new Error('is read');
  });
  return { texts, begun, finish: gate.resolve };
}

const outcomeOf = (reading: Promise<unknown>) => reading.catch(({ message }: Error) => message);

test('the documents of one viewer keep nobody else waiting, and five of them wait', async () => {
  const { texts, finish } = createSlowTexts();
  const read: string[] = [];
  const ask = (owner: string, count: number) =>
    Array.from({ length: count }, async (_, index) => {
      const id = `${owner} ${index}`;
      const outcome = await outcomeOf(texts.read(id, 9, 'pdf', { owner }));
      if (outcome === 'is read') read.push(owner);
      return outcome;
    });
  const refusal = 'at most 5 documents to be read of one caller wait';

  const ada = ask('ada', 8);
  expect(await Promise.race(ada)).toBe(refusal);
  const eve = ask('eve', 6);
  expect(await Promise.race(eve)).toBe(refusal);
  finish();

  await Promise.all([...ada, ...eve]);
  expect([read.length, ...read.slice(0, 4)]).toEqual([12, 'ada', 'ada', 'eve', 'ada']);
});

test('a document that nobody waits for any more leaves the queue', async () => {
  const { texts, begun, finish } = createSlowTexts();
  const running = ['1', '2'].map((id) => outcomeOf(texts.read(id, 9, 'pdf')));
  const [one, both] = [new AbortController(), new AbortController()];
  const left = outcomeOf(texts.read('left', 9, 'html', { signal: one.signal }));
  const kept = ['a', 'b'].map((_, index) =>
    outcomeOf(texts.read('kept', 9, 'docx', index === 0 ? { signal: both.signal } : {})),
  );

  while (begun.length < 2) await Promise.race([pause(1), running[0]]);
  one.abort(new Error('gone'));
  both.abort(new Error('gone too'));

  expect([await left, await kept[0]]).toEqual(['gone', 'gone too']);
  finish();
  expect(await Promise.all([kept[1], ...running])).toEqual(['is read', 'is read', 'is read']);
  expect(begun).toEqual(['pdf', 'pdf', 'docx']);
});

test('a reader that fails is not remembered', async () => {
  const sha256 = await storeContent();
  const outcomes = [new Error('no memory for a process')];
  const texts = create(async () => {
    const failure = outcomes.shift();
    if (failure) throw failure;
    return 'Tea';
  });

  await expect(texts.read(sha256, 9, 'pdf')).rejects.toThrow('no memory');
  expect(await texts.read(sha256, 9, 'pdf')).toBe('Tea');
});
