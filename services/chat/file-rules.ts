import { Failure } from '@tributary/runtime/failure';
import { isId } from '@tributary/runtime/ids';
import { type AppConfig, type Parameters, toParameters } from './app-config.ts';
import type { MessageFileInput } from './generated/schema.ts';

/** A file that a message is to refer to: either `fileId` or `url`. */
export interface FileReference {
  fileId?: string;
  url?: string;
  kind?: FileKind;
}

/** A file as the app's rules see it. */
interface Wanted extends FileReference {
  type: string;
  method: 'local_file' | 'remote_url';
}

const refuse = (message: string): never => {
  throw new Failure('BAD_INPUT', message, { reason: 'invalid_param' });
};

const countMax = 50;

type FileKind = 'IMAGE' | 'DOCUMENT' | 'AUDIO' | 'VIDEO' | 'CUSTOM';

const kinds: Record<string, FileKind> = {
  image: 'IMAGE',
  document: 'DOCUMENT',
  audio: 'AUDIO',
  video: 'VIDEO',
  custom: 'CUSTOM',
};

/** References as the REST APIs give them: entries that name nothing are dropped, wrong ones refused. */
function readReference({ type, transferMethod, url, fileId }: MessageFileInput): Wanted[] {
  if (transferMethod === '' || (transferMethod === 'remote_url' && !url && !fileId)) return [];
  const kind = kinds[type] ?? refuse(`files: ${type} is not a type of file`);
  if (transferMethod === 'local_file') {
    if (!isId(fileId)) return refuse('files: a local_file needs the id of an uploaded file');
    if (url) return refuse('files: a local_file has no url');
    return [{ type, method: 'local_file', fileId, kind }];
  }
  if (transferMethod !== 'remote_url') {
    return refuse(`files: ${transferMethod} is not a transfer method`);
  }
  // A remote file that was uploaded before is served from there.
  if (fileId) return isId(fileId) ? [{ type, method: 'remote_url', fileId, kind }] : badId();
  return [{ type, method: 'remote_url', url: url ?? '', kind }];
}

const badId = () => refuse('files: the id of a file is not an id');

type FileUpload = Parameters['file_upload'];

function checkFile({ type, method }: Wanted, upload: FileUpload): void {
  const { image } = upload;
  const isAllowedImage = type === 'image' && image.enabled;
  const isAllowed = upload.enabled && upload.allowed_file_types.includes(type);
  if (!isAllowedImage && !isAllowed) refuse(`files: the app takes no ${type} files`);
  const methods = [
    ...(isAllowedImage ? image.transfer_methods : []),
    ...(isAllowed ? upload.allowed_file_upload_methods : []),
  ];
  if (!methods.includes(method)) refuse(`files: the app takes no ${method} files`);
}

function checkCounts(files: readonly Wanted[], upload: FileUpload): void {
  const { image } = upload;
  const max = upload.enabled ? upload.number_limits : image.number_limits;
  if (files.length > max) refuse(`files exceed ${max}`);
  const images = files.filter(({ type }) => type === 'image').length;
  if (image.enabled && images > image.number_limits) {
    refuse(`files: images exceed ${image.number_limits}`);
  }
}

export interface GivenFiles {
  fileIds: readonly string[];
  /** What the files service says of `fileIds`, in their order. */
  fileKinds: readonly string[];
  files: readonly MessageFileInput[];
}

/** The files that a message to an app with these settings will refer to. */
export function readFiles(config: AppConfig, given: GivenFiles): FileReference[] {
  const upload = toParameters(config).file_upload;
  const isOff = !upload.enabled && !upload.image.enabled;
  if (isOff && given.fileIds.length > 0) refuse('fileIds: the app takes no files');
  const own: Wanted[] = given.fileIds.map((fileId, index) => {
    const kind = given.fileKinds[index]?.toLowerCase() ?? '';
    // Whatever is no image, audio or video counts as a document.
    return { type: kind === 'custom' ? 'document' : kind, method: 'local_file', fileId };
  });
  const wanted = isOff ? [] : [...own, ...given.files.flatMap(readReference)];
  if (wanted.length > countMax) refuse(`files exceed ${countMax}`);
  for (const file of wanted) checkFile(file, upload);
  checkCounts(wanted, upload);
  return wanted.map(({ fileId, url, kind }) => ({
    ...(fileId ? { fileId } : { url: url ?? '' }),
    ...(kind && { kind }),
  }));
}
