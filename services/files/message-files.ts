import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey, type Transact } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { File, Files, NewFile } from './files.ts';
import type {
  AttachFilesInput,
  FileReferenceInput,
  Message as SchemaMessage,
} from './generated/schema.ts';
import type { RemoteFiles } from './remote/remote-files.ts';

/** A message as this service knows it: by its id alone. */
export type Message = Pick<SchemaMessage, 'id'>;

/** What one message refers to: one row, so that all of it is noted or nothing. */
export interface MessageFilesRow {
  /** The id of the message. */
  _id: string;
  ownerId: string;
  /** The app that the message was sent to. */
  appId: string | null;
  /** In the order in which they were attached. */
  fileIds: string[];
  createdAt: Date;
}

export interface MessageFilesOptions {
  collection: Model<MessageFilesRow>;
  rows: RowLoader<MessageFilesRow>;
  transact: Transact;
  files: Files;
  /** What is found out of remote addresses. */
  remoteFiles: Pick<RemoteFiles, 'probe'>;
  viewer: Viewer;
}

const filesMax = 50;

const refuse = (message: string): Failure =>
  new Failure('BAD_INPUT', message, { reason: 'invalid_param' });

/** Which files a message refers to. A message's files never change once attached. */
export function createMessageFiles(options: MessageFilesOptions) {
  const { collection, rows, transact, files, remoteFiles, viewer } = options;

  /** The ids of files that are there, and what is to become one. */
  async function find(references: readonly FileReferenceInput[]): Promise<(string | NewFile)[]> {
    await files.loadOwn(references.flatMap(({ fileId }) => fileId ?? []));
    const remote = references.flatMap(({ url, kind }) => (url ? [{ url, kind }] : []));
    const probed = (await remoteFiles.probe(remote)).values();
    return references.flatMap(({ fileId }) => fileId || (probed.next().value ?? []));
  }

  async function findOwn(messageId: string): Promise<MessageFilesRow | null> {
    return collection.findOne({ _id: messageId, ownerId: viewer.id }).lean<MessageFilesRow>();
  }

  async function create({ messageId, appId, files: references }: AttachFilesInput) {
    for (const { fileId, url } of references) {
      if (Boolean(fileId) === Boolean(url)) throw refuse('a reference needs either fileId or url');
    }
    const found = await find(references);
    const fixed = {
      ...{ _id: messageId, ownerId: viewer.id, appId: appId ?? viewer.appId ?? null },
      createdAt: new Date(),
    };
    try {
      return await transact(async (session) => {
        const fileIds: string[] = [];
        for (const one of found) {
          fileIds.push(typeof one === 'string' ? one : (await files.add(one, session)).id);
        }
        const row: MessageFilesRow = { ...fixed, fileIds };
        await collection.create([row], { session });
        return row;
      });
    } catch (error) {
      const stored = isDuplicateKey(error) ? await findOwn(messageId) : null;
      if (stored) return stored;
      throw isDuplicateKey(error)
        ? new Failure('CONFLICT', 'the message has files already')
        : error;
    }
  }

  function checkCount({ length }: readonly unknown[]): void {
    if (length > filesMax) throw refuse(`a message has at most ${filesMax} files`);
  }

  /** The files that the viewer may attach, before there is a message to attach them to. */
  async function listUsable(ids: readonly string[]): Promise<File[]> {
    checkCount(ids);
    return files.loadOwn(ids);
  }

  /** Attaching to a message again changes nothing and gives what it has, so it may be retried. */
  async function attach(input: AttachFilesInput): Promise<{ files: File[] }> {
    checkCount(input.files);
    const row = (await findOwn(input.messageId)) ?? (await create(input));
    return { files: await loadAll(row.fileIds) };
  }

  /** What has been deleted since is left out. */
  async function loadAll(fileIds: readonly string[]): Promise<File[]> {
    const found = await Promise.all(fileIds.map(files.load));
    return found.filter((file) => file !== null);
  }

  /** Those files of a message that the viewer may read. */
  const list = async (messageId: string): Promise<File[]> =>
    loadAll((await rows.load(messageId))?.fileIds ?? []);

  return { attach, list, listUsable };
}
