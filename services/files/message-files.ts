import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { extensionOf, kindOf } from './file-types.ts';
import type { File, Files, NewFile } from './files.ts';
import type {
  AttachFilesInput,
  FileReferenceInput,
  Message as SchemaMessage,
} from './generated/schema.ts';

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
  files: Files;
  viewer: Viewer;
}

const filesMax = 50;
const urlLengthMax = 8192;

const refuse = (message: string): Failure =>
  new Failure('BAD_INPUT', message, { reason: 'invalid_param' });

function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    // A name is never a path, also not one that was encoded.
    return decodeURIComponent(last)
      .replace(/[/\\\p{Cc}]/gu, '_')
      .slice(0, 255);
  } catch {
    return last.slice(0, 255);
  }
}

/** A remote address is noted as it is; nothing is fetched. */
function toRemoteFile(address: string, kind: FileReferenceInput['kind']): NewFile {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || address.length > urlLengthMax) {
    throw refuse(`url must be an http address of at most ${urlLengthMax} characters`);
  }
  const name = nameOf(url) || url.hostname;
  const extension = extensionOf(name);
  return {
    name,
    extension,
    mimeType: 'application/octet-stream',
    declaredMimeType: '',
    size: null,
    sha256: null,
    kind: kind ?? kindOf(extension),
    remoteUrl: address,
  };
}

/** Which files a message refers to. A message's files never change once attached. */
export function createMessageFiles({ collection, rows, files, viewer }: MessageFilesOptions) {
  async function toFileId({ fileId, url, kind }: FileReferenceInput): Promise<string> {
    if (fileId) return fileId;
    return (await files.add(toRemoteFile(url ?? '', kind))).id;
  }

  async function findOwn(messageId: string): Promise<MessageFilesRow | null> {
    return collection.findOne({ _id: messageId, ownerId: viewer.id }).lean<MessageFilesRow>();
  }

  async function create({ messageId, appId, files: references }: AttachFilesInput) {
    for (const { fileId, url, kind } of references) {
      if (Boolean(fileId) === Boolean(url)) throw refuse('a reference needs either fileId or url');
      if (url) toRemoteFile(url, kind);
    }
    // All that can be refused is refused before a remote file is stored.
    await files.loadOwn(references.flatMap(({ fileId }) => fileId ?? []));
    const fileIds = await Promise.all(references.map(toFileId));
    const row: MessageFilesRow = {
      _id: messageId,
      ownerId: viewer.id,
      appId: appId ?? viewer.appId ?? null,
      fileIds,
      createdAt: new Date(),
    };
    try {
      await collection.create(row);
      return row;
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
    return { files: await files.loadOwn(row.fileIds) };
  }

  /** Those files of a message that the viewer may read. */
  async function list(messageId: string): Promise<File[]> {
    const row = await rows.load(messageId);
    const found = await Promise.all((row?.fileIds ?? []).map(files.load));
    return found.filter((file) => file !== null);
  }

  return { attach, list, listUsable };
}
