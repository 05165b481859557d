import type { FilePartsFragment } from './generated/operations.ts';

/** Of a remote file nobody has said it. */
const mimeTypeOf = ({ declaredMimeType }: FilePartsFragment): string =>
  declaredMimeType || 'application/octet-stream';

/** A file that the person sent; a remote one is read at its own address. */
export function toMessageFile(file: FilePartsFragment) {
  return {
    id: file.id,
    filename: file.name,
    type: file.kind.toLowerCase(),
    url: file.url ?? file.remoteUrl,
    mime_type: mimeTypeOf(file),
    size: file.size,
    transfer_method: file.transferMethod.toLowerCase(),
    belongs_to: 'user',
    upload_file_id: file.transferMethod === 'LOCAL_FILE' ? file.id : null,
  };
}

/** The same as the end of a stream tells of it, where no member may be absent. */
export function toEndFile(file: FilePartsFragment) {
  return {
    related_id: file.id,
    extension: file.extension && `.${file.extension}`,
    filename: file.name,
    size: file.size ?? 0,
    mime_type: mimeTypeOf(file),
    transfer_method: file.transferMethod.toLowerCase(),
    type: file.kind.toLowerCase(),
    url: file.url ?? file.remoteUrl ?? '',
    upload_file_id: file.id,
    remote_url: file.remoteUrl ?? '',
  };
}
