import { Failure } from '@tributary/runtime/failure';
import { toMimeType } from '@tributary/runtime/mime-type';
import { z } from 'zod';
import { downloadEndpoint, rawUploadEndpoint } from '../endpoint.ts';
import { creator, reader } from './caller.ts';
import { readFileName, toInline } from './disposition.ts';
import { ChatFileDocument, UploadChatFileDocument } from './generated/operations.ts';
import { chatFileBytesMax } from './image.ts';
import { jsonHeaders } from './refusal.ts';
import { uuid } from './uuid.ts';

/** Nobody but its reader may keep a file, who may keep it for good: it never changes. */
const cacheControl = 'private, max-age=31536000, immutable';

/** The files of chats under one of the prefixes of the API. */
export const createChatFiles = (prefix: `/${string}`) => [
  rawUploadEndpoint({
    route: `POST ${prefix}/chats/files`,
    identity: creator,
    query: z.object({ organization: uuid }),
    file: {
      bytesMax: chatFileBytesMax,
      describe: ({ headers }) => ({
        name: readFileName(headers['content-disposition']),
        mimeType: toMimeType(headers['content-type']) || 'application/octet-stream',
      }),
    },
    document: UploadChatFileDocument,
    variables: ({ query, upload }) => ({
      input: { organizationId: query.organization, file: upload },
    }),
    reply: ({ uploadChatFile: { file } }) => ({
      ...{ status: 201, headers: jsonHeaders, body: { id: file.id } },
    }),
  }),
  downloadEndpoint({
    route: `GET ${prefix}/chats/files/:file`,
    identity: reader,
    params: z.object({ file: uuid }),
    document: ChatFileDocument,
    variables: ({ params }) => ({ id: params.file }),
    bytes: ({ chatFile }) => {
      if (!chatFile) throw new Failure('NOT_FOUND', 'the file does not exist');
      const { id, name, mimeType, size, content } = chatFile;
      const headers = {
        'content-type': mimeType,
        'content-disposition': toInline(name),
        'cache-control': cacheControl,
        'x-content-type-options': 'nosniff',
      };
      return { content, size: size ?? undefined, etag: `"${id}"`, headers };
    },
  }),
];
