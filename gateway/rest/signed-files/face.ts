import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import type { Sender } from '../../identity/identity.ts';
import { flag } from '../dify-fields.ts';
import { refuse } from '../dify-service/refusal.ts';
import { downloadEndpoint } from '../endpoint.ts';
import type { Face } from '../face.ts';
import { toEtag, toFileHeaders } from '../file-headers.ts';
import {
  SignedFileDocument,
  type SignedFileQuery,
  SignedToolFileDocument,
} from './generated/operations.ts';

/** Absent is as wrong as forged: whoever may not see a file does not learn that there is one. */
const part = z.string().default('');

const signature = z.object({
  timestamp: part,
  nonce: part,
  sign: part,
  as_attachment: flag(false),
});

const toDownload = (file: NonNullable<SignedFileQuery['signedFile']>, asAttachment: boolean) => ({
  content: file.content,
  size: file.size ?? undefined,
  etag: toEtag(file.sha256),
  headers: toFileHeaders(file, asAttachment),
});

const readSignedFile = downloadEndpoint({
  route: 'GET /files/:file_id/file-preview',
  identity: undefined,
  params: z.object({ file_id: z.string() }),
  query: signature,
  document: SignedFileDocument,
  variables: ({ params, query: { timestamp, nonce, sign } }) => ({
    ...{ id: params.file_id, timestamp, nonce, sign },
  }),
  bytes: ({ signedFile }, { query }) => {
    if (!signedFile) throw new Failure('NOT_FOUND', 'the address is not valid, or not any more');
    return toDownload(signedFile, query.as_attachment);
  },
});

/** What tools made has an extension in its address, which says nothing that the file does not. */
const readToolFile = downloadEndpoint({
  route: 'GET /files/tools/:name',
  identity: undefined,
  params: z.object({ name: z.string().regex(/^.+\.[^.]+$/, 'must have an extension') }),
  query: signature,
  document: SignedToolFileDocument,
  variables: ({ params, query: { timestamp, nonce, sign } }) => ({
    ...{ id: params.name.replace(/\.[^.]+$/, ''), timestamp, nonce, sign },
  }),
  bytes: ({ signedToolFile }, { query }) => {
    if (!signedToolFile) throw new Failure('NOT_FOUND', 'the file does not exist');
    return toDownload(signedToolFile, query.as_attachment);
  },
});

/** The addresses of files that the Dify APIs hand out: their signature is the permission. */
export const signedFiles: Face<Sender, undefined> = {
  name: 'signed-files',
  paths: ['/files'],
  bodyBytesMax: 0,
  cors: {
    origins: ['*'],
    takesCookies: false,
    methods: 'GET, HEAD, OPTIONS',
    headers: 'Range, If-Range, If-None-Match',
    exposed: 'Content-Disposition, Content-Length, Content-Range, Accept-Ranges, ETag',
  },
  endpoints: [readSignedFile, readToolFile],
  admit: async ({ sender }) => sender,
  identify: async (sender, _scheme, _claim, { identity }) => identity.toAnonymous(sender),
  refuse,
};
