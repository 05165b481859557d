import { z } from 'zod';
import { endpoint, ok } from '../endpoint.ts';
import {
  type ArtifactEventPartsFragment,
  SessionArtifactEventsDocument,
} from './generated/operations.ts';
import { number, words } from './query-fields.ts';
import { notFound, texts } from './refusal.ts';

const changes = { CREATED: 'created', UPDATED: 'updated', DELETED: 'deleted' } as const;

/** The same in an answer and in a message: clients read the names of two generations of the API. */
export function toArtifactEvent(event: ArtifactEventPartsFragment) {
  const { id, sequence, artifactId, attachmentId, nodeId, path, relativePath, sha256 } = event;
  const createdAtMs = Date.parse(event.createdAt);
  return {
    event_id: id,
    sequence,
    artifact_id: artifactId,
    attachment_id: attachmentId,
    node_id: nodeId,
    path,
    relative_path: relativePath,
    workspace_path: path,
    file_name: event.name,
    size: event.size,
    mime: event.mimeType,
    mime_type: event.mimeType,
    hash: `sha256:${sha256}`,
    sha256,
    timestamp: Math.floor(createdAtMs / 1000),
    created_at: createdAtMs / 1000,
    change_type: changes[event.change],
    data_uri: null,
    extra: { node_id: nodeId, relative_path: relativePath, hook: event.hook },
  };
}

/** The graph's own time around the waiting. */
const slackMs = 10_000;
/** No session has more events: what lies behind that is all the same. */
const cursorOf = (after: number | undefined): number =>
  Math.min(after ?? 0, Number.MAX_SAFE_INTEGER);

export const listArtifactEvents = endpoint({
  route: 'GET /api/sessions/:session_id/artifact-events',
  identity: undefined,
  params: z.object({ session_id: z.string() }),
  query: z.object({
    after: number({ isWhole: true, min: 0 }).optional(),
    wait_seconds: number({ min: 0, max: 60 }).default(25),
    limit: number({ isWhole: true, min: 1, max: 100 }).default(25),
    include_mime: words.optional(),
    include_ext: words.optional(),
    max_size: number({ isWhole: true, min: 0, isAbove: true }).optional(),
  }),
  document: SessionArtifactEventsDocument,
  timeMsMax: ({ query }) => query.wait_seconds * 1000 + slackMs,
  variables: ({ params, query }, timeMsLeft = Infinity) => ({
    sessionId: params.session_id,
    after: cursorOf(query.after),
    first: query.limit,
    waitMs: Math.round(Math.max(0, Math.min(query.wait_seconds * 1000, timeMsLeft - slackMs))),
    filter: {
      mimeTypes: query.include_mime ?? null,
      extensions: query.include_ext ?? null,
      sizeMax: sizeOf(query.max_size),
    },
  }),
  reply: ({ session }, { query }) => {
    if (!session) throw notFound(texts.sessionNotFound);
    const { events, nextCursor, hasMore } = session.artifactEvents;
    return ok({
      events: events.map(toArtifactEvent),
      next_cursor: Math.max(nextCursor, cursorOf(query.after)),
      has_more: hasMore,
      timed_out: events.length === 0,
    });
  },
});

const sizeOf = (size: number | undefined): number | null =>
  size === undefined ? null : Math.min(size, Number.MAX_SAFE_INTEGER);
