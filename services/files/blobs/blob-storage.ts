import { Failure } from '@tributary/runtime/failure';
import type { TakeBlock } from './blob-blocks.ts';
import type { ByteRange } from './blobs.ts';

/** Where bytes lie, under keys that are never used twice. Whoever writes a key has noted it before. */
export interface BlobStorage {
  /** When it resolves, the bytes are there for good; a failure leaves nothing that can be read. */
  write(key: string, source: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * NOT_FOUND when there are none; fewer than were asked for when the rest is missing. A storage that
   * chooses where it reads to asks for a block of memory at a time.
   */
  read(key: string, range: ByteRange, takeBlock?: TakeBlock): AsyncIterable<Uint8Array>;
  /** Removes what a writer finished and what it began. What is not there is removed already. */
  remove(key: string): Promise<void>;
}

export const goneFailure = (cause?: unknown): Failure =>
  new Failure('NOT_FOUND', 'the content of the file is gone', { reason: 'file_not_found', cause });
