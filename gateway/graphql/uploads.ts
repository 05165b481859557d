import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { type FileUpload, processRequest, Upload } from 'graphql-upload-minimal';
import { offerUpload, type UploadedFile } from '../uploads.ts';

export interface FormOptions {
  bus: Bus;
  /** Of each file, and of those together that wait on the disk. */
  bytesMax: number;
}

const filesMax = 10;
const operationBytesMax = 1024 * 1024;

/** A request of the GraphQL multipart request specification. */
export interface Form extends AsyncDisposable {
  /** As in a JSON body; where a file belongs, there is what a service reads it by. */
  readonly operation: Record<string, unknown>;
}

/**
 * Reads a form up to its last file, whose bytes then flow from the sender to the service as fast as
 * that reads. A form has its files one after another, and an operation needs to know them all: those
 * before the last wait on the disk.
 */
export async function readForm(
  request: IncomingMessage,
  response: ServerResponse,
  { bus, bytesMax }: FormOptions,
): Promise<Form> {
  await using opened = new AsyncDisposableStack();
  const limits = { maxFieldSize: operationBytesMax, maxFileSize: bytesMax, maxFiles: filesMax };
  const operation = await processRequest(request, response, limits).catch(refuse);
  if (Array.isArray(operation)) {
    throw new Failure('BAD_INPUT', 'a form holds one operation, not a list');
  }
  const variables = operation.variables as Record<string, unknown>;
  const waiting = new Set(findUploads(variables));
  const files = new Map<Upload, UploadedFile>();
  const disk = { bytesLeft: bytesMax };
  while (waiting.size > 0) {
    const { upload, file } = await nextFile(waiting);
    waiting.delete(upload);
    const stream: FileStream = file.createReadStream();
    // What nobody reads must not hold up the answer, nor the next request on the connection.
    opened.defer(() => void stream.resume());
    const live = bytesOf(stream, bytesMax);
    const bytes = waiting.size > 0 ? await keepOnDisk(within(live, disk), opened) : live;
    const { filename: name = '', mimetype: mimeType = '' } = file;
    const offer = opened.use(offerUpload(bus, { name, mimeType, bytes }));
    files.set(upload, offer.file);
  }
  const kept = opened.move();
  return {
    operation: { ...operation, variables: replaceUploads(variables, files) },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type FileStream = Readable & { truncated?: boolean };

function refuse(cause: unknown): never {
  if (cause instanceof Failure) throw cause;
  const isTooLarge = (cause as { status?: unknown }).status === 413;
  const message = cause instanceof Error ? cause.message : 'the form cannot be read';
  throw new Failure(isTooLarge ? 'TOO_LARGE' : 'BAD_INPUT', message, { cause });
}

async function nextFile(
  waiting: ReadonlySet<Upload>,
): Promise<{ upload: Upload; file: FileUpload }> {
  const arrivals = [...waiting].map(async (upload) => ({ upload, file: await upload.promise }));
  return Promise.race(arrivals).catch(refuse);
}

async function* bytesOf(stream: FileStream, bytesMax: number): AsyncIterable<Uint8Array> {
  try {
    // Destroying one file would stop the parser before the next one.
    yield* stream.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the upload was cut off', { cause });
  }
  if (stream.truncated) throw new Failure('TOO_LARGE', `the file exceeds ${bytesMax} bytes`);
}

async function* within(bytes: AsyncIterable<Uint8Array>, room: { bytesLeft: number }) {
  for await (const chunk of bytes) {
    room.bytesLeft -= chunk.length;
    if (room.bytesLeft < 0) throw new Failure('TOO_LARGE', 'the files together are too large');
    yield chunk;
  }
}

async function keepOnDisk(
  bytes: AsyncIterable<Uint8Array>,
  opened: AsyncDisposableStack,
): Promise<AsyncIterable<Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'upload-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
  return (async function* read() {
    yield* createReadStream(path);
  })();
}

function findUploads(value: unknown): Upload[] {
  if (value instanceof Upload) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(findUploads))];
}

function replaceUploads(value: unknown, files: ReadonlyMap<Upload, UploadedFile>): unknown {
  if (value instanceof Upload) return files.get(value) ?? null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaceUploads(item, files));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceUploads(item, files)]),
  );
}
