import { TextDecoder } from 'node:util';
import { Failure } from '@tributary/runtime/failure';
import type { Blobs } from './blobs.ts';
import type { File } from './files.ts';
import { toHtmlText } from './html-text.ts';
import type { PdfTexts } from './pdf-texts.ts';

export interface TextsOptions {
  blobs: Blobs;
  pdfTexts: PdfTexts;
}

export type Texts = ReturnType<typeof createTexts>;

export const charactersMax = 1_048_576;
/** Of a page's source no more is read. */
const htmlCharactersMax = 4_194_304;

const plainExtensions = new Set([
  ...['txt', 'md', 'mdx', 'markdown', 'csv', 'json', 'xml', 'vtt', 'properties', 'log', 'yaml'],
  ...['yml', 'tsv'],
]);
const plainTypes = new Set(['application/json', 'application/xml', 'application/yaml']);

type Format = 'plain' | 'html' | 'pdf';

/** A type that the content shows is more certain than a name. */
function formatOf({ extension, mimeType }: File): Format | undefined {
  if (mimeType === 'application/pdf') return 'pdf';
  if (mimeType === 'text/html' || ['html', 'htm'].includes(extension)) return 'html';
  const isPlain = mimeType.startsWith('text/') || plainTypes.has(mimeType);
  return isPlain || plainExtensions.has(extension) ? 'plain' : undefined;
}

/** A mark at the beginning tells the encoding; without one it is UTF-8. */
function decoderOf(bytes: Uint8Array): TextDecoder {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder();
}

/** A pair of surrogates is never torn. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** The text of files, for models to read. */
export function createTexts({ blobs, pdfTexts }: TextsOptions) {
  async function readPlain(sha256: string, characters: number): Promise<string | null> {
    const pieces: string[] = [];
    let decoder: TextDecoder | undefined;
    let length = 0;
    for await (const bytes of blobs.read(sha256)) {
      decoder ??= decoderOf(bytes);
      const piece = decoder.decode(bytes, { stream: true });
      // No text has zero characters: it is something else under the name of a text.
      if (piece.includes('\0')) return null;
      pieces.push(piece);
      length += piece.length;
      if (length > characters) break;
    }
    if (length <= characters && decoder) pieces.push(decoder.decode());
    return pieces.join('');
  }

  async function readHtml(sha256: string): Promise<string | null> {
    const html = await readPlain(sha256, htmlCharactersMax);
    return html === null ? null : toHtmlText(html);
  }

  /** The beginning of a file's text; null where there is none. */
  async function read(file: File, first: number): Promise<string | null> {
    if (first < 0 || first > charactersMax) {
      throw new Failure('BAD_INPUT', `first must be from 0 to ${charactersMax}`);
    }
    const { sha256, size } = file;
    if (sha256 === null || size === null) return null;
    const texts = {
      plain: () => readPlain(sha256, first),
      html: () => readHtml(sha256),
      pdf: () => pdfTexts.read(sha256, size),
    };
    const format = formatOf(file);
    const text = format ? await texts[format]() : null;
    return text === null ? null : cut(text, first);
  }

  return { read };
}
