import { anonymous, asService, type Viewer } from '@tributary/runtime/identity';
import type { Services } from '../../services.ts';
import { createKeeper } from '../workflow/session-keeper.ts';
import { type Handle, offerPart, type Part, subscribe } from './world.ts';

export interface Attachment {
  id: string;
  name: string;
  mimeType: string;
  kind: string;
  path: string;
  content: Handle | null;
}

export interface ArtifactEvent {
  sequence: number;
  change: string;
  artifactId: string;
  attachmentId: string;
  relativePath: string;
}

export interface EventPage {
  events: ArtifactEvent[];
  nextCursor: number;
  hasMore: boolean;
}

/** What a node did: a text is written, null removes. */
export type Changes = Record<string, string | Uint8Array | null>;

export interface Origin {
  runId?: string;
  nodeId?: string;
}

const eventFields =
  'events { sequence change artifactId attachmentId relativePath } nextCursor hasMore';
export const worker = asService('workflow');

/** What is stored in sessions, as the gateway and the workflow service do it. */
export function createSessionWorld(services: Services, viewer: Viewer = anonymous) {
  const keeper = createKeeper(services, viewer);

  /** A field of a session, as the gateway asks for it once it was given the session. */
  async function read<Value>(
    sessionId: string,
    field: string,
    variables: Record<string, unknown> = {},
    types = '',
  ): Promise<Value> {
    const data = await services.ask<{ _entities: { value: Value }[] }>(
      viewer,
      'files',
      `query ($sessions: [_Any!]! ${types}) {
        _entities(representations: $sessions) { ... on Session { value: ${field} } }
      }`,
      { sessions: [{ __typename: 'Session', id: sessionId }], ...variables },
    );
    return data._entities[0]?.value as Value;
  }

  async function upload(sessionId: string, part: Part): Promise<Attachment> {
    await using offer = offerPart(services, part);
    const query = `mutation ($input: UploadAttachmentInput!) { uploadAttachment(input: $input) {
      attachment { id name mimeType kind path content }
    } }`;
    const input = { sessionId, file: offer.file };
    const data = await services.ask<{ uploadAttachment: { attachment: Attachment } }>(
      ...[viewer, 'files', query, { input }],
    );
    return data.uploadAttachment.attachment;
  }

  async function stage(sessionId: string, content: string | Uint8Array): Promise<string> {
    await using offer = offerPart(services, { content });
    const query = `mutation ($input: StageWorkspaceFileInput!) {
      stageWorkspaceFile(input: $input) { stagedId }
    }`;
    const input = { sessionId, file: offer.file };
    const data = await services.ask<{ stageWorkspaceFile: { stagedId: string } }>(
      ...[worker, 'files', query, { input }],
    );
    return data.stageWorkspaceFile.stagedId;
  }

  async function register(
    sessionId: string,
    changes: { path: string; stagedId?: string }[],
    { runId, nodeId = 'python' }: Origin = {},
  ): Promise<ArtifactEvent[]> {
    const query = `mutation ($input: RegisterArtifactsInput!) { registerArtifacts(input: $input) {
      events { sequence change artifactId attachmentId relativePath }
    } }`;
    const input = { sessionId, runId, nodeId, hook: 'workspace_scan', changes };
    const data = await services.ask<{ registerArtifacts: { events: ArtifactEvent[] } }>(
      ...[worker, 'files', query, { input }],
    );
    return data.registerArtifacts.events;
  }

  /** Stages and registers, as after one node execution. */
  async function change(sessionId: string, files: Changes, origin?: Origin) {
    const changes = await Promise.all(
      Object.entries(files).map(async ([path, content]) =>
        content === null ? { path } : { path, stagedId: await stage(sessionId, content) },
      ),
    );
    return register(sessionId, changes, origin);
  }

  const events = (sessionId: string, args: Record<string, unknown> = {}): Promise<EventPage> =>
    read(
      sessionId,
      `artifactEvents(after: $after, first: $first, waitMs: $waitMs, filter: $filter) { ${eventFields} }`,
      { first: 25, waitMs: 0, ...args },
      ', $after: Size, $first: Int!, $waitMs: Int!, $filter: ArtifactFilter',
    );

  const follow = (sessionId: string, after?: string) =>
    subscribe<{ sessionArtifacts: { cursor: string; events: ArtifactEvent[] } }>(
      services,
      viewer,
      `subscription ($id: ID!, $after: ID) { sessionArtifacts(sessionId: $id, after: $after) {
        cursor events { sequence change artifactId attachmentId relativePath }
      } }`,
      { id: sessionId, after },
    );

  return { ...keeper, read, upload, stage, register, change, events, follow };
}
