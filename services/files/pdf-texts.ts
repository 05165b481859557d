import { Worker } from 'node:worker_threads';
import { Failure } from '@tributary/runtime/failure';
import type { Model } from 'mongoose';
import type { Blobs } from './blobs.ts';

/** The text of a content, found once for all files that have it. */
export interface PdfTextRow {
  /** The hash of the content. */
  _id: string;
  /** Null: it could not be read. */
  text: string | null;
  createdAt: Date;
}

export interface PdfTextsOptions {
  collection: Model<PdfTextRow>;
  blobs: Blobs;
}

export type PdfTexts = ReturnType<typeof createPdfTexts>;

/** What is larger has no text here: it would take the memory of everything else. */
const bytesMax = 20_971_520;
const readMsMax = 20_000;
const memoryMegabytesMax = 512;
const readersMax = 2;
const waitingMax = 50;
/** A document that could not be read, perhaps for lack of time, is tried again after an hour. */
const retryMs = 3_600_000;

/** Reads in a thread with bounds of its own: a hostile document costs it, and nobody else. */
async function readInThread(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const worker = new Worker(new URL('./pdf/main.ts', import.meta.url), {
    workerData: bytes,
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => worker.terminate(), readMsMax);
  try {
    return await new Promise<string | null>((resolve) => {
      worker.once('message', (text: unknown) => resolve(typeof text === 'string' ? text : null));
      worker.once('error', () => resolve(null));
      worker.once('exit', () => resolve(null));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Lets so many run at once, and so many wait; more than that are turned away. */
function createGate() {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (running < readersMax) running++;
    else {
      if (waiting.length >= waitingMax) {
        throw new Failure('UNAVAILABLE', 'too many documents wait to be read');
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return { run };
}

/** The text of PDF documents, kept by the hash of their content. */
export function createPdfTexts({ collection, blobs }: PdfTextsOptions) {
  const gate = createGate();
  const reading = new Map<string, Promise<string | null>>();

  async function extract(sha256: string, size: number): Promise<string | null> {
    const bytes = new Uint8Array(size);
    let length = 0;
    for await (const piece of blobs.read(sha256)) {
      bytes.set(piece, length);
      length += piece.length;
    }
    const text = await readInThread(bytes);
    const row = { text, createdAt: new Date() };
    await collection.updateOne({ _id: sha256 }, { $set: row }, { upsert: true });
    return text;
  }

  async function read(sha256: string, size: number): Promise<string | null> {
    if (size > bytesMax) return null;
    const stored = await collection.findOne({ _id: sha256 }).lean<PdfTextRow>();
    if (stored && (stored.text !== null || Date.now() - stored.createdAt.getTime() < retryMs)) {
      return stored.text;
    }
    // All who ask for one document at a time wait for one reader.
    const running = reading.get(sha256) ?? gate.run(() => extract(sha256, size));
    reading.set(sha256, running);
    return running.finally(() => reading.delete(sha256));
  }

  return { read };
}
