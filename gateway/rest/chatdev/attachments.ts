import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { endpoint, liveUploadEndpoint, ok } from '../endpoint.ts';
import {
  type AttachmentPartsFragment,
  SessionAttachmentsDocument,
  UploadToSessionDocument,
} from './generated/operations.ts';
import { texts, toStoringFailure } from './refusal.ts';

const params = z.object({ session_id: z.string() });

export const createUpload = (bytesMax: number) =>
  liveUploadEndpoint({
    route: 'POST /api/uploads/:session_id',
    identity: undefined,
    params,
    file: { part: 'file', bytesMax },
    document: UploadToSessionDocument,
    variables: ({ params: { session_id }, upload }) => ({ sessionId: session_id, file: upload }),
    reply: ({ uploadAttachment: { attachment } }) => ok(toFlat(attachment)),
    failed: toStoringFailure,
  });

export const listAttachments = endpoint({
  route: 'GET /api/uploads/:session_id',
  identity: undefined,
  params,
  document: SessionAttachmentsDocument,
  variables: ({ params: { session_id } }) => ({ sessionId: session_id }),
  reply: ({ session }) => {
    if (!session) throw new Failure('BAD_INPUT', texts.sessionNotConnected);
    const entries = session.attachments.map(
      (attachment) => [attachment.id, toEntry(attachment, session.id)] as const,
    );
    return ok({ attachments: Object.fromEntries(entries) });
  },
});

const toFlat = ({
  id,
  name,
  mimeType,
  size,
}: Pick<AttachmentPartsFragment, 'id' | 'name' | 'mimeType' | 'size'>) => ({
  ...{ attachment_id: id, name, mime: mimeType, mime_type: mimeType, size },
});

const kinds = { IMAGE: 'image', AUDIO: 'audio', VIDEO: 'video', FILE: 'file' } as const;
const sources = {
  USER_UPLOAD: 'user_upload',
  WORKSPACE: 'workspace',
  MODEL_OUTPUT: 'model_output',
} as const;
const workspace = 'code_workspace/';

/** An attachment as both generations of the API list it: flat, and as the record that a run keeps. */
export function toEntry(attachment: AttachmentPartsFragment, sessionId: string) {
  const { id, name, mimeType, size, sha256, path } = attachment;
  return {
    ...toFlat(attachment),
    source: sources[attachment.source],
    kind: kinds[attachment.kind],
    description: attachment.description,
    ref: { attachment_id: id, mime_type: mimeType, name, size, sha256, local_path: path },
    extra: toExtra(attachment, sessionId),
  };
}

function toExtra({ source, path, nodeId, hook }: AttachmentPartsFragment, sessionId: string) {
  const inWorkspace = path.startsWith(workspace) ? path.slice(workspace.length) : path;
  return {
    source: sources[source],
    ...(source === 'USER_UPLOAD' && { origin: 'web_upload' }),
    session_id: sessionId,
    workspace_path: inWorkspace,
    storage: source === 'WORKSPACE' ? 'reference' : 'copy',
    ...(hook !== null && { hook }),
    ...(nodeId !== null && { node_id: nodeId }),
    ...(source === 'WORKSPACE' && { relative_path: inWorkspace }),
  };
}
