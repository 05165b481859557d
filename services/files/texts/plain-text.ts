import type { TextDecoder } from 'node:util';
import {
  charactersMax,
  createDecoder,
  createFallbackDecoder,
  isWrongEncoding,
} from './characters.ts';

type Open = () => AsyncIterable<Uint8Array>;

/**
 * What is beyond `length` is looked at but not kept, up to the most that anybody may ask for: what
 * a text is does not depend on how much of it is wanted.
 */
async function decode(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  create: (beginning: Uint8Array) => TextDecoder,
): Promise<string | null> {
  const kept: string[] = [];
  let decoder: TextDecoder | undefined;
  let seen = 0;
  const take = (piece: string): void => {
    if (seen <= length) kept.push(piece);
    seen += piece.length;
  };
  for await (const bytes of pieces) {
    decoder ??= create(bytes);
    const piece = decoder.decode(bytes, { stream: true });
    // No text has zero characters: it is something else under the name of a text.
    if (piece.includes('\0')) return null;
    take(piece);
    if (seen > charactersMax) return kept.join('');
  }
  if (decoder) take(decoder.decode());
  return kept.join('');
}

/** At least the first `length` characters of a text that is stored as such; null where it is none. */
export async function readPlainText(open: Open, length: number): Promise<string | null> {
  try {
    return await decode(open(), length, createDecoder);
  } catch (error) {
    if (!isWrongEncoding(error)) throw error;
    return decode(open(), length, createFallbackDecoder);
  }
}
