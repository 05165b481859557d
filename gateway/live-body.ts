import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import { bodyReasons } from './body-reasons.ts';
import { abandon, chunksOf, drainBytesMax, drainSilenceMs, untilSilent } from './request-bodies.ts';

/** A body that is passed on as it arrives: all that read it take turns. */
export interface LiveBody {
  /** Fails with BAD_INPUT when the body breaks off; it ends only where the client ended it. */
  readonly chunks: AsyncIterable<Buffer>;
  /** What is refused is still read, so that the answer is, but not without end. */
  limit(): void;
  unlimit(): void;
  /** Throws away what is left of it. */
  drain(): Promise<void>;
}

export function openBody(request: IncomingMessage, silenceMsMax?: number): LiveBody {
  const source = chunksOf(request, silenceMsMax)[Symbol.asyncIterator]();
  let bytesLeft = Number.POSITIVE_INFINITY;

  async function next(): Promise<IteratorResult<Buffer>> {
    const result = await source.next().catch((cause) => {
      throw cutOff(cause);
    });
    if (result.done) {
      if (request.complete) return result;
      throw cutOff();
    }
    bytesLeft -= result.value.length;
    if (bytesLeft >= 0) return result;
    abandon(request);
    throw new Failure('TOO_LARGE', 'too much follows what was refused', {
      reason: bodyReasons.tooLarge,
    });
  }

  function limit(): void {
    bytesLeft = drainBytesMax;
  }

  return {
    // Without a `return`, so that whoever stops reading leaves the rest to others.
    chunks: { [Symbol.asyncIterator]: () => ({ next }) },
    limit,
    unlimit() {
      bytesLeft = Number.POSITIVE_INFINITY;
    },
    async drain() {
      limit();
      try {
        while (!(await untilSilent(request, next(), drainSilenceMs)).done);
      } catch {
        // The caller went away, or sends too much: either way nothing more is read.
      }
    },
  };
}

const cutOff = (cause?: unknown) =>
  new Failure('BAD_INPUT', 'the upload was cut off', { reason: bodyReasons.cutOff, cause });

/** The bytes as they come, unless there are more than may be. */
export async function* within(
  chunks: AsyncIterable<Buffer>,
  bytesMax: number,
): AsyncGenerator<Buffer, undefined> {
  const source = chunks[Symbol.asyncIterator]();
  let size = 0;
  // Not a `for await`, which would end the source together with its reader.
  for (let result = await source.next(); !result.done; result = await source.next()) {
    size += result.value.length;
    if (size > bytesMax) {
      throw new Failure('TOO_LARGE', `the file exceeds ${bytesMax} bytes`, {
        reason: bodyReasons.fileTooLarge,
      });
    }
    yield result.value;
  }
}
