import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import type { Sender } from '../../identity/identity.ts';
import { flag } from '../dify-fields.ts';
import { refuse } from '../dify-service/refusal.ts';
import { downloadEndpoint } from '../endpoint.ts';
import type { Face } from '../face.ts';
import { toFileHeaders } from '../file-headers.ts';
import { SignedFileDocument } from './generated/operations.ts';

/** Absent is as wrong as forged: whoever may not see a file does not learn that there is one. */
const part = z.string().default('');

const readSignedFile = downloadEndpoint({
  route: 'GET /files/:file_id/file-preview',
  identity: undefined,
  params: z.object({ file_id: z.string() }),
  query: z.object({ timestamp: part, nonce: part, sign: part, as_attachment: flag(false) }),
  document: SignedFileDocument,
  variables: ({ params, query: { timestamp, nonce, sign } }) => ({
    ...{ id: params.file_id, timestamp, nonce, sign },
  }),
  bytes: ({ signedFile }, { query }) => {
    if (!signedFile) throw new Failure('NOT_FOUND', 'the address is not valid, or not any more');
    return {
      content: signedFile.content,
      size: signedFile.size ?? undefined,
      headers: toFileHeaders(signedFile, query.as_attachment),
    };
  },
});

/** The addresses of files that the Dify APIs hand out: their signature is the permission. */
export const signedFiles: Face<Sender, undefined> = {
  name: 'signed-files',
  paths: ['/files'],
  bodyBytesMax: 0,
  cors: { origins: '*', methods: 'GET, OPTIONS', headers: 'Range', exposed: 'Content-Disposition' },
  endpoints: [readSignedFile],
  admit: async ({ sender }) => sender,
  identify: async (sender, _scheme, _claim, { identity }) => identity.toAnonymous(sender),
  refuse,
};
