import { toMimeType } from '@tributary/runtime/mime-type';
import { encodeExtended } from 'content-disposition';
import { z } from 'zod';
import { downloadEndpoint, ok } from '../endpoint.ts';
import {
  SessionArchiveDocument,
  SessionArtifactBytesDocument,
  type SessionArtifactBytesQuery,
  SessionArtifactDocument,
  type SessionArtifactQuery,
} from './generated/operations.ts';
import { choice, flag } from './query-fields.ts';
import { notFound, texts } from './refusal.ts';

type Meta = Found<SessionArtifactQuery>;
type Stream = Found<SessionArtifactBytesQuery>;
type Found<Data extends { session: { artifact: unknown } | null }> = NonNullable<
  NonNullable<Data['session']>['artifact']
>;

function found<Artifact>(session: { artifact: Artifact | null } | null): Artifact {
  if (!session) throw notFound(texts.sessionNotFound);
  if (!session.artifact) throw notFound(texts.artifactNotFound);
  return session.artifact;
}

export const toMeta = (artifact: Meta, artifactId: string) => ({
  artifact_id: artifactId,
  attachment_id: artifact.attachmentId,
  name: artifact.name,
  mime: artifact.mimeType,
  mime_type: artifact.mimeType,
  size: artifact.size,
  hash: `sha256:${artifact.sha256}`,
  sha256: artifact.sha256,
  path: artifact.path,
  local_path: artifact.path,
  data_uri: artifact.dataUri,
  extra: {},
});

/** What somebody uploaded, or a model wrote, must never run as a page of ours. */
export function toStreamHeaders(
  { name, mimeType }: Pick<Stream, 'name' | 'mimeType'>,
  asAttachment: boolean,
): Record<string, string> {
  const type = toMimeType(mimeType) || 'application/octet-stream';
  return {
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': toDisposition(name, asAttachment ? 'attachment' : 'inline'),
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
    'cache-control': 'no-store',
  };
}

/** The name twice, as RFC 6266 has it: for old clients in ASCII, and as it is. */
function toDisposition(name: string, type: 'attachment' | 'inline'): string {
  const ascii = name.replace(/[^\x20-\x7e]/gu, '?').replace(/["\\]/g, '\\$&');
  return `${type}; filename="${ascii}"; filename*=${encodeExtended(name.toWellFormed())}`;
}

const artifactVariables = ({
  params: { session_id, artifact_id },
}: {
  params: { session_id: string; artifact_id: string };
}) => ({ sessionId: session_id, artifactId: artifact_id });

export const readArtifact = downloadEndpoint({
  route: 'GET /api/sessions/:session_id/artifacts/:artifact_id',
  identity: undefined,
  params: z.object({
    session_id: z.string(),
    artifact_id: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  }),
  query: z.object({
    mode: choice(['meta', 'stream']).default('meta'),
    download: flag.default(false),
  }),
  told: {
    wanted: ({ query }) => query.mode === 'meta',
    document: SessionArtifactDocument,
    variables: artifactVariables,
    reply: ({ session }, { params }) => ok(toMeta(found(session), params.artifact_id)),
  },
  document: SessionArtifactBytesDocument,
  variables: artifactVariables,
  bytes: ({ session }, { query }) => {
    const artifact = found(session);
    const { content, size, sha256 } = artifact;
    if (content === null) throw notFound(texts.artifactNotFound);
    return {
      ...{ content, size, etag: `"${sha256}"` },
      headers: toStreamHeaders(artifact, query.download),
    };
  },
});

/** A session's id may begin with what the folder's name begins with. */
export const folderOf = (sessionId: string): string =>
  sessionId.startsWith('session_') ? sessionId : `session_${sessionId}`;

export const downloadSession = downloadEndpoint({
  route: 'GET /api/sessions/:session_id/download',
  identity: undefined,
  params: z.object({ session_id: z.string() }),
  document: SessionArchiveDocument,
  variables: ({ params: { session_id } }) => ({ sessionId: session_id }),
  bytes: ({ session }, { params }) => {
    if (!session?.archive) throw notFound(texts.folderNotFound);
    return {
      content: session.archive,
      size: undefined,
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename=${folderOf(params.session_id)}.zip`,
        'cache-control': 'no-store',
      },
    };
  },
});
