import { crc32 } from 'node:zlib';
import { Failure } from '@tributary/runtime/failure';
import type { ByteRange } from './blobs.ts';

/** What is checked as one: a reader of less reads it whole. */
export const blockLength = 1_048_576;

/** Gives memory for so many bytes, at most those of a block. */
export type TakeBlock = (length: number) => Buffer;

/**
 * Two blocks that take turns, instead of a new one each time, which is much to collect. For who asks
 * for a block when it has done with the last but one, as the sender of a stream does.
 */
export function createBlockTurns(): TakeBlock {
  let free: Buffer | undefined;
  let used: Buffer | undefined;
  return (length) => {
    const block = free && free.length >= length ? free : Buffer.allocUnsafeSlow(length);
    [free, used] = [used, block];
    return block.subarray(0, length);
  };
}

/** The bytes of the blocks in which a range lies. */
export function blocksAround({ start, end }: ByteRange, size: number): ByteRange {
  const blockEnd = (Math.floor(end / blockLength) + 1) * blockLength;
  return {
    start: Math.floor(start / blockLength) * blockLength,
    end: Math.min(size, blockEnd) - 1,
  };
}

/** Pieces of any length as blocks; what comes as a whole block is not copied. */
async function* toBlocks(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array> {
  let block: Uint8Array | undefined;
  let filled = 0;
  let left = length;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && left > 0; ) {
      const wanted = Math.min(blockLength, left);
      const part = piece.subarray(at, at + wanted - filled);
      at += part.length;
      if (part.length === wanted) {
        left -= wanted;
        yield part;
        continue;
      }
      block ??= Buffer.allocUnsafe(wanted);
      block.set(part, filled);
      filled += part.length;
      if (filled < wanted) continue;
      const whole = block;
      [block, filled, left] = [undefined, 0, left - wanted];
      yield whole;
    }
  }
}

export interface CheckedRead {
  /** The bytes of the blocks around the range, as the storage gives them. */
  pieces: AsyncIterable<Uint8Array>;
  range: ByteRange;
  size: number;
  crcs: Buffer;
}

/** The bytes of a range, none of which leaves before its block was found to be as it was written. */
export async function* readChecked(read: CheckedRead): AsyncGenerator<Uint8Array> {
  const { range, size, crcs } = read;
  const around = blocksAround(range, size);
  let at = around.start;
  for await (const block of toBlocks(read.pieces, around.end + 1 - around.start)) {
    if (crc32(block) !== crcs.readUInt32BE((at / blockLength) * 4)) throw damaged();
    const from = Math.max(0, range.start - at);
    yield block.subarray(from, Math.min(block.length, range.end + 1 - at));
    at += block.length;
  }
  if (at !== around.end + 1) throw damaged();
}

const damaged = (): Failure => new Failure('INTERNAL', 'the content of the file is damaged');
