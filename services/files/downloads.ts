import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import type { Blobs, ByteRange } from './blobs.ts';
import { createSigner } from './signer.ts';

/** What a client of the graph gets in place of bytes; the gateway reads them with it. */
export interface DownloadHandle {
  stream: string;
  ticket: string;
}

export interface DownloadsOptions {
  secret: string;
  blobs: Blobs;
}

export type Downloads = ReturnType<typeof createDownloads>;

export const downloadSubject = 'bytes.files';

const lifetimeMs = 60_000;

const requestSchema = z.object({
  ticket: z.string().max(1024),
  start: z.int().min(0).optional(),
  /** Included. */
  end: z.int().min(0).optional(),
});

const claimsSchema = z.object({ sha256: z.string(), expiresAt: z.number() });

function readRequest(data: Uint8Array): z.infer<typeof requestSchema> {
  try {
    return requestSchema.parse(JSON.parse(new TextDecoder().decode(data)));
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the download request is malformed', { cause });
  }
}

/** An end beyond the last byte means the last byte. */
function toRange(size: number, start = 0, end = size - 1): ByteRange {
  if (start >= size || end < start) {
    const reason = 'range_not_satisfiable';
    throw new Failure('BAD_INPUT', `the range lies outside of ${size} bytes`, { reason });
  }
  return { start, end: Math.min(end, size - 1) };
}

/** Bytes leave by a ticket: who got one from the graph may read that content for a minute. */
export function createDownloads({ secret, blobs }: DownloadsOptions) {
  const signer = createSigner(secret, 'download');

  function issue(sha256: string): DownloadHandle {
    const claims = { sha256, expiresAt: Date.now() + lifetimeMs };
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return { stream: downloadSubject, ticket: `${text}.${signer.sign(text)}` };
  }

  function readTicket(ticket: string): string {
    const [text = '', signature = ''] = ticket.split('.');
    const refuse = () => new Failure('FORBIDDEN', 'the ticket is not valid');
    if (!signer.isSigned(text, signature)) throw refuse();
    const { sha256, expiresAt } = claimsSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    if (expiresAt < Date.now()) throw refuse();
    return sha256;
  }

  /** The bytes that a request `{ticket, start?, end?}` asks for. */
  async function open(data: Uint8Array): Promise<AsyncIterable<Uint8Array>> {
    const { ticket, start, end } = readRequest(data);
    const sha256 = readTicket(ticket);
    if (start === undefined && end === undefined) return blobs.read(sha256);
    const size = await blobs.readSize(sha256);
    return blobs.read(sha256, toRange(size ?? 0, start, end));
  }

  return { issue, open };
}
