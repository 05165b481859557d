import { z } from 'zod';
import { toStoredFile, toUpload } from '../dify-uploads.ts';
import { endpoint, ok, uploadEndpoint } from '../endpoint.ts';
import { holders } from './caller.ts';
import { text } from './fields.ts';
import {
  ImportWebRemoteFileDocument,
  UploadWebFileDocument,
  WebRemoteFileDocument,
} from './generated/operations.ts';
import { readRemoteAddress } from './remote-addresses.ts';

/** The files service knows the limit of each kind; `bytesMax` is that of the largest. */
export const createUploadFile = (bytesMax: number) =>
  uploadEndpoint({
    route: 'POST /api/files/upload',
    identity: holders,
    body: z.object({ source: z.string().optional() }),
    file: { part: 'file', bytesMax },
    document: UploadWebFileDocument,
    variables: ({ upload, body }) => ({
      input: { file: upload, kind: body.source === 'datasets' ? ('DOCUMENT' as const) : undefined },
    }),
    reply: ({ uploadFile: { file } }, { viewer }) => ({
      status: 201,
      body: toUpload(file, viewer),
    }),
  });

/** What a fetch may take, and then some: the service tells how it failed. */
const importMsMax = 150_000;

export const importRemoteFile = endpoint({
  route: 'POST /api/remote-files/upload',
  identity: holders,
  body: z.object({ url: text }, 'must be an object'),
  document: ImportWebRemoteFileDocument,
  timeMsMax: () => importMsMax,
  variables: ({ body }) => ({ url: body.url }),
  reply: ({ importFile: { file } }, { viewer }) => ({
    status: 201,
    body: { ...toStoredFile(file, viewer), url: file.url },
  }),
});

export const readRemoteFile = endpoint({
  route: 'GET /api/remote-files/*',
  identity: holders,
  params: z.object({ '*': z.string() }),
  query: z.record(z.string(), z.string()),
  document: WebRemoteFileDocument,
  variables: ({ params, query }) => ({ url: readRemoteAddress(params['*'], query) }),
  reply: ({ remoteFile: { mimeType, size } }) =>
    ok({ file_type: mimeType, file_length: size ?? -1 }),
});
