import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3Location } from './blob-location.ts';
import type { BlobStorage } from './blob-storage.ts';
import type { ByteRange } from './blobs.ts';
import { isUnsupported, toS3Failure } from './s3-failures.ts';
import { createS3Uploads, type S3UploadLimits } from './s3-uploads.ts';

/** How often a read that was cut off goes on before a byte more has come. */
const resumesMax = 3;
const socketsMax = 512;

function createClient({ endpoint, region, forcePathStyle }: S3Location): S3Client {
  const standard = endpoint === undefined ? undefined : 'us-east-1';
  const place = region ?? standard;
  return new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    ...(place !== undefined && { region: place }),
    forcePathStyle,
    maxAttempts: 3,
    // Not every server that speaks S3 knows the newer checksums; the blocks have their own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      socketTimeout: 30_000,
      httpAgent: { maxSockets: socketsMax },
      httpsAgent: { maxSockets: socketsMax },
    },
  });
}

/** Bytes as objects of a bucket, which several processes may share. */
export function createS3Storage(location: S3Location, limits?: S3UploadLimits): BlobStorage {
  const client = createClient(location);
  const targetOf = (key: string) => ({ Bucket: location.bucket, Key: `${location.prefix}${key}` });
  const uploads = createS3Uploads(client, limits);

  async function* readOnce(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    const closing = new AbortController();
    const command = new GetObjectCommand({ ...targetOf(key), Range: `bytes=${start}-${end}` });
    try {
      const { Body } = await client.send(command, { abortSignal: closing.signal });
      if (Body instanceof Readable) yield* Body;
    } finally {
      // What is left of the answer is not wanted any more.
      closing.abort();
    }
  }

  /** A connection that breaks, as one that a slow reader has let wait, is made again. */
  async function* read(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    let at = start;
    for (let resumes = 0; at <= end; ) {
      try {
        for await (const piece of readOnce(key, { start: at, end })) {
          at += piece.length;
          resumes = 0;
          yield piece;
        }
        return;
      } catch (error) {
        // The object ends before it should.
        if (error instanceof S3ServiceException && error.name === 'InvalidRange') return;
        const failure = toS3Failure(error);
        if (failure.reason !== 's3_connection_failed' || ++resumes > resumesMax) throw failure;
      }
    }
  }

  async function removeUploads(key: string): Promise<void> {
    const { Bucket, Key } = targetOf(key);
    const { Uploads = [] } = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: Key }),
    );
    for (const { UploadId } of Uploads) {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
  }

  async function remove(key: string): Promise<void> {
    try {
      await client.send(new DeleteObjectCommand(targetOf(key)));
      await removeUploads(key).catch((error) => {
        if (!isUnsupported(error)) throw error;
      });
    } catch (error) {
      throw toS3Failure(error);
    }
  }

  return { write: (key, source) => uploads.write(targetOf(key), source), read, remove };
}
