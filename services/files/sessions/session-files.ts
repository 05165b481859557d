import { randomBytes } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import { trusted } from '@tributary/runtime/store';
import { createTurns } from '@tributary/runtime/turns';
import DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { AttachmentSource } from '../generated/schema.ts';
import type { SessionAccess } from './session-access.ts';
import { type Sessions, sessionFilesMax } from './sessions.ts';

/** A file of a session: an attachment by its id, an artifact by its place. */
export interface SessionFile {
  /** `att_…` */
  _id: string;
  /** `art_…` */
  artifactId: string;
  sessionId: string;
  /** Its number in the order in which the files came. */
  place: number;
  /** Relative to the session's folder. */
  path: string;
  name: string;
  mimeType: string;
  size: number;
  sha256: string;
  source: AttachmentSource;
  nodeId: string | null;
  hook: string | null;
  /** The run that changed it last, and the newest of all that did. */
  runId: string | null;
  runIds: string[];
  /** It has no content any more; all else is as it was last. */
  isDeleted: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** A run as this service knows it: by its id alone. */
export interface WorkflowRun {
  id: string;
}

export interface SessionFilesOptions {
  collection: Model<SessionFile>;
  sessions: Sessions;
  access: Pick<SessionAccess, 'canSee'>;
  /** Of all lists of the request. */
  rowsMax?: number;
}

export type SessionFiles = ReturnType<typeof createSessionFiles>;

const pageMax = 100;
const runFilesMax = 500;
const runsMax = 20;
/** Of the rows of all lists that one request asks for; they lie in memory at the same time. */
const requestRowsMax = 20_000;
const listsMax = 2;

const newFileId = (prefix: string): string => `${prefix}${randomBytes(16).toString('base64url')}`;
export const newAttachmentId = (): string => newFileId('att_');
export const newArtifactId = (): string => newFileId('art_');

/** The files of sessions that the viewer may see, for one request. */
export function createSessionFiles(options: SessionFilesOptions) {
  const { collection, sessions, access, rowsMax = requestRowsMax } = options;
  const runs = new DataLoader(listOfRuns, { cache: false, maxBatchSize: runsMax });
  const attachments = new DataLoader(listAttachmentsOf, { cache: false });
  const turns = createTurns(listsMax);
  let left = rowsMax;

  function checkLeft(): void {
    if (left >= 0) return;
    throw new Failure('TOO_LARGE', `a request gets at most ${rowsMax} files of sessions`);
  }

  function spend(files: SessionFile[]): SessionFile[] {
    left -= files.length;
    checkLeft();
    return files;
  }

  async function findAttachments(sessionId: string): Promise<SessionFile[]> {
    if ((await sessions.load(sessionId))?.isCleaned) return [];
    return collection
      .find({ sessionId })
      .sort({ place: 1 })
      .limit(sessionFilesMax)
      .lean<SessionFile[]>();
  }

  /** One after the other: there are never more in memory than a request gets. */
  async function listAttachmentsOf(ids: readonly string[]): Promise<(SessionFile[] | Error)[]> {
    using _turn = await turns.take();
    const found = new Map<string, SessionFile[]>();
    const lists: (SessionFile[] | Error)[] = [];
    for (const id of ids) {
      try {
        checkLeft();
        const files = found.get(id) ?? (await findAttachments(id));
        found.set(id, files);
        lists.push(spend(files));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        lists.push(error);
      }
    }
    return lists;
  }

  /** By either of its ids. */
  async function loadOfSession(sessionId: string, id: string): Promise<SessionFile | null> {
    const key = id.startsWith('art_') ? { artifactId: id } : { _id: id };
    return collection.findOne({ ...key, sessionId }).lean<SessionFile>();
  }

  async function loadVisible(key: { _id: string } | { artifactId: string }) {
    const file = await collection.findOne(key).lean<SessionFile>();
    return file && (await access.canSee(file.sessionId)) ? file : null;
  }

  async function listArtifacts(
    sessionId: string,
    { first, after }: { first: number; after?: string | null | undefined },
  ): Promise<SessionFile[]> {
    if (first < 1 || first > pageMax) {
      throw new Failure('BAD_INPUT', `first must be from 1 to ${pageMax}`);
    }
    using _turn = await turns.take();
    checkLeft();
    const files = await collection
      .find({
        ...{ sessionId, isDeleted: false, source: trusted({ $ne: 'USER_UPLOAD' }) },
        ...(after && { path: trusted({ $gt: after }) }),
      })
      .sort({ path: 1 })
      .limit(first)
      .lean<SessionFile[]>();
    return spend(files);
  }

  async function listOfRuns(ids: readonly string[]): Promise<SessionFile[][]> {
    using _turn = await turns.take();
    checkLeft();
    const ofRuns = { runIds: { $in: [...new Set(ids)] } };
    const groups = await collection.aggregate<{ _id: string; files: SessionFile[] }>([
      { $match: { ...ofRuns, isDeleted: false } },
      { $unwind: '$runIds' },
      { $match: ofRuns },
      { $sort: { path: 1, _id: 1 } },
      { $group: { _id: '$runIds', files: { $firstN: { input: '$$ROOT', n: runFilesMax } } } },
    ]);
    const found = new Map(groups.map(({ _id, files }) => [_id, files]));
    return ids.map((id) => found.get(id) ?? []);
  }

  /** Without those of sessions that the viewer may not see. */
  async function listOfRun(runId: string): Promise<SessionFile[]> {
    const files = spend(await runs.load(runId));
    const areVisible = await Promise.all(files.map(({ sessionId }) => access.canSee(sessionId)));
    return files.filter((_, index) => areVisible[index]);
  }

  return {
    ...{ loadOfSession, listArtifacts, listOfRun },
    /** In the order in which they came; none once the list of them was cleaned up. */
    listAttachments: (sessionId: string): Promise<SessionFile[]> => attachments.load(sessionId),
    loadAttachment: (id: string) => loadVisible({ _id: id }),
    loadArtifact: (id: string) => loadVisible({ artifactId: id }),
  };
}
