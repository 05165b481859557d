import { z } from 'zod';
import { flag, id } from '../dify-fields.ts';
import { toUpload } from '../dify-uploads.ts';
import { downloadEndpoint, ok, uploadEndpoint } from '../endpoint.ts';
import { toEtag, toFileHeaders } from '../file-headers.ts';
import { PreviewFileDocument, UploadFileDocument } from './generated/operations.ts';

/** The files service knows the limit of each kind; `bytesMax` is that of the largest. */
export const createUploadFile = (bytesMax: number) =>
  uploadEndpoint({
    route: 'POST /v1/files/upload',
    identity: { user: { in: 'body', isRequired: false } },
    file: { part: 'file', bytesMax },
    document: UploadFileDocument,
    variables: ({ upload }) => ({ file: upload }),
    reply: ({ uploadFile: { file } }, { viewer }) => ok(toUpload(file, viewer)),
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
    etag: toEtag(appFile.sha256),
    headers: {
      'cache-control': 'public, max-age=3600',
      ...toFileHeaders(appFile, query.as_attachment),
    },
  }),
});
