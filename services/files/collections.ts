import type { Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import type { FileRow } from './files.ts';
import type { MessageFilesRow } from './message-files.ts';
import type { PdfTextRow } from './pdf-texts.ts';

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
  name: text,
  extension: anyText,
  mimeType: text,
  declaredMimeType: anyText,
  size: { type: Number, default: null },
  sha256: optionalText,
  kind: text,
  remoteUrl: optionalText,
  createdAt: time,
});

const messageFilesSchema = new Schema<MessageFilesRow>({
  _id: text,
  ownerId: text,
  appId: optionalText,
  fileIds: [String],
  createdAt: time,
}).index({ fileIds: 1, appId: 1 });

const pdfTextSchema = new Schema<PdfTextRow>({ _id: text, text: optionalText, createdAt: time });

/** The collections of the files service, with their indexes built. */
export const openCollections = async (store: Store) => ({
  files: await store.model('files', fileSchema),
  messageFiles: await store.model('message-files', messageFilesSchema),
  pdfTexts: await store.model('pdf-texts', pdfTextSchema),
});
