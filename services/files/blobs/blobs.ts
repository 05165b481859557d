import type { Log } from '@tributary/runtime/log';
import { type ClientSession, isDuplicateKey, type Transact } from '@tributary/runtime/store';
import { type Model, mongo } from 'mongoose';
import { blocksAround, readChecked, type TakeBlock } from './blob-blocks.ts';
import { createBlobIntake, type TakenIn } from './blob-intake.ts';
import { type BlobKeyRow, createBlobKeys, type HeldKey } from './blob-keys.ts';
import { type BlobStorage, goneFailure } from './blob-storage.ts';
import { createBlobSweeper } from './blob-sweeper.ts';

/** A content that is stored, whoever refers to it. */
export interface BlobRow {
  /** The SHA-256 of the content, in hex. */
  _id: string;
  /** Of the storage. */
  key: string;
  size: number;
  crcs: Buffer | mongo.Binary;
  references: number;
  createdAt: Date;
}

export interface StoredBlob {
  sha256: string;
  size: number;
  /** At most the first 65,536 bytes. */
  head: Uint8Array;
}

export interface BlobStoreOptions {
  /** Reading stops at the first byte beyond. */
  bytesMax: number;
  /** Called with the bytes received so far, as often as chunks come. */
  onProgress?: (received: number) => void;
}

/** Which bytes, counted from 0; both ends belong to it. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Contents, each stored once under its hash for as long as something refers to it. */
export interface Blobs extends AsyncDisposable {
  /**
   * Stores what the source gives, then takes a reference and runs `adopt` in one transaction. A
   * failure of any of them leaves nothing. `adopt` may run again; its writes name the session.
   */
  store<Value>(
    source: AsyncIterable<Uint8Array>,
    options: BlobStoreOptions,
    adopt: (blob: StoredBlob, session: ClientSession) => Promise<Value>,
  ): Promise<Value>;
  /** One more reference to a content; NOT_FOUND when it is gone. */
  refer(sha256: string, session: ClientSession): Promise<void>;
  /** Gives back one reference; with the last the content goes. */
  release(sha256: string, session: ClientSession): Promise<void>;
  /**
   * Each block is checked before a byte of it leaves. An end beyond the last byte means the last.
   * Without `takeBlock` what is read is the reader's to keep.
   */
  read(sha256: string, range?: ByteRange, takeBlock?: TakeBlock): AsyncIterable<Uint8Array>;
  has(sha256: string): Promise<boolean>;
  readSize(sha256: string): Promise<number | undefined>;
}

export interface BlobsOptions {
  collection: Model<BlobRow>;
  keyCollection: Model<BlobKeyRow>;
  transact: Transact;
  storage: BlobStorage;
  log: Log;
  /** Runs in the transaction that removes a content, for what was found out about it. */
  onGone(sha256: string, session: ClientSession): Promise<void>;
}

const toBuffer = (bytes: Buffer | mongo.Binary): Buffer =>
  bytes instanceof mongo.Binary ? Buffer.from(bytes.value()) : bytes;

/** Counts the references of contents in the store, and keeps their bytes in a storage. */
export function createBlobs(options: BlobsOptions): Blobs {
  const { collection, keyCollection, transact, storage, log, onGone } = options;
  const keys = createBlobKeys({ collection: keyCollection, storage, log });
  const sweeper = createBlobSweeper(keys.sweep, log);
  /** The sessions whose end wakes the sweeper. */
  const waking = new WeakSet<ClientSession>();

  /** Whether the content is new; the bytes under the key are its own then. */
  async function insert(key: string, taken: TakenIn, session: ClientSession): Promise<boolean> {
    const { sha256, size, crcs } = taken;
    const row = { key, size, crcs, createdAt: new Date() };
    const change = { $inc: { references: 1 }, $setOnInsert: row };
    try {
      const written = await collection.updateOne({ _id: sha256 }, change, {
        upsert: true,
        session,
      });
      return written.upsertedCount === 1;
    } catch (error) {
      // Another transaction has just stored the same content: this one runs again and finds it.
      if (isDuplicateKey(error) && error instanceof mongo.MongoError) {
        error.addErrorLabel('TransientTransactionError');
      }
      throw error;
    }
  }

  async function receive(
    { key, signal }: HeldKey,
    source: AsyncIterable<Uint8Array>,
    { bytesMax, onProgress }: BlobStoreOptions,
  ): Promise<TakenIn> {
    const intake = createBlobIntake({ bytesMax, onProgress, signal });
    try {
      await storage.write(key, intake.pass(source));
      return intake.finish();
    } catch (err) {
      if (!intake.hasFailed()) log.error({ err, key }, 'a blob cannot be written');
      await keys.discard(key);
      throw err;
    }
  }

  const store: Blobs['store'] = async (source, options, adopt) => {
    using held = await keys.hold();
    const { key } = held;
    const taken = await receive(held, source, options);
    const { sha256, size, head } = taken;
    let isOwned = false;
    try {
      const value = await transact(async (session) => {
        isOwned = false;
        const isNew = await insert(key, taken, session);
        if (isNew) await keys.giveAway(key, session);
        isOwned = isNew;
        return adopt({ sha256, size, head }, session);
      });
      // The bytes were there already.
      if (!isOwned) await keys.discard(key);
      return value;
    } catch (error) {
      await keys.discard(key, isOwned);
      throw error;
    }
  };

  async function refer(sha256: string, session: ClientSession): Promise<void> {
    const change = { $inc: { references: 1 } };
    const { matchedCount } = await collection.updateOne({ _id: sha256 }, change, { session });
    if (matchedCount === 0) throw goneFailure();
  }

  async function release(sha256: string, session: ClientSession): Promise<void> {
    const change = { $inc: { references: -1 } };
    const row = await collection
      .findOneAndUpdate({ _id: sha256 }, change, { session, returnDocument: 'after' })
      .lean<BlobRow>();
    if (!row) return log.warn({ sha256 }, 'a blob that was released is not there');
    if (row.references > 0) return;
    await collection.deleteOne({ _id: sha256 }, { session });
    await keys.condemn(row.key, session);
    await onGone(sha256, session);
    // What is not committed is not found by the sweep.
    if (waking.has(session)) return;
    waking.add(session);
    session.once('ended', sweeper.wake);
  }

  async function has(sha256: string): Promise<boolean> {
    return (await collection.exists({ _id: sha256 })) !== null;
  }

  async function* read(
    sha256: string,
    wanted?: ByteRange,
    takeBlock?: TakeBlock,
  ): AsyncGenerator<Uint8Array> {
    const row = await collection.findOne({ _id: sha256 }).lean<BlobRow>();
    if (!row) throw goneFailure();
    const { key, size } = row;
    const start = wanted?.start ?? 0;
    const range = { start, end: Math.min(wanted?.end ?? size, size - 1) };
    if (range.end < start) return;
    const pieces = storage.read(key, blocksAround(range, size), takeBlock);
    try {
      yield* readChecked({ pieces, range, size, crcs: toBuffer(row.crcs) });
    } catch (err) {
      // A content that went just now is nobody's loss.
      if (await has(sha256).catch(() => true))
        log.error({ err, sha256, key }, 'a blob cannot be read');
      throw err;
    }
  }

  async function readSize(sha256: string): Promise<number | undefined> {
    const row = await collection.findOne({ _id: sha256 }).select('size').lean<BlobRow>();
    return row?.size;
  }

  return {
    ...{ store, refer, release, read, readSize, has },
    [Symbol.asyncDispose]: () => sweeper[Symbol.asyncDispose](),
  };
}
