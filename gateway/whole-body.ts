import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import { bodyReasons } from './body-reasons.ts';
import { chunksOf, cutShort, drain } from './request-bodies.ts';

/** What is small takes no longer, however steadily it drips in. */
const timeMsMax = 60_000;

/** A small body as a whole; a larger one is thrown away before it is refused. */
export async function readWhole(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const late = setTimeout(() => cutShort(request), timeMsMax);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of chunksOf(request)) {
      size += chunk.length;
      if (size > bytesMax) {
        await drain(request);
        throw new Failure('TOO_LARGE', `the body exceeds ${bytesMax} bytes`, {
          reason: bodyReasons.tooLarge,
        });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(late);
  }
}
