import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { toMimeType } from '@tributary/runtime/mime-type';
import { openStream } from '@tributary/runtime/streams';
import { z } from 'zod';
import type { Blobs } from './blobs/blobs.ts';
import { detectMimeType } from './content-type.ts';
import { readName } from './file-names.ts';
import type { FileProgress, Report } from './file-progress.ts';
import { extensionOf, kindOf } from './file-types.ts';
import { checkOwner, type File, type Files } from './files.ts';
import type { FileKind, UploadFileInput } from './generated/schema.ts';
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
    yield* openStream(bus, subject, new Uint8Array(), { identity, signal, asPieces: true });
  };
}

export interface UploadsOptions {
  files: Files;
  blobs: Blobs;
  rules: UploadRules;
  progress: FileProgress;
  openUpload: OpenUpload;
  viewer: Viewer;
}

const uploadSchema = z.object({
  /** Offers are below the inbox of a process: no other subject is ever read from. */
  stream: z
    .string()
    .max(255)
    .regex(/^_INBOX(?:\.[\w-]+)+$/),
  name: z.string(),
  mimeType: z.string(),
});

/** What the gateway puts in place of the file. */
export function readUpload(value: unknown): z.infer<typeof uploadSchema> {
  const result = uploadSchema.safeParse(value);
  if (result.success) return result.data;
  const reason = 'no_file_uploaded';
  throw new Failure('BAD_INPUT', 'file is not a part of the request', { reason });
}

export type Uploads = ReturnType<typeof createUploads>;

export interface IncomingFile {
  /** As it was declared. */
  name: string;
  mimeType: string;
  /** Not touched before the name and the type are found to be allowed. */
  bytes: AsyncIterable<Uint8Array>;
  /** Where they are fetched from; null for an upload. */
  remoteUrl: string | null;
  /** The only category that is taken. */
  only?: FileKind | null | undefined;
}

/** Takes files in: their bytes flow to the blobs and are never whole in memory. */
export function createUploads(options: UploadsOptions) {
  const { files, blobs, rules, progress, openUpload, viewer } = options;

  /** Stores what comes as a file of the viewer. */
  async function store(incoming: IncomingFile, report: Report): Promise<File> {
    checkOwner(viewer);
    const { bytes, remoteUrl } = incoming;
    const name = readName(incoming.name);
    const extension = extensionOf(name);
    const kind = kindOf(extension);
    const declaredMimeType = toMimeType(incoming.mimeType);
    await rules.check(viewer, { name, mimeType: declaredMimeType });
    if (incoming.only && incoming.only !== kind) {
      const reason = 'unsupported_file_type';
      throw new Failure('UNSUPPORTED_TYPE', 'the file is of another category', { reason });
    }
    const limits = { bytesMax: rules.bytesMaxOf(viewer, name), onProgress: report.received };
    return blobs.store(bytes, limits, async ({ sha256, size, head }, session) => {
      const mimeType = await detectMimeType(head, declaredMimeType);
      const content = { size, sha256, mimeType, declaredMimeType };
      const described = { name, extension, kind, remoteUrl };
      return files.add({ _id: report.fileId, ...described, ...content }, session);
    });
  }

  async function upload({ file, uploadId, kind }: UploadFileInput): Promise<{ file: File }> {
    checkOwner(viewer);
    const { stream, name, mimeType } = readUpload(file);
    const incoming = { name, mimeType, bytes: openUpload(stream), remoteUrl: null, only: kind };
    return { file: await progress.run(uploadId, (report) => store(incoming, report)) };
  }

  return { upload, store };
}
