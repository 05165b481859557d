import { randomUUID } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { isId } from '@tributary/runtime/ids';
import { toMimeType } from '@tributary/runtime/mime-type';
import type { Blobs } from './blobs/blobs.ts';
import {
  type ImageType,
  imageTypes,
  sniffedLength,
  sniffImage,
  unknownType,
} from './content-type.ts';
import { toPlainName } from './file-names.ts';
import { extensionOf } from './file-types.ts';
import { checkOwner, type File, type Files } from './files.ts';
import type { UploadChatFileInput } from './generated/schema.ts';
import type { Memberships } from './memberships.ts';
import { peek } from './peek.ts';
import { type OpenUpload, readUpload } from './uploads.ts';

export interface ChatFilesOptions {
  files: Files;
  blobs: Blobs;
  memberships: Memberships;
  openUpload: OpenUpload;
  viewer: Viewer;
}

const bytesMax = 10_485_760;
const nameBytesMax = 255;

const isImageType = (type: string): boolean => imageTypes.some((one) => one === type);

const unsupported = (): Failure =>
  new Failure('BAD_INPUT', `the file must be one of ${imageTypes.join(', ')}`, {
    reason: 'unsupported_file_type',
  });

/**
 * Images for the chats of an organization: what they are is found in their first bytes, before any
 * is kept, and never taken on trust.
 */
export function createChatFiles(options: ChatFilesOptions) {
  const { files, blobs, memberships, openUpload, viewer } = options;

  async function checkMember(organizationId: string): Promise<void> {
    if (isId(organizationId) && (await memberships.has(viewer, organizationId))) return;
    const message = 'organizationId is not that of an organization of the viewer';
    throw new Failure('BAD_INPUT', message, { reason: 'organization_unknown' });
  }

  async function upload(input: UploadChatFileInput): Promise<{ file: File }> {
    checkOwner(viewer);
    if (viewer.kind !== 'account') throw new Failure('FORBIDDEN', 'only accounts have chats');
    const organizationId = input.organizationId.toLowerCase();
    await checkMember(organizationId);
    const { stream, name: given, mimeType: declared } = readUpload(input.file);
    const declaredMimeType = toMimeType(declared) || unknownType;
    if (!isImageType(declaredMimeType)) throw unsupported();
    await using source = await peek(openUpload(stream), sniffedLength);
    const mimeType: ImageType | undefined = sniffImage(source.head);
    if (!mimeType) throw unsupported();
    const name = toPlainName(given, nameBytesMax);
    const file = await blobs.store(
      source.bytes,
      { bytesMax },
      async ({ sha256, size }, session) => {
        const content = { size, sha256, mimeType, declaredMimeType, kind: 'IMAGE' as const };
        const place = { _id: randomUUID(), organizationId, isChatFile: true, remoteUrl: null };
        return files.add({ name, extension: extensionOf(name), ...content, ...place }, session);
      },
    );
    return { file };
  }

  /** Everybody's to a site administrator, and to all others their own. */
  const load = (id: string): Promise<File | null> => files.loadChatFile(id.toLowerCase());

  return { upload, load };
}
