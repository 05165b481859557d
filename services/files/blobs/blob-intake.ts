import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Failure } from '@tributary/runtime/failure';
import { blockLength } from './blob-blocks.ts';

export interface BlobIntakeOptions {
  bytesMax: number;
  onProgress?: ((received: number) => void) | undefined;
  signal: AbortSignal;
}

export interface TakenIn {
  sha256: string;
  size: number;
  head: Uint8Array;
  /** Of each block the CRC-32, four bytes in big-endian order. */
  crcs: Buffer;
}

const headLength = 65_536;

const tooLarge = (bytesMax: number): Failure =>
  new Failure('TOO_LARGE', `file exceeds ${bytesMax} bytes`, { reason: 'file_too_large' });

/** Watches bytes on their way to the storage, which they pass untouched. */
export function createBlobIntake({ bytesMax, onProgress, signal }: BlobIntakeOptions) {
  const hash = createHash('sha256');
  const crcs: number[] = [];
  const head = Buffer.alloc(headLength);
  let size = 0;
  let crc = 0;
  let isFailed = false;

  function note(chunk: Uint8Array): void {
    hash.update(chunk);
    if (size < headLength) head.set(chunk.subarray(0, headLength - size), size);
    for (let at = 0; at < chunk.length; ) {
      const end = Math.min(chunk.length, at + blockLength - (size % blockLength));
      crc = crc32(chunk.subarray(at, end), crc);
      size += end - at;
      at = end;
      if (size % blockLength !== 0) continue;
      crcs.push(crc);
      crc = 0;
    }
  }

  async function* pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        signal.throwIfAborted();
        // Leaving the loop cancels the source.
        if (size + chunk.length > bytesMax) throw tooLarge(bytesMax);
        note(chunk);
        onProgress?.(size);
        yield chunk;
      }
    } catch (error) {
      isFailed = true;
      throw error;
    }
  }

  /** When all has passed. */
  function finish(): TakenIn {
    if (size % blockLength !== 0) crcs.push(crc);
    const bytes = Buffer.alloc(crcs.length * 4);
    for (const [index, value] of crcs.entries()) bytes.writeUInt32BE(value, index * 4);
    return { sha256: hash.digest('hex'), size, head: head.subarray(0, size), crcs: bytes };
  }

  /** Whether it was the source, or what is asked of it, that failed. */
  const hasFailed = (): boolean => isFailed;

  return { pass, finish, hasFailed };
}
