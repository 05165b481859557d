import { Failure } from '@tributary/runtime/failure';
import { createTurns } from '@tributary/runtime/turns';
import type { Blobs } from '../blobs/blobs.ts';
import type { File } from '../files.ts';
import { charactersMax, cutText } from './characters.ts';
import type { DocumentFormat } from './document-readers.ts';
import type { DocumentTexts } from './document-texts.ts';
import { readPlainText } from './plain-text.ts';

export interface TextsOptions {
  blobs: Pick<Blobs, 'read'>;
  documentTexts: DocumentTexts;
  owner: string | undefined;
  signal: AbortSignal;
}

export type Texts = ReturnType<typeof createTexts>;

const plainExtensions = new Set([
  ...['txt', 'md', 'mdx', 'markdown', 'csv', 'json', 'xml', 'vtt', 'properties', 'log', 'yaml'],
  ...['yml', 'tsv'],
]);
const plainTypes = new Set(['application/json', 'application/xml', 'application/yaml']);
const documentTypes = new Map<string, DocumentFormat>([
  ['application/pdf', 'pdf'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['text/html', 'html'],
]);
const documentExtensions = new Map<string, DocumentFormat>([
  ...(['html', 'pdf', 'docx'] as const).map((format) => [format, format] as const),
  ['htm', 'html'],
]);

type Format = 'plain' | DocumentFormat;

/** A type that the content shows is more certain than a name. */
export function formatOf({
  extension,
  mimeType,
}: Pick<File, 'extension' | 'mimeType'>): Format | undefined {
  const document = documentTypes.get(mimeType) ?? documentExtensions.get(extension);
  if (document) return document;
  const isPlain = mimeType.startsWith('text/') || plainTypes.has(mimeType);
  return isPlain || plainExtensions.has(extension) ? 'plain' : undefined;
}

const requestCharactersMax = 8_388_608;
const readsMax = 4;

/** At least its first `length` characters. */
interface KnownText {
  length: number;
  text: Promise<string | null>;
}

/** What was cut off does not stay in memory with the rest. */
function cutOff(text: string, length: number): string {
  const cut = cutText(text, length);
  return cut === text ? text : Buffer.from(cut, 'utf16le').toString('utf16le');
}

/** The text of files, for models to read, as parts of the answer to one request. */
export function createTexts({ blobs, documentTexts, owner, signal }: TextsOptions) {
  const turns = createTurns(readsMax);
  const known = new Map<string, KnownText>();
  let left = requestCharactersMax;

  function checkLeft(): void {
    if (left >= 0) return;
    const message = `a request gets at most ${requestCharactersMax} characters of text`;
    throw new Failure('TOO_LARGE', message);
  }

  async function find(
    { sha256, size, format }: { sha256: string; size: number; format: Format },
    length: number,
  ): Promise<string | null> {
    using _turn = await turns.take(signal);
    checkLeft();
    const text =
      format === 'plain'
        ? await readPlainText(() => blobs.read(sha256), length)
        : await documentTexts.read({ sha256, size, format }, { owner, signal });
    return text === null ? null : cutOff(text, length);
  }

  /** The beginning of a file's text; null where there is none. */
  async function read(file: File, first: number): Promise<string | null> {
    if (first < 0 || first > charactersMax) {
      throw new Failure('BAD_INPUT', `first must be from 0 to ${charactersMax}`);
    }
    const { sha256, size } = file;
    const format = formatOf(file);
    if (sha256 === null || size === null || format === undefined) return null;
    const key = `${sha256}:${format}`;
    let entry = known.get(key);
    if (!entry || entry.length < first) {
      // Who asks for a little more each time makes few reads all the same.
      const length = Math.min(charactersMax, Math.max(first, 2 * (entry?.length ?? 0)));
      entry = { length, text: find({ sha256, size, format }, length) };
      known.set(key, entry);
    }
    const text = await entry.text;
    if (text === null) return null;
    const cut = cutText(text, first);
    left -= cut.length;
    checkLeft();
    return cut;
  }

  return { read };
}
