import { createHash } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';

export interface BlobWriteOptions {
  /** Reading stops at the first byte beyond. */
  bytesMax: number;
}

export interface StoredBlob {
  /** In hex: the address of the bytes. */
  sha256: string;
  size: number;
}

/** Which bytes, counted from 0; both ends belong to it. */
export interface ByteRange {
  start: number;
  end: number;
}

export type Blobs = Awaited<ReturnType<typeof openBlobs>>;

/** What a writer left behind that did not finish within a day is removed. */
const leftoverMsMax = 86_400_000;

/** A rename is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > leftoverMsMax) await rm(path, { force: true });
  }
}

/**
 * Bytes on a disk, each content once, under the hash of the content. Several processes may share
 * the folder. A blob that has an address is complete and on the disk.
 */
export async function openBlobs(folder: string) {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await removeLeftovers(incoming);

  /** Two levels of folders keep each of them small. */
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a blob is addressed by its hash alone');
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };

  const has = (sha256: string): Promise<boolean> =>
    access(pathOf(sha256)).then(
      () => true,
      () => false,
    );

  async function receive(
    path: string,
    source: AsyncIterable<Uint8Array>,
    bytesMax: number,
  ): Promise<StoredBlob> {
    await using handle = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      // Leaving the loop cancels the source.
      if (size > bytesMax) {
        const reason = 'file_too_large';
        throw new Failure('TOO_LARGE', `file exceeds ${bytesMax} bytes`, { reason });
      }
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    return { sha256: hash.digest('hex'), size };
  }

  /** Stores what the source gives; a failure of the source, or of the limit, stores nothing. */
  async function write(
    source: AsyncIterable<Uint8Array>,
    { bytesMax }: BlobWriteOptions,
  ): Promise<StoredBlob> {
    const temporary = join(incoming, newId());
    try {
      const blob = await receive(temporary, source, bytesMax);
      if (await has(blob.sha256)) return blob;
      const path = pathOf(blob.sha256);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return blob;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** The bytes in order, a piece at a time; NOT_FOUND when the content is gone. */
  async function* read(sha256: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
    const handle = await open(pathOf(sha256), 'r').catch((cause: unknown) => {
      const reason = 'file_not_found';
      throw new Failure('NOT_FOUND', 'the content of the file is gone', { reason, cause });
    });
    yield* handle.createReadStream({ ...range, highWaterMark: 65_536 });
  }

  async function readSize(sha256: string): Promise<number | undefined> {
    return stat(pathOf(sha256)).then(
      ({ size }) => size,
      () => undefined,
    );
  }

  return { has, write, read, readSize };
}
