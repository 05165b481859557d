import { z } from 'zod';
import { flag, id, toSeconds } from '../dify-fields.ts';
import { downloadEndpoint, ok, uploadEndpoint } from '../endpoint.ts';
import { toFileHeaders } from '../file-headers.ts';
import { PreviewFileDocument, UploadFileDocument } from './generated/operations.ts';

/** The limit of the largest kind, which is video; the files service knows that of each kind. */
const uploadBytesMax = 104_857_600;

export const uploadFile = uploadEndpoint({
  route: 'POST /v1/files/upload',
  identity: { user: { in: 'body', isRequired: false } },
  file: { part: 'file', bytesMax: uploadBytesMax },
  document: UploadFileDocument,
  variables: ({ upload }) => ({ file: upload }),
  reply: ({ uploadFile: { file } }, { viewer }) =>
    ok({
      id: file.id,
      name: file.name,
      size: file.size,
      extension: file.extension,
      mime_type: file.declaredMimeType,
      created_by: viewer.id,
      created_at: toSeconds(file.createdAt),
      preview_url: null,
      source_url: file.url,
      original_url: null,
      user_id: null,
      tenant_id: viewer.organizationId ?? null,
      conversation_id: null,
      file_key: null,
    }),
});

export const previewFile = downloadEndpoint({
  route: 'GET /v1/files/:file_id/preview',
  identity: {},
  params: z.object({ file_id: id }),
  query: z.object({ as_attachment: flag(false) }),
  document: PreviewFileDocument,
  variables: ({ params }) => ({ id: params.file_id }),
  bytes: ({ appFile }, { query }) => ({
    content: appFile.content,
    size: appFile.size ?? undefined,
    headers: {
      'cache-control': 'public, max-age=3600',
      ...toFileHeaders(appFile, query.as_attachment),
    },
  }),
});
