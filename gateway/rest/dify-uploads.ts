import type { Viewer } from '@tributary/runtime/identity';
import { toSeconds } from './dify-fields.ts';

interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number | null;
  readonly extension: string;
  readonly declaredMimeType: string;
  readonly createdAt: string;
  readonly url: string | null;
}

/** What both Dify APIs tell of each file that somebody has just stored. */
export const toStoredFile = (file: UploadedFile, viewer: Viewer) => ({
  id: file.id,
  name: file.name,
  size: file.size,
  extension: file.extension,
  mime_type: file.declaredMimeType,
  created_by: viewer.id,
  created_at: toSeconds(file.createdAt),
});

/** What both tell of an upload; they share the members that are never set. */
export const toUpload = (file: UploadedFile, viewer: Viewer) => ({
  ...toStoredFile(file, viewer),
  preview_url: null,
  source_url: file.url,
  original_url: null,
  user_id: null,
  tenant_id: viewer.organizationId ?? null,
  conversation_id: null,
  file_key: null,
});
