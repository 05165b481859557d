import { randomInt } from 'node:crypto';
import { calculateObjectSize, type Document, Long } from 'bson';
import { MongoFailure } from '../failure.ts';

/** Results that are not yet sent. Each belongs to one namespace and maybe a transaction. */
export interface Cursors {
  /** The first part of the results, and a cursor for the rest. */
  open(results: Iterable<Document>, options: CursorOptions): Document;
  next(id: bigint, namespace: string, batchSize: number | undefined): Document;
  kill(ids: bigint[]): bigint[];
  /** Results of a transaction are not to be read after it. */
  endTransaction(transaction: string): void;
  close(): void;
}

interface CursorOptions {
  namespace: string;
  batchSize: number | undefined;
  singleBatch?: boolean;
  transaction: string | undefined;
}

interface Cursor {
  results: Iterator<Document>;
  namespace: string;
  transaction: string | undefined;
  /** Read, but too large for the last batch. */
  pending: Document | undefined;
  usedAt: number;
}

const firstBatch = 101;
const bytesMax = 16 * 1024 * 1024;
const cursorsMax = 1000;
const idleMsMax = 10 * 60 * 1000;

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  const sweep = setInterval(() => {
    for (const [id, { usedAt }] of cursors) if (usedAt < Date.now() - idleMsMax) drop(id);
  }, idleMsMax / 10);
  sweep.unref();

  function drop(id: bigint): boolean {
    cursors.get(id)?.results.return?.();
    return cursors.delete(id);
  }

  function open(results: Iterable<Document>, options: CursorOptions): Document {
    const { namespace, transaction, batchSize = firstBatch, singleBatch } = options;
    if (batchSize < 0) throw new MongoFailure(2, 'batchSize must not be negative');
    const usedAt = Date.now();
    const iterator = results[Symbol.iterator]();
    const cursor = { results: iterator, namespace, transaction, pending: undefined, usedAt };
    const { batch, isDone } = takeBatch(cursor, batchSize);
    let id = 0n;
    if (!isDone && !singleBatch) {
      if (cursors.size >= cursorsMax) throw new MongoFailure(146, 'too many open cursors');
      id = BigInt(randomInt(1, 2 ** 47));
      cursors.set(id, cursor);
    } else cursor.results.return?.();
    return { id: Long.fromBigInt(id), ns: namespace, firstBatch: batch };
  }

  function next(id: bigint, namespace: string, batchSize = Number.POSITIVE_INFINITY): Document {
    const cursor = cursors.get(id);
    if (cursor?.namespace !== namespace) {
      throw new MongoFailure(43, `cursor id ${id} not found`);
    }
    if (batchSize < 0) throw new MongoFailure(2, 'batchSize must not be negative');
    cursor.usedAt = Date.now();
    try {
      const { batch, isDone } = takeBatch(cursor, batchSize || Number.POSITIVE_INFINITY);
      if (isDone) drop(id);
      return { id: Long.fromBigInt(isDone ? 0n : id), ns: namespace, nextBatch: batch };
    } catch (error) {
      drop(id);
      throw error;
    }
  }

  return {
    open,
    next,
    kill: (ids) => ids.filter(drop),
    endTransaction: (transaction) => {
      for (const [id, cursor] of cursors) if (cursor.transaction === transaction) drop(id);
    },
    close: () => {
      clearInterval(sweep);
      cursors.clear();
    },
  };
}

function takeBatch(cursor: Cursor, count: number): { batch: Document[]; isDone: boolean } {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < count) {
    let document = cursor.pending;
    cursor.pending = undefined;
    if (!document) {
      const { value, done } = cursor.results.next();
      if (done) return { batch, isDone: true };
      document = value;
    }
    bytes += calculateObjectSize(document) + 16;
    if (bytes > bytesMax && batch.length > 0) {
      cursor.pending = document;
      break;
    }
    batch.push(document);
  }
  return { batch, isDone: false };
}
