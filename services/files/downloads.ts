import { Failure } from '@tributary/runtime/failure';
import { createTurns } from '@tributary/runtime/turns';
import { z } from 'zod';
import { createBlockTurns } from './blobs/blob-blocks.ts';
import { goneFailure } from './blobs/blob-storage.ts';
import type { Blobs, ByteRange } from './blobs/blobs.ts';
import { createSigner } from './signer.ts';

/** What a client of the graph gets in place of bytes; the gateway reads them with it. */
export interface DownloadHandle {
  stream: string;
  ticket: string;
}

/** The content of a file, or all that a session has, as an archive that is made while it is read. */
export type DownloadSource = { sha256: string } | { archive: string };

export interface DownloadsOptions {
  secret: string;
  blobs: Pick<Blobs, 'read' | 'readSize'>;
  openArchive(sessionId: string): AsyncIterable<Uint8Array>;
  /** So long an archive waits for others to be done. */
  waitMsMax?: number;
}

export type Downloads = ReturnType<typeof createDownloads>;

export const downloadSubject = 'bytes.files';

/** Each holds a file open, or an archive, for as long as its reader takes. */
export const downloadsMax = 1_000;
/** An archive has its compression in memory, and many files to open. */
const archivesMax = 8;
const waitMsStandard = 30_000;
const lifetimeMs = 60_000;

const requestSchema = z.object({
  ticket: z.string().max(1024),
  start: z.int().min(0).optional(),
  /** Included. */
  end: z.int().min(0).optional(),
});

const expiry = { expiresAt: z.number() };
const claimsSchema = z.union([
  z.object({ sha256: z.string(), ...expiry }),
  z.object({ archive: z.string(), ...expiry }),
]);

function readRequest(data: Uint8Array): z.infer<typeof requestSchema> {
  try {
    return requestSchema.parse(JSON.parse(new TextDecoder().decode(data)));
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the download request is malformed', { cause });
  }
}

const outside = (message: string): Failure =>
  new Failure('BAD_INPUT', message, { reason: 'range_not_satisfiable' });

/** An end beyond the last byte means the last byte. */
function toRange(size: number, start = 0, end = size - 1): ByteRange {
  if (start >= size || end < start) throw outside(`the range lies outside of ${size} bytes`);
  return { start, end: Math.min(end, size - 1) };
}

/** Bytes leave by a ticket: who got one from the graph may read what it names for a minute. */
export function createDownloads(options: DownloadsOptions) {
  const { secret, blobs, openArchive, waitMsMax = waitMsStandard } = options;
  const signer = createSigner(secret, 'download');
  const turns = createTurns(archivesMax);

  function issue(source: DownloadSource): DownloadHandle {
    const claims = { ...source, expiresAt: Date.now() + lifetimeMs };
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return { stream: downloadSubject, ticket: `${text}.${signer.sign(text)}` };
  }

  function readTicket(ticket: string): DownloadSource {
    const [text = '', signature = ''] = ticket.split('.');
    const refuse = () => new Failure('FORBIDDEN', 'the ticket is not valid');
    if (!signer.isSigned(text, signature)) throw refuse();
    const { expiresAt, ...source } = claimsSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    if (expiresAt < Date.now()) throw refuse();
    return source;
  }

  async function* readArchive(sessionId: string, signal: AbortSignal | undefined) {
    const late = AbortSignal.timeout(waitMsMax);
    const either = signal ? AbortSignal.any([signal, late]) : late;
    using _turn = await turns.take(either).catch((cause) => {
      throw new Failure('UNAVAILABLE', 'too many archives are being read', { cause });
    });
    yield* openArchive(sessionId);
  }

  /** The bytes that a request `{ticket, start?, end?}` asks for. */
  async function open(data: Uint8Array, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { ticket, start, end } = readRequest(data);
    const source = readTicket(ticket);
    const isWhole = start === undefined && end === undefined;
    if ('archive' in source) {
      if (!isWhole) throw outside('an archive has no ranges');
      return readArchive(source.archive, signal);
    }
    if (isWhole) return blobs.read(source.sha256, undefined, createBlockTurns());
    const size = await blobs.readSize(source.sha256);
    if (size === undefined) throw goneFailure();
    return blobs.read(source.sha256, toRange(size, start, end), createBlockTurns());
  }

  return { issue, open };
}
