import { Failure } from '@tributary/runtime/failure';
import { within } from '../live-body.ts';
import { type Part, readParts } from '../multipart.ts';
import { refusals } from './face.ts';

/** A file that a form brings, while it arrives. */
export interface LiveFile {
  readonly name: string;
  readonly mimeType: string;
  /** To be read once. Ends with the form alone, for until then another file may take its place. */
  bytes(): AsyncIterable<Uint8Array>;
  /** The file behind this one, whether this one was read or not. */
  next(): Promise<LiveFile | undefined>;
}

export interface LiveFormOptions {
  boundary: string;
  /** The name of the parts that are files. */
  part: string;
  /** Of each file. */
  bytesMax: number;
  /** Of everything else together. */
  fieldBytesMax: number;
}

/** The first file of a form, once it begins. */
export function readLiveForm(
  chunks: AsyncIterable<Buffer>,
  { boundary, part, bytesMax, fieldBytesMax }: LiveFormOptions,
): Promise<LiveFile | undefined> {
  const parts = readParts(chunks, boundary);
  let fieldBytesLeft = fieldBytesMax;

  async function nextFile(): Promise<LiveFile | undefined> {
    for await (const one of { [Symbol.asyncIterator]: () => ({ next: () => parts.next() }) }) {
      if (one.name === part) return toFile(one);
      await skip(one);
    }
    return undefined;
  }

  async function skip({ bytes }: Part): Promise<void> {
    for await (const { length } of bytes) {
      fieldBytesLeft -= length;
      if (fieldBytesLeft >= 0) continue;
      const reason = refusals.bodyTooLarge;
      throw new Failure('TOO_LARGE', 'the form’s fields are too large', { reason });
    }
  }

  function toFile(one: Part): LiveFile {
    let following: Promise<LiveFile | undefined> | undefined;
    const next = () => {
      following ??= nextFile();
      return following;
    };
    async function* bytes() {
      yield* within(one.bytes, bytesMax);
      if (!(await next())) return;
      const reason = refusals.superseded;
      throw new Failure('CONFLICT', 'another file took the place of this one', { reason });
    }
    return { name: one.filename ?? '', mimeType: one.mimeType ?? '', bytes, next };
  }

  return nextFile();
}
