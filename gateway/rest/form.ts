import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@tributary/runtime/failure';
import { toMimeType } from '@tributary/runtime/mime-type';
import { boundaryOf, type Part, readParts } from '../multipart.ts';
import { chunksOf, drain } from '../request-bodies.ts';
import { refusals } from './face.ts';

export interface FormOptions {
  /** The name of the part that is the file. */
  part: string;
  /** Of the file. */
  bytesMax: number;
  /** Of everything else. */
  fieldBytesMax: number;
}

/** A file that a form brought, kept on disk until the form is disposed of. */
export interface FormFile {
  readonly part: string;
  readonly name: string | undefined;
  readonly mimeType: string | undefined;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface Form extends AsyncDisposable {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly FormFile[];
}

/**
 * Reads a form to its end before anything is done with it: who uploads may be said behind the file,
 * and so may a second file. The bytes wait on disk meanwhile, under no name.
 */
export async function readForm(request: IncomingMessage, options: FormOptions): Promise<Form> {
  const header = request.headers['content-type'];
  const fields: Record<string, string> = Object.create(null);
  const spools: Spool[] = [];
  const dispose = async () => {
    for (const spool of spools) await spool.close();
  };
  try {
    if (toMimeType(header) !== 'multipart/form-data') {
      throw new Failure('UNSUPPORTED_TYPE', 'the body must be multipart/form-data', {
        reason: refusals.noForm,
      });
    }
    let fieldBytesLeft = options.fieldBytesMax;
    try {
      for await (const part of readParts(chunksOf(request), boundaryOf(header))) {
        if (part.filename === undefined && part.name !== options.part) {
          const text = await readText(part, fieldBytesLeft);
          fieldBytesLeft -= Buffer.byteLength(text);
          fields[part.name] ??= text;
        } else if (spools.length < filesMax) {
          spools.push(await openSpool(part));
          await spools.at(-1)?.fill(part.bytes, options.bytesMax);
        }
      }
    } catch (error) {
      // A form with too many files is refused for them, however many parts there are behind.
      if (spools.length < filesMax || !isMalformed(error)) throw error;
    }
    // What follows the form is not for the next request on the connection to stumble over.
    await drain(request);
    return { fields, files: spools, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    await drain(request);
    throw error;
  }
}

const isMalformed = (error: unknown): boolean =>
  error instanceof Failure && error.reason === refusals.malformedBody;

/** One more than any form may have: enough to see that there are too many. */
const filesMax = 2;

async function readText({ bytes }: Part, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) {
      throw new Failure('TOO_LARGE', 'the form’s fields are too large', {
        reason: refusals.bodyTooLarge,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Spool extends FormFile {
  fill(source: AsyncIterable<Buffer>, bytesMax: number): Promise<void>;
  close(): Promise<void>;
}

/** A file without a name: it is gone when it is closed, and when the process is killed. */
async function openSpool({ name, filename, mimeType }: Part): Promise<Spool> {
  const path = join(tmpdir(), `upload-${randomUUID()}`);
  const file: FileHandle = await open(path, 'wx+', 0o600);
  await unlink(path);
  let isClosed = false;
  return {
    part: name,
    name: filename || undefined,
    mimeType,
    async fill(source, bytesMax) {
      let size = 0;
      for await (const chunk of source) {
        size += chunk.length;
        if (size > bytesMax) {
          throw new Failure('TOO_LARGE', `the file exceeds ${bytesMax} bytes`, {
            reason: refusals.fileTooLarge,
          });
        }
        await file.writeFile(chunk);
      }
    },
    bytes: () => file.createReadStream({ start: 0, autoClose: false }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await file.close();
    },
  };
}

/** The one file of the form, named and typed; throws the refusal of anything else. */
export function soleFile({ files }: Form, part: string): FormFile {
  const refuse = (code: 'BAD_INPUT' | 'UNSUPPORTED_TYPE', message: string, reason: string) =>
    new Failure(code, message, { reason });
  const file = files.find((one) => one.part === part);
  if (!file) throw refuse('BAD_INPUT', `the part ${part} is missing`, refusals.fileMissing);
  if (files.length > 1) throw refuse('BAD_INPUT', 'one file is allowed', refusals.filesTooMany);
  if (!file.name) throw refuse('BAD_INPUT', 'the file has no name', refusals.fileUnnamed);
  if (!file.mimeType) {
    throw refuse('UNSUPPORTED_TYPE', 'the file has no content type', refusals.fileUntyped);
  }
  return file;
}
