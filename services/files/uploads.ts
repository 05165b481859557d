import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { openStream } from '@tributary/runtime/streams';
import { z } from 'zod';
import type { Blobs } from './blobs.ts';
import { detectMimeType } from './content-type.ts';
import { bytesMaxOf, checkName, cutName, extensionOf, kindOf } from './file-types.ts';
import { checkOwner, type File, type Files } from './files.ts';
import type { UploadFileInput } from './generated/schema.ts';
import type { UploadRules } from './upload-rules.ts';

/** Opens the stream that a caller offers, on behalf of the viewer. */
export type OpenUpload = (subject: string) => AsyncIterable<Uint8Array>;

export interface UploadSource {
  subject: string;
  viewer: Viewer;
  /** Aborts when nobody waits for the upload any more. */
  signal: AbortSignal;
}

/** Uploads arrive as streams on the bus. */
export function createUploadOpener(bus: Bus) {
  return async function* open({ subject, viewer, signal }: UploadSource) {
    const identity = await bus.identities.sign(viewer);
    yield* openStream(bus, subject, new Uint8Array(), { identity, signal });
  };
}

export interface UploadsOptions {
  files: Files;
  blobs: Blobs;
  rules: UploadRules;
  openUpload: OpenUpload;
  /** No file is larger, whatever its category allows. */
  uploadBytesMax: number;
  viewer: Viewer;
}

const uploadSchema = z.object({
  /** Offers are below the inbox of a process: no other subject is ever read from. */
  stream: z
    .string()
    .max(255)
    .regex(/^_INBOX(?:\.[\w-]+)+$/),
  name: z.string(),
  mimeType: z.string().max(255),
});

function readUpload(value: unknown): z.infer<typeof uploadSchema> {
  const result = uploadSchema.safeParse(value);
  if (result.success) return result.data;
  const reason = 'no_file_uploaded';
  throw new Failure('BAD_INPUT', 'file is not a part of the request', { reason });
}

/** `text/plain; charset=utf-8` and `Text/Plain` are one type. */
const toMimeType = (declared: string): string =>
  (declared.split(';', 1)[0] ?? '').trim().toLowerCase();

/** Takes files in: their bytes flow to the blobs and are never whole in memory. */
export function createUploads(options: UploadsOptions) {
  const { files, blobs, rules, openUpload, uploadBytesMax, viewer } = options;

  async function upload({ file }: UploadFileInput): Promise<{ file: File }> {
    checkOwner(viewer);
    const { stream, name: given, mimeType } = readUpload(file);
    checkName(given);
    const name = cutName(given);
    const extension = extensionOf(name);
    const declaredMimeType = toMimeType(mimeType);
    await rules.check(viewer, extension, declaredMimeType);
    const kind = kindOf(extension);
    const bytesMax = Math.min(bytesMaxOf(kind), uploadBytesMax);
    const { sha256, size } = await blobs.write(openUpload(stream), { bytesMax });
    const added = await files.add({
      name,
      extension,
      mimeType: await detectMimeType(blobs.read(sha256), declaredMimeType),
      declaredMimeType,
      size,
      sha256,
      kind,
      remoteUrl: null,
    });
    return { file: added };
  }

  return { upload };
}
