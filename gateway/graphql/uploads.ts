import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { openBody, within } from '../live-body.ts';
import { boundaryOf, type Part, readParts } from '../multipart.ts';
import { offerUpload, type UploadSource } from '../uploads.ts';
import { type FormOperation, readMap, readOperation } from './form-operation.ts';

export interface FormOptions {
  bus: Bus;
  /** Of each file. */
  bytesMax: number;
  /** Of those together that wait on the disk, for all forms that share it. */
  room: SpoolRoom;
  /** Asked before a byte of a file is read; when it is false, none is, and the places stay empty. */
  admits(operation: Record<string, unknown>, files: number): boolean;
}

/** What is left of the disk. */
export interface SpoolRoom {
  bytesLeft: number;
}

/** Of one form; far less than a file may have, which does not wait on the disk when it is the last. */
const spoolBytesMax = 536_870_912;

const filesMax = 10;
const fieldBytesMax = 1024 * 1024;

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
  { bus, bytesMax, room, admits }: FormOptions,
): Promise<Form> {
  await using opened = new AsyncDisposableStack();
  const body = openBody(request);
  // What nobody reads must not hold up the answer, nor the next request on the connection.
  opened.defer(() => body.drain());
  const boundary = boundaryOf(request.headers['content-type']);
  const parts = readParts(body.chunks, boundary);
  const operation = readOperation(await readField(parts, 'operations'));
  const places = readMap(await readField(parts, 'map'), filesMax);
  if (admits(operation.value, places.size)) await placeFiles(operation, places);
  else await body.drain();
  const kept = opened.move();
  return { operation: operation.value, [Symbol.asyncDispose]: () => kept.disposeAsync() };

  async function placeFiles(
    { place }: FormOperation,
    waiting: Map<string, string[]>,
  ): Promise<void> {
    const disk = createSpool(room, Math.min(bytesMax, spoolBytesMax));
    opened.defer(disk.giveBack);
    while (waiting.size > 0) {
      const part = await nextFile(parts, waiting);
      const paths = waiting.get(part.name) ?? [];
      waiting.delete(part.name);
      const { filename: name = '', mimeType = '' } = part;
      const bytes = waiting.size > 0 ? await keepOnDisk(part, disk, opened) : lastOf(part);
      const { file } = opened.use(offerUpload(bus, { name, mimeType, bytes }));
      for (const path of paths) place(path, file);
    }
  }

  /** Ends with the form: until then it may still break off. */
  async function* lastOf(part: Part): UploadSource['bytes'] {
    yield* within(part.bytes, bytesMax);
    for await (const rest of remaining(parts)) await readText(rest, fieldBytesMax);
  }
}

type Parts = ReturnType<typeof readParts>;

const malformed = (text: string) => new Failure('BAD_INPUT', text, { reason: 'malformed_body' });

/** The parts that are left. Leaving the loop leaves them to others. */
const remaining = (parts: Parts): AsyncIterable<Part> => ({
  [Symbol.asyncIterator]: () => ({ next: () => parts.next() }),
});

/** The specification fixes the order: the operation, where its files belong, then the files. */
async function readField(parts: Parts, name: string): Promise<string> {
  const { done, value } = await parts.next();
  if (done || value.name !== name) throw malformed(`the form lacks ${name} in its place`);
  return readText(value, fieldBytesMax);
}

async function nextFile(parts: Parts, wanted: ReadonlyMap<string, unknown>): Promise<Part> {
  for await (const part of remaining(parts)) {
    if (wanted.has(part.name) && part.filename !== undefined) return part;
    await readText(part, fieldBytesMax);
  }
  throw malformed(`the form lacks the file ${[...wanted.keys()][0]}`);
}

async function readText({ name, bytes }: Part, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) throw new Failure('TOO_LARGE', `${name} exceeds ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What one form takes of the disk. */
function createSpool(room: SpoolRoom, bytesMax: number) {
  let taken = 0;
  return {
    take(length: number): void {
      taken += length;
      room.bytesLeft -= length;
      if (taken > bytesMax) throw new Failure('TOO_LARGE', 'the files together are too large');
      if (room.bytesLeft < 0) throw new Failure('UNAVAILABLE', 'too many files are being received');
    },
    giveBack(): void {
      room.bytesLeft += taken;
      taken = 0;
    },
  };
}

/** Under no name: what is kept is gone when the form is, or the process. */
async function keepOnDisk(
  { bytes }: Part,
  disk: ReturnType<typeof createSpool>,
  opened: AsyncDisposableStack,
): Promise<AsyncIterable<Uint8Array>> {
  const path = join(tmpdir(), `upload-${randomUUID()}`);
  const file = opened.use(await open(path, 'wx+', 0o600));
  await unlink(path);
  for await (const chunk of bytes) {
    disk.take(chunk.length);
    await file.writeFile(chunk);
  }
  return (async function* read() {
    yield* file.createReadStream({ start: 0, autoClose: false });
  })();
}
