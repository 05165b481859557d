import { Failure } from '@tributary/runtime/failure';
import type { Model } from 'mongoose';
import type { Blobs } from '../blobs/blobs.ts';
import { manifestPath, toManifest } from './attachments-manifest.ts';
import type { SessionFile } from './session-files.ts';
import { type Sessions, sessionFilesMax } from './sessions.ts';
import { folderOf, workspaceFolder } from './workspace-paths.ts';
import { type ZipEntry, zipEntries } from './zip-stream.ts';

export interface ArchivesOptions {
  collection: Model<SessionFile>;
  sessions: Pick<Sessions, 'load'>;
  blobs: Pick<Blobs, 'read'>;
}

/** Of all else, little would be won. */
const isText = (mimeType: string): boolean =>
  mimeType.startsWith('text/') ||
  /[/+](?:json|xml|yaml|x-yaml|javascript|typescript|x-sh|sql|toml)$/.test(mimeType);

/** A content that has begun; undefined when it is gone. */
async function begin(
  content: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const iterator = content[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined;
  try {
    first = await iterator.next();
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
  // Not a generator: one that was never asked for anything would not close what is open.
  const rest: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => rest,
    async next() {
      const result = first ?? (await iterator.next());
      first = undefined;
      return result;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return rest;
}

async function* toContent(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** The folder of a session as a zip. */
export function createArchives({ collection, sessions, blobs }: ArchivesOptions) {
  async function* listEntries(sessionId: string, isCleaned: boolean): AsyncGenerator<ZipEntry> {
    const files = await collection
      .find({ sessionId })
      .sort({ place: 1 })
      .limit(sessionFilesMax)
      .lean<SessionFile[]>();
    const newest = files.reduce((last, { updatedAt }) => Math.max(last, updatedAt.getTime()), 0);
    if (files.length > 0 && !isCleaned) {
      const content = toContent(toManifest(files));
      yield { path: manifestPath, changedAt: new Date(newest), isCompressed: true, content };
    }
    for (const { path, sha256, mimeType, isDeleted, updatedAt: changedAt } of files) {
      // What vanishes while the archive is made is left out.
      const content = isDeleted ? undefined : await begin(blobs.read(sha256));
      if (content) yield { path, changedAt, isCompressed: isText(mimeType), content };
    }
  }

  async function* open(sessionId: string): AsyncGenerator<Uint8Array> {
    const row = await sessions.load(sessionId);
    if (!row?.hasFolder) throw new Failure('NOT_FOUND', 'the session has no folder');
    const folder = folderOf(sessionId);
    const entries = listEntries(sessionId, row.isCleaned);
    yield* zipEntries(below(folder, entries), {
      folder: `${folder}/${workspaceFolder}`,
      createdAt: new Date(),
    });
  }

  return { open };
}

async function* below(folder: string, entries: AsyncIterable<ZipEntry>): AsyncGenerator<ZipEntry> {
  for await (const entry of entries) yield { ...entry, path: `${folder}/${entry.path}` };
}
