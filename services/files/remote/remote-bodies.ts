import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { toFetchFailure } from './remote-failures.ts';

const decoders = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** Nobody was asked to encode anything; some servers keep what they have in no other form. */
function decode(body: Readable, encoding: string): Readable {
  if (encoding === '' || encoding === 'identity') return body;
  const decoder = decoders.get(encoding)?.();
  if (!decoder) throw new Error('the body is encoded in a way that is not known');
  // An error arrives at whoever reads.
  pipeline(body, decoder, () => {});
  return decoder;
}

/** What a body says; its size has no bound here. */
export async function* readBody(
  body: Readable,
  encoding = '',
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* decode(body, encoding.trim().toLowerCase());
  } catch (error) {
    throw toFetchFailure(error);
  }
}
