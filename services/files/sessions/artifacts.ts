import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { type Outbox, outboxEntry } from '@tributary/runtime/outbox';
import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { Blobs } from '../blobs/blobs.ts';
import type { ArtifactChange, RegisterArtifactsInput } from '../generated/schema.ts';
import { decide, readChanges, type WorkspaceChange } from './artifact-changes.ts';
import type { ArtifactEvent, ArtifactEvents, NewArtifactEvent } from './artifact-events.ts';
import { notConnected, requireService } from './session-access.ts';
import { newArtifactId, newAttachmentId, type SessionFile } from './session-files.ts';
import { isSessionId } from './session-statuses.ts';
import type { SessionRow, Sessions } from './sessions.ts';
import type { StagedFile } from './staged-files.ts';

export interface ArtifactsOptions {
  collection: Model<SessionFile>;
  sessionCollection: Model<SessionRow>;
  stagedCollection: Model<StagedFile>;
  sessions: Sessions;
  events: ArtifactEvents;
  blobs: Pick<Blobs, 'release'>;
  transact: Transact;
  outbox: Pick<Outbox, 'relay'>;
  viewer: Viewer;
}

/** A file before and after a change. */
interface Step {
  change: ArtifactChange;
  before: SessionFile | undefined;
  after: SessionFile;
  stagedId: string | undefined;
}

/** A run's files that are listed again and again would grow its row without end. */
const runIdsMax = 100;

/** The files that runs leave in the workspaces of their sessions. */
export function createArtifacts(options: ArtifactsOptions) {
  const { collection, sessionCollection, stagedCollection, sessions, events } = options;
  const { blobs, transact, outbox, viewer } = options;

  async function register(input: RegisterArtifactsInput): Promise<{ events: ArtifactEvent[] }> {
    requireService(viewer);
    const { sessionId } = input;
    if (!isSessionId(sessionId)) throw notConnected();
    const changes = readChanges(input);
    const added = await transact((session) => apply(input, changes, session));
    if (added.length > 0) void outbox.relay(sessionId);
    return { events: added };
  }

  async function apply(
    input: RegisterArtifactsInput,
    changes: readonly WorkspaceChange[],
    session: ClientSession,
  ): Promise<ArtifactEvent[]> {
    // Two at once take turns from here on.
    const row = await sessions.enter(input.sessionId, session);
    const steps = await plan(row, input, changes, session);
    if (steps.length === 0) return [];
    const createdCount = steps.filter(({ before }) => !before).length;
    sessions.checkRoom(row, createdCount);
    await collection.bulkWrite(steps.map(toWrite), { session });
    const stagedIds = steps.flatMap(({ stagedId }) => stagedId ?? []);
    const named = { _id: trusted({ $in: stagedIds }) };
    await stagedCollection.updateMany(named, { $set: { isUsed: true } }, { session });
    for (const { before } of steps) {
      if (before && !before.isDeleted) await blobs.release(before.sha256, session);
    }
    const added = await events.append(row, steps.map(toEventOf(input)), session);
    const last = row.lastSequence + added.length;
    const fact = outboxEntry(`artifacts-${row._id}`, last, `event.session.${row._id}`, { last });
    await sessionCollection.updateOne(
      { _id: row._id },
      { $set: { lastSequence: last }, $inc: { fileCount: createdCount }, $push: { outbox: fact } },
      { session },
    );
    return added;
  }

  async function plan(
    { _id: sessionId, fileCount }: SessionRow,
    input: RegisterArtifactsInput,
    changes: readonly WorkspaceChange[],
    session: ClientSession,
  ): Promise<Step[]> {
    const paths = trusted({ $in: changes.map(({ path }) => path) });
    const files = await collection
      .find({ sessionId, path: paths }, null, { session })
      .lean<SessionFile[]>();
    const stagedIds = trusted({ $in: changes.flatMap(({ stagedId }) => stagedId ?? []) });
    const staged = await stagedCollection
      .find({ _id: stagedIds, sessionId }, null, { session })
      .lean<StagedFile[]>();
    const known = new Map(files.map((file) => [file.path, file]));
    const contents = new Map(staged.map((content) => [content._id, content]));
    const steps: Step[] = [];
    let place = fileCount;
    for (const { stagedId, ...given } of changes) {
      const before = known.get(given.path);
      const content = stagedId === null ? undefined : contents.get(stagedId);
      if (stagedId !== null && !content) throw new Failure('NOT_FOUND', 'a staged file is gone');
      const change = decide(before, content);
      if (!change) continue;
      if (!before) place += 1;
      const after = content
        ? toFile({ sessionId, before, given, content, input, place })
        : before && { ...before, isDeleted: true, updatedAt: new Date() };
      if (after) steps.push({ change, before, after, stagedId: content?._id });
    }
    return steps;
  }

  return { register };
}

interface Finding {
  sessionId: string;
  before: SessionFile | undefined;
  given: Omit<WorkspaceChange, 'stagedId'>;
  content: StagedFile;
  input: RegisterArtifactsInput;
  place: number;
}

/** One place keeps its ids, whatever comes and goes there. */
function toFile({ sessionId, before, given, content, input, place }: Finding): SessionFile {
  const { sha256, size } = content;
  const { nodeId, hook, runId = null } = input;
  const others = (before?.runIds ?? []).filter((id) => id !== runId);
  const now = new Date();
  return {
    _id: before?._id ?? newAttachmentId(),
    artifactId: before?.artifactId ?? newArtifactId(),
    ...{ sessionId, place: before?.place ?? place, ...given, size, sha256, nodeId, hook, runId },
    runIds: runId === null ? others : [...others, runId].slice(-runIdsMax),
    isDeleted: false,
    ...{ createdAt: before?.createdAt ?? now, updatedAt: now },
  };
}

function toWrite({ before, after }: Step) {
  if (!before) return { insertOne: { document: after } };
  const { _id, ...fields } = after;
  return { updateOne: { filter: { _id }, update: { $set: fields } } };
}

/** What is gone is told as it was last; who made it go is new. */
const toEventOf =
  ({ nodeId, hook }: RegisterArtifactsInput) =>
  ({ change, after }: Step): NewArtifactEvent => ({
    ...{ change, nodeId, hook },
    artifactId: after.artifactId,
    attachmentId: after._id,
    ...{ name: after.name, path: after.path, size: after.size },
    ...{ mimeType: after.mimeType, sha256: after.sha256, createdAt: after.updatedAt },
  });
