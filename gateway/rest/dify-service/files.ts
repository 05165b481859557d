import { z } from 'zod';
import { downloadEndpoint, ok, uploadEndpoint } from '../endpoint.ts';
import { flag, id, toSeconds } from './fields.ts';
import {
  PreviewFileDocument,
  type PreviewFileQuery,
  UploadFileDocument,
} from './generated/operations.ts';

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
    headers: toPreviewHeaders(appFile, query.as_attachment),
  }),
});

const seekable = new Set([
  ...['mpeg', 'wav', 'mp4', 'ogg', 'flac', 'aac', 'x-m4a'].map((name) => `audio/${name}`),
  ...['mp4', 'webm', 'quicktime'].map((name) => `video/${name}`),
]);
const octets = 'application/octet-stream';
const plainType = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/;

/** A page that somebody uploaded must never run as one of ours. */
export function toPreviewHeaders(
  { name, extension, declaredMimeType }: PreviewFileQuery['appFile'],
  asAttachment: boolean,
): Record<string, string> {
  const type = plainType.test(declaredMimeType) ? declaredMimeType : octets;
  const isPage = type === 'text/html' || /\.html?$/i.test(name) || /^html?$/.test(extension);
  const isAttachment = asAttachment || isPage;
  return {
    'content-type': isAttachment ? octets : type,
    'cache-control': 'public, max-age=3600',
    ...(seekable.has(type) && { 'accept-ranges': 'bytes' }),
    ...(isAttachment && { 'content-disposition': `attachment; filename*=UTF-8''${encode(name)}` }),
    ...(isPage && { 'x-content-type-options': 'nosniff' }),
  };
}

/** As RFC 8187 wants it, which leaves out more than a URI does. */
const encode = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
