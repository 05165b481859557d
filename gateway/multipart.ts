import { Failure } from '@tributary/runtime/failure';
import { bodyReasons } from './body-reasons.ts';

/** One part of a form. Its bytes are read to their end, or not at all, before the next part. */
export interface Part {
  readonly name: string;
  /** Undefined for a part that is no file; what the client wrote, path and all, for one that is. */
  readonly filename: string | undefined;
  /** Undefined where the part does not say. */
  readonly mimeType: string | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

const headBytesMax = 16_384;
const partsMax = 100;
const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

const malformed = (what: string) =>
  new Failure('BAD_INPUT', `the form ${what}`, { reason: bodyReasons.malformed });

/** The text between the parts, as the content type declares it. */
export function boundaryOf(contentType: string | undefined): string {
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) throw malformed('declares no boundary');
  return boundary;
}

/**
 * Reads multipart/form-data as it arrives, holding no more than a chunk. Written here because the
 * common parser hides whether a part declared its type, which documented APIs ask for.
 */
export async function* readParts(
  source: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<Part, undefined> {
  const reader = createReader(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line end before it, unless there is a preamble.
  reader.prepend(lineEnd);
  for await (const _preamble of reader.until(delimiter));
  for (let count = 0; count <= partsMax; count += 1) {
    if (await reader.isNext('--')) return;
    const head = await reader.take(headEnd, headBytesMax);
    const bytes = reader.until(delimiter);
    yield { ...readHead(head.toString('utf8')), bytes };
    for await (const _rest of bytes);
  }
  throw malformed(`has more than ${partsMax} parts`);
}

function readHead(head: string): Omit<Part, 'bytes'> {
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1));
  }
  const disposition = headers.get('content-disposition') ?? '';
  if (!/^\s*form-data\s*(;|$)/i.test(disposition)) throw malformed('has a part that is no data');
  const parameters = readParameters(disposition);
  const mimeType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  return {
    name: parameters.get('name') ?? '',
    filename: decodeExtended(parameters.get('filename*')) ?? parameters.get('filename'),
    mimeType: mimeType || undefined,
  };
}

const parameterPattern = /;\s*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;

/** The first of each name. One after another, so that no text in quotes is taken for another one. */
function readParameters(disposition: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of disposition.matchAll(parameterPattern)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, withoutEscapes(quoted ?? bare));
  }
  return parameters;
}

/** Browsers write a quote as `%22`; others escape it with a backslash. */
const withoutEscapes = (text: string): string =>
  text
    .replace(/\\(["\\])/g, '$1')
    .replace(/%22/g, '"')
    .replace(/%0[da]/gi, '');

function decodeExtended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/**
 * How much of the end of the bytes may be the beginning of the delimiter, in which a line ends but
 * once. Mostly nothing: then what arrives need not be copied behind what is held.
 */
function lengthOfBeginning(delimiter: Buffer, bytes: Buffer): number {
  const end = bytes.subarray(Math.max(0, bytes.length - delimiter.length + 1));
  const at = end.lastIndexOf(lineEnd[0] ?? 0);
  if (at < 0) return 0;
  const length = end.length - at;
  return end.subarray(at).equals(delimiter.subarray(0, length)) ? length : 0;
}

function createReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  /** Holds one more chunk; the form must not end before its last delimiter. */
  async function more(): Promise<void> {
    const { done, value } = await chunks.next();
    if (done) throw malformed('ends too early');
    held = held.length === 0 ? value : Buffer.concat([held, value]);
  }

  return {
    prepend(bytes: Buffer) {
      held = Buffer.concat([bytes, held]);
    },
    /** All bytes before the delimiter; the delimiter is taken too. */
    async *until(delimiter: Buffer): AsyncGenerator<Buffer, undefined> {
      for (;;) {
        const at = held.indexOf(delimiter);
        if (at >= 0) {
          const last = held.subarray(0, at);
          held = held.subarray(at + delimiter.length);
          if (last.length > 0) yield last;
          return;
        }
        const safe = held.length - lengthOfBeginning(delimiter, held);
        if (safe > 0) {
          const part = held.subarray(0, safe);
          held = held.subarray(safe);
          yield part;
        }
        await more();
      }
    },
    async take(delimiter: Buffer, bytesMax: number): Promise<Buffer> {
      for (;;) {
        const at = held.indexOf(delimiter);
        if (at > bytesMax || (at < 0 && held.length > bytesMax)) throw malformed('has a long head');
        if (at >= 0) {
          const taken = held.subarray(0, at);
          held = held.subarray(at + delimiter.length);
          return taken;
        }
        await more();
      }
    },
    async isNext(text: string): Promise<boolean> {
      while (held.length < text.length) await more();
      return held.subarray(0, text.length).toString('latin1') === text;
    },
  };
}
