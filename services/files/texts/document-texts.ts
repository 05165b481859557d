import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { Blobs } from '../blobs/blobs.ts';
import { createFairTurns } from '../fair-turns.ts';
import type { DocumentFormat, ReadDocument } from './document-readers.ts';

/** The text of a content, found once for all files that have it. */
export interface DocumentTextRow {
  /** The hash of the content and, as one content may have several names, how it was read. */
  _id: string;
  /** Null: it could not be read. */
  text: string | null;
  /** Whether there was not the time to read it. */
  isLate: boolean;
  createdAt: Date;
}

/** Whoever wants a text, and for how long. */
export interface TextAsker {
  owner: string | undefined;
  signal: AbortSignal;
}

interface Content {
  sha256: string;
  size: number;
  format: DocumentFormat;
}

/** Of one document, for all who ask for it at the same time. */
interface Reading {
  text: Promise<string | null>;
  askers: number;
  isRunning: boolean;
  unwanted: AbortController;
}

export interface DocumentTextsOptions {
  collection: Model<DocumentTextRow>;
  blobs: Pick<Blobs, 'read' | 'refer' | 'release'>;
  transact: Transact;
  readDocument: ReadDocument;
}

export type DocumentTexts = ReturnType<typeof createDocumentTexts>;

/** What is larger has no text here: it would take the memory of everything else. */
const bytesMax = 20_971_520;
const readersMax = 2;
const waitingMax = 50;
const ownerWaitingMax = 5;
/** A document that could not be read is tried again after an hour, sooner where time was short. */
const retryMs = 3_600_000;
const lateRetryMs = 300_000;
const formats: readonly DocumentFormat[] = ['html', 'pdf', 'docx'];

const rowIdOf = (sha256: string, format: DocumentFormat): string => `${sha256}:${format}`;

/** Removes the texts of a content that goes, together with it. */
export const createTextRemover =
  (collection: Model<DocumentTextRow>) =>
  async (sha256: string, session: ClientSession): Promise<void> => {
    const ids = formats.map((format) => rowIdOf(sha256, format));
    await collection.deleteMany({ _id: trusted({ $in: ids }) }, { session });
  };

/** What a promise comes to, unless the signal aborts first. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const giveUp = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** The text of documents, kept beside their content. */
export function createDocumentTexts(options: DocumentTextsOptions) {
  const { collection, blobs, transact, readDocument } = options;
  const limits = { sizeMax: readersMax, waitingMax, ownerWaitingMax };
  const turns = createFairTurns({ name: 'documents to be read', ...limits });
  const readings = new Map<string, Reading>();

  async function extract({ sha256, format }: Content): Promise<string | null> {
    const found = await readDocument(format, blobs.read(sha256));
    const text = found ?? null;
    await transact(async (session) => {
      // A content that went in the meantime has no text, and none would ever be removed.
      await blobs.refer(sha256, session);
      const row = { text, isLate: found === undefined, createdAt: new Date() };
      const filter = { _id: rowIdOf(sha256, format) };
      await collection.updateOne(filter, { $set: row }, { upsert: true, session });
      await blobs.release(sha256, session);
    });
    return text;
  }

  async function findStored(id: string): Promise<DocumentTextRow | undefined> {
    const row = await collection.findById(id).lean<DocumentTextRow>();
    if (!row) return undefined;
    const keptMs = row.isLate ? lateRetryMs : retryMs;
    const isKnown = row.text !== null || Date.now() - row.createdAt.getTime() < keptMs;
    return isKnown ? row : undefined;
  }

  function begin(id: string, content: Content, owner: string | undefined): Reading {
    const unwanted = new AbortController();
    const { signal } = unwanted;
    async function run(): Promise<string | null> {
      using _turn = await turns.take({ owner, signal });
      signal.throwIfAborted();
      reading.isRunning = true;
      return await extract(content);
    }
    const forget = () => {
      if (readings.get(id) === reading) readings.delete(id);
    };
    const reading: Reading = { text: Promise.resolve(null), askers: 0, isRunning: false, unwanted };
    reading.text = run().finally(forget);
    readings.set(id, reading);
    return reading;
  }

  /** A document that nobody waits for any more leaves the queue; what is being read is read. */
  function leave(id: string, reading: Reading): void {
    reading.askers -= 1;
    if (reading.askers > 0 || reading.isRunning) return;
    if (readings.get(id) === reading) readings.delete(id);
    reading.unwanted.abort(new Error('nobody waits for the text'));
  }

  async function read(content: Content, { owner, signal }: TextAsker): Promise<string | null> {
    if (content.size > bytesMax) return null;
    const id = rowIdOf(content.sha256, content.format);
    const stored = await findStored(id);
    if (stored) return stored.text;
    signal.throwIfAborted();
    const reading = readings.get(id) ?? begin(id, content, owner);
    reading.askers += 1;
    try {
      return await unlessAborted(reading.text, signal);
    } finally {
      leave(id, reading);
    }
  }

  return { read };
}
