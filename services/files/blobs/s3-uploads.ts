import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Failure } from '@tributary/runtime/failure';
import { createTurns } from '@tributary/runtime/turns';
import { toS3Failure } from './s3-failures.ts';

export interface S3Target {
  Bucket: string;
  Key: string;
}

type S3Upload = S3Target & { UploadId: string | undefined };

/** S3 takes 10,000 parts, which makes 117 GiB. */
const partLength = 12_582_912;

const firstLength = 65_536;
/** What is longer takes its turn, since each of them may come to have two parts in memory. */
const smallLength = 1_048_576;

export interface S3UploadLimits {
  /** How many that are not small are written at a time. */
  largeMax: number;
  /** So long another one waits. */
  waitMsMax: number;
}

const standardLimits: S3UploadLimits = { largeMax: 16, waitMsMax: 60_000 };

/** Room for one piece more; it grows, so that what is small takes little. */
function grow(part: Buffer<ArrayBuffer>, filled: number): Buffer<ArrayBuffer> {
  if (filled < part.length) return part;
  const larger = Buffer.allocUnsafe(Math.min(partLength, part.length * 4));
  larger.set(part);
  return larger;
}

/**
 * All of one length but the last. However small the pieces are, they take their length alone. A
 * part is good until the part after the next is asked for: two buffers do for all of them.
 */
async function* toParts(
  source: AsyncIterable<Uint8Array>,
  begin: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let part = Buffer.allocUnsafe(firstLength);
  let other: Buffer<ArrayBuffer> | undefined;
  let filled = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      if (filled === smallLength && part.length === smallLength) await begin();
      part = grow(part, filled);
      const taken = piece.subarray(at, at + part.length - filled);
      part.set(taken, filled);
      [at, filled] = [at + taken.length, filled + taken.length];
      if (filled < partLength) continue;
      yield part;
      [part, other, filled] = [other ?? Buffer.allocUnsafe(partLength), part, 0];
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** A failure of the source is told as it is, one of the storage as documented. */
const answered = <Reply>(reply: Promise<Reply>): Promise<Reply> =>
  reply.catch((error: unknown) => {
    throw toS3Failure(error);
  });

/** Objects come into being whole: what is small in one request, all else in parts. */
export function createS3Uploads(client: S3Client, limits = standardLimits) {
  const turns = createTurns(limits.largeMax);

  async function takeTurn(): Promise<Disposable> {
    const late = AbortSignal.timeout(limits.waitMsMax);
    return turns.take(late).catch((cause) => {
      throw new Failure('UNAVAILABLE', 'too many large files are being stored', { cause });
    });
  }

  async function sendParts(upload: S3Upload, first: Uint8Array, rest: AsyncIterable<Uint8Array>) {
    const sent: CompletedPart[] = [];
    const send = async (Body: Uint8Array) => {
      const PartNumber = sent.length + 1;
      const command = new UploadPartCommand({ ...upload, PartNumber, Body });
      const { ETag } = await answered(client.send(command));
      sent.push({ ETag, PartNumber });
    };
    // One part is on its way while the next one comes in.
    let sending = send(first);
    sending.catch(() => undefined);
    try {
      for await (const part of rest) {
        await sending;
        sending = send(part);
        sending.catch(() => undefined);
      }
    } finally {
      // A part that arrives after the upload was aborted would stay.
      await Promise.allSettled([sending]);
    }
    await sending;
    const command = { ...upload, MultipartUpload: { Parts: sent } };
    await answered(client.send(new CompleteMultipartUploadCommand(command)));
  }

  async function writeParts(
    target: S3Target,
    first: Uint8Array,
    rest: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const { UploadId } = await answered(client.send(new CreateMultipartUploadCommand(target)));
    const upload = { ...target, UploadId };
    try {
      await sendParts(upload, first, rest);
    } catch (error) {
      // Whoever wrote the key removes all that lies under it; this spares the search.
      await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
  }

  async function write(target: S3Target, source: AsyncIterable<Uint8Array>): Promise<void> {
    using held = new DisposableStack();
    const parts = toParts(source, async () => void held.use(await takeTurn()));
    try {
      const { value: first = new Uint8Array() } = await parts.next();
      if (first.length === partLength) return await writeParts(target, first, parts);
      await answered(client.send(new PutObjectCommand({ ...target, Body: first })));
    } finally {
      // A source that was not read to its end is told that nobody will.
      await parts.return(undefined);
    }
  }

  return { write };
}
