import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '@tributary/runtime/failure';
import { blockLength, type TakeBlock } from './blob-blocks.ts';
import { type BlobStorage, goneFailure } from './blob-storage.ts';
import type { ByteRange } from './blobs.ts';

/** However small they are, no more pieces are kept for one write. */
const piecesMax = 256;
/** Every so many bytes what was written is made to go to the disk. */
const syncLength = 67_108_864;

/** A rename is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** Tells the caller no more than that; the cause, such as a full disk, is for the log. */
const refuse = (cause: unknown): never => {
  throw new Failure('INTERNAL', 'the content of the file could not be stored', { cause });
};

const refuseToRead = (cause: NodeJS.ErrnoException): never => {
  if (cause.code === 'ENOENT') throw goneFailure(cause);
  throw new Failure('INTERNAL', 'the content of the file cannot be read', { cause });
};

async function writeAll(handle: FileHandle, pieces: Uint8Array[], at: number): Promise<void> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const { bytesWritten } = await handle.writev(pieces, at);
  // The disk took a part, as before it is full: the rest is written, or tells why not.
  if (bytesWritten < length) {
    await writeAll(handle, [Buffer.concat(pieces).subarray(bytesWritten)], at + bytesWritten);
  }
}

/** One at a time, however many write: a thread that syncs does nothing else. */
interface Turn {
  isTaken: boolean;
}

/**
 * Has what was written go to the disk while more comes in, so that the end of a long write is not a
 * long wait. The disk tells of each loss once: it must not be told to nobody.
 */
function createSyncing(handle: FileHandle, turn: Turn) {
  let syncing: Promise<void> = Promise.resolve();
  let synced = 0;

  async function sync(): Promise<void> {
    turn.isTaken = true;
    await handle.datasync().finally(() => {
      turn.isTaken = false;
    });
  }

  function begin(written: number): void {
    if (turn.isTaken || written - synced < syncLength) return;
    synced = written;
    const before = syncing;
    syncing = Promise.all([before, sync()]).then(() => undefined, refuse);
    syncing.catch(() => undefined);
  }

  return { begin, done: () => syncing };
}

/** Writes in batches, one of which is on its way to the disk while the next one comes in. */
async function fill(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  turn: Turn,
): Promise<void> {
  const syncing = createSyncing(handle, turn);
  let batch: Uint8Array[] = [];
  let batchLength = 0;
  let at = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    await writing;
    syncing.begin(at);
    writing = writeAll(handle, batch, at).catch(refuse);
    // It is awaited with the next one; until then a failure is nobody's.
    writing.catch(() => undefined);
    at += batchLength;
    [batch, batchLength] = [[], 0];
  };
  try {
    for await (const chunk of source) {
      batch.push(chunk);
      batchLength += chunk.length;
      if (batchLength >= blockLength || batch.length >= piecesMax) await flush();
    }
    if (batchLength > 0) await flush();
  } finally {
    await writing;
  }
  await syncing.done();
  await handle.sync().catch(refuse);
}

/** Bytes in the files of a folder, which several processes may share. */
export async function openDiskStorage(folder: string): Promise<BlobStorage> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });

  const turn: Turn = { isTaken: false };
  const temporaryOf = (key: string): string => join(incoming, key);
  /** Two levels of folders keep each of them small. */
  const pathOf = (key: string): string => join(folder, key.slice(0, 2), key.slice(2, 4), key);

  async function publish(key: string): Promise<void> {
    const path = pathOf(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporaryOf(key), path);
    // Also a folder that another writer has just made must be there for good.
    await Promise.all([dirname(path), dirname(dirname(path)), folder].map(syncFolder));
  }

  async function write(key: string, source: AsyncIterable<Uint8Array>): Promise<void> {
    await using handle = await open(temporaryOf(key), 'wx', 0o600).catch(refuse);
    await fill(handle, source, turn);
    await publish(key).catch(refuse);
  }

  async function* read(
    key: string,
    { start, end }: ByteRange,
    takeBlock: TakeBlock = Buffer.allocUnsafe,
  ): AsyncGenerator<Uint8Array> {
    await using handle = await open(pathOf(key), 'r').catch(refuseToRead);
    for (let at = start; at <= end; ) {
      const length = Math.min(blockLength, end + 1 - at);
      const { buffer, bytesRead } = await handle.read(takeBlock(length), 0, length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield bytesRead < length ? buffer.subarray(0, bytesRead) : buffer;
    }
  }

  async function remove(key: string): Promise<void> {
    await rm(temporaryOf(key), { force: true });
    await rm(pathOf(key), { force: true });
  }

  return { write, read, remove };
}
