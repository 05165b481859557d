import { TextDecoder } from 'node:util';

/** Nobody reads more of one text. */
export const charactersMax = 1_048_576;

/** A pair of surrogates is never torn. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** A mark at the beginning tells the encoding. */
function markedEncodingOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** For a text that begins so: UTF-8 where no mark says otherwise, and then nothing but UTF-8. */
export function createDecoder(beginning: Uint8Array): TextDecoder {
  const encoding = markedEncodingOf(beginning);
  return new TextDecoder(encoding ?? 'utf-8', { fatal: encoding === undefined });
}

/** For a text that is no UTF-8: each byte is a character, as on most old desktops. */
export const createFallbackDecoder = (): TextDecoder => new TextDecoder('windows-1252');

/** What a decoder throws at bytes that its encoding has not. */
export const isWrongEncoding = (error: unknown): boolean =>
  error instanceof TypeError &&
  'code' in error &&
  error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** A whole text. */
export function decodeText(bytes: Uint8Array): string {
  // As a stream: Node decodes windows-1252 that comes at once as if it were ISO 8859-1.
  const decode = (decoder: TextDecoder) =>
    decoder.decode(bytes, { stream: true }) + decoder.decode();
  try {
    return decode(createDecoder(bytes));
  } catch (error) {
    if (!isWrongEncoding(error)) throw error;
    return decode(createFallbackDecoder());
  }
}
