import type { Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import type { BlobKeyRow } from './blobs/blob-keys.ts';
import type { BlobRow } from './blobs/blobs.ts';
import type { FileRow } from './files.ts';
import type { MessageFilesRow } from './message-files.ts';
import { openSessionCollections } from './sessions/session-collections.ts';
import type { DocumentTextRow } from './texts/document-texts.ts';

export type Collections = Awaited<ReturnType<typeof openCollections>>;

const text = { type: String, required: true } as const;
/** A text that may be empty, which mongoose does not call given. */
const anyText = { type: String, default: '' } as const;
const optionalText = { type: String, default: null } as const;
const time = { type: Date, required: true } as const;

const fileSchema = new Schema<FileRow>({
  _id: text,
  ownerId: text,
  ownerKind: text,
  organizationId: optionalText,
  name: anyText,
  extension: anyText,
  mimeType: text,
  declaredMimeType: anyText,
  size: { type: Number, default: null },
  sha256: optionalText,
  kind: text,
  remoteUrl: optionalText,
  isChatFile: { type: Boolean, default: false },
  createdAt: time,
});

const messageFilesSchema = new Schema<MessageFilesRow>({
  _id: text,
  ownerId: text,
  appId: optionalText,
  fileIds: [String],
  createdAt: time,
}).index({ fileIds: 1, appId: 1 });

const textSchema = new Schema<DocumentTextRow>({
  _id: text,
  text: optionalText,
  isLate: { type: Boolean, default: false },
  createdAt: time,
});

const blobSchema = new Schema<BlobRow>({
  _id: text,
  key: text,
  size: { type: Number, required: true },
  crcs: { type: Buffer, required: true },
  references: { type: Number, required: true },
  createdAt: time,
});

const blobKeySchema = new Schema<BlobKeyRow>({
  _id: text,
  leaseUntil: time,
  isGarbage: { type: Boolean, required: true },
}).index({ leaseUntil: 1 });

/** The collections of the files service, with their indexes built. */
export const openCollections = async (store: Store) => ({
  files: await store.model('files', fileSchema),
  messageFiles: await store.model('message-files', messageFilesSchema),
  blobs: await store.model('blobs', blobSchema),
  blobKeys: await store.model('blob-keys', blobKeySchema),
  texts: await store.model('texts', textSchema),
  ...(await openSessionCollections(store)),
});
