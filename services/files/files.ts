import { Failure } from '@tributary/runtime/failure';
import { siteAdmin, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { ClientSession, Transact } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { Blobs } from './blobs/blobs.ts';
import type { FileReferences } from './file-references.ts';
import type { FileKind, QuerySignedFileArgs, QuerySignedToolFileArgs } from './generated/schema.ts';
import type { SignedUrls } from './signed-urls.ts';

export interface FileRow {
  _id: string;
  /** The account, the end user or the app that uploaded. */
  ownerId: string;
  ownerKind: Viewer['kind'];
  organizationId: string | null;
  name: string;
  extension: string;
  mimeType: string;
  declaredMimeType: string;
  /** Null where nobody has said it. */
  size: number | null;
  sha256: string | null;
  kind: FileKind;
  remoteUrl: string | null;
  /** For the chats of an organization, which no app has a part in. */
  isChatFile: boolean;
  createdAt: Date;
}

/** Bytes with a name. A file never changes once stored. */
export interface File extends Omit<FileRow, '_id'> {
  id: string;
}

type Chosen = '_id' | 'organizationId' | 'isChatFile';

/** What is not said of a new file follows from its owner. */
export type NewFile = Omit<FileRow, Chosen | 'ownerId' | 'ownerKind' | 'createdAt'> &
  Partial<Pick<FileRow, Chosen>>;

export interface FilesOptions {
  collection: Model<FileRow>;
  rows: RowLoader<FileRow>;
  references: FileReferences;
  signedUrls: SignedUrls;
  blobs: Blobs;
  transact: Transact;
  viewer: Viewer;
}

export type Files = ReturnType<typeof createFiles>;

const toFile = ({ _id, ...file }: FileRow): File => ({ id: _id, ...file });

const absent = () => new Failure('NOT_FOUND', 'file does not exist', { reason: 'file_not_found' });

/** Who can own a file; a service acts for others, and an anonymous caller is nobody. */
export function checkOwner({ kind }: Viewer): void {
  if (kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'nobody is signed in');
  if (kind === 'service') throw new Failure('FORBIDDEN', 'a service has no files of its own');
}

/** Files as the viewer sees them. What may not be read is as absent as what never was. */
export function createFiles(options: FilesOptions) {
  const { collection, rows, references, signedUrls, blobs, transact, viewer } = options;

  /** What an account keeps in one organization it does not see while signed in to another. */
  const isOwned = ({ ownerId, ownerKind, organizationId, isChatFile }: FileRow): boolean =>
    ownerId === viewer.id &&
    ownerKind === viewer.kind &&
    (ownerKind !== 'account' || isChatFile || organizationId === (viewer.organizationId ?? null));

  /** An organization sees what came in through its apps, not what its other accounts keep. */
  const isOfOrganization = ({ ownerKind, organizationId }: FileRow): boolean =>
    viewer.kind === 'account' &&
    ownerKind !== 'account' &&
    organizationId !== null &&
    organizationId === viewer.organizationId;

  async function isReadable(row: FileRow): Promise<boolean> {
    if (viewer.kind === 'service' || isOwned(row) || isOfOrganization(row)) return true;
    return viewer.kind === 'app' && !row.isChatFile && references.isUsedByApp(row._id);
  }

  async function load(id: string): Promise<File | null> {
    const row = await rows.load(id);
    return row && (await isReadable(row)) ? toFile(row) : null;
  }

  /** Those of the viewer, in the order of the ids; one that is not makes the whole fail. */
  async function loadOwn(ids: readonly string[]): Promise<File[]> {
    const found = await Promise.all(ids.map((id) => rows.load(id)));
    return found.map((row, index) => {
      if (row && isOwned(row)) return toFile(row);
      // Somebody else's file and an unknown one sound the same.
      const reason = 'invalid_param';
      throw new Failure('BAD_INPUT', `file ${index + 1} does not exist`, { reason });
    });
  }

  /**
   * A file that some message of the calling app refers to, whoever sent the message; to an end user
   * of the app only its own.
   */
  async function loadOfApp(id: string): Promise<File> {
    if (viewer.kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'nobody is signed in');
    const [row, isUsedHere] = await Promise.all([rows.load(id), references.isUsedByApp(id)]);
    if (!row || row.isChatFile) throw absent();
    if (!isUsedHere && viewer.kind === 'app' && (await references.isUsed(id))) {
      const reason = 'file_access_denied';
      throw new Failure('FORBIDDEN', 'the file belongs to another app', { reason });
    }
    const isTheirs = viewer.kind === 'app' || isOwned(row);
    const isThere = row.sha256 === null || (await blobs.has(row.sha256));
    if (!isUsedHere || !isTheirs || !isThere) throw absent();
    return toFile(row);
  }

  /** One that was uploaded for a chat: a site administrator sees everybody's. */
  async function loadChatFile(id: string): Promise<File | null> {
    const row = await rows.load(id);
    if (!row?.isChatFile) return null;
    const isAdmin = viewer.kind === 'account' && viewer.scopes.includes(siteAdmin);
    return isAdmin || isOwned(row) ? toFile(row) : null;
  }

  /** The signature is the permission: nobody has to be signed in. */
  async function loadSigned(args: QuerySignedFileArgs): Promise<File | null> {
    const row = signedUrls.isValid(args) ? await rows.load(args.id) : undefined;
    return row ? toFile(row) : null;
  }

  /** Here whoever may not see a file learns why. */
  async function loadSignedTool(args: QuerySignedToolFileArgs): Promise<File | null> {
    if (signedUrls.isValid(args)) return loadSigned(args);
    throw new Failure('FORBIDDEN', 'the address is not valid, or not any more');
  }

  /** A new file of the viewer. */
  async function add(file: NewFile, session?: ClientSession): Promise<File> {
    checkOwner(viewer);
    const { id: ownerId, kind: ownerKind, organizationId = null } = viewer;
    const standard = { _id: newId(), organizationId, isChatFile: false };
    const row: FileRow = { ...standard, ...file, ownerId, ownerKind, createdAt: new Date() };
    await collection.create([row], { session });
    return toFile(row);
  }

  /** Messages keep the id, which then is that of nothing. */
  async function remove(id: string): Promise<{ id: string }> {
    checkOwner(viewer);
    const row = await rows.load(id);
    if (!row || !isOwned(row)) throw absent();
    await transact(async (session) => {
      const { deletedCount } = await collection.deleteOne({ _id: id }, { session });
      if (deletedCount === 0) throw absent();
      if (row.sha256 !== null) await blobs.release(row.sha256, session);
    });
    rows.clear(id);
    return { id };
  }

  return { load, loadOwn, loadOfApp, loadChatFile, loadSigned, loadSignedTool, add, remove };
}
