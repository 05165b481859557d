import { extname } from 'node:path';
import { toMimeType } from '@tributary/runtime/mime-type';
import mime from 'mime';
import { unknownType } from '../content-type.ts';
import { toPlainName } from '../file-names.ts';
import type { AttachmentKind } from '../generated/schema.ts';

const nameBytesMax = 255;
const standardName = 'upload.bin';

/** What the registry of types has under these names is not what a workspace means by them. */
const codeTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/typescript',
  '.mts': 'text/typescript',
  '.cts': 'text/typescript',
  '.tsx': 'text/typescript',
  '.py': 'text/x-python',
};

/** A name that is one part of a path, whatever was given. */
export function toAttachmentName(given: string): string {
  const name = toPlainName(given, nameBytesMax);
  return ['', '.', '..'].includes(name) ? standardName : name;
}

/** By the last extension of a name. */
export function guessMimeType(name: string): string {
  const extension = extname(name).toLowerCase();
  if (extension === '') return unknownType;
  return codeTypes[extension] ?? mime.getType(extension) ?? unknownType;
}

/** The declared type if it is one, without its parameters; else what the name says. */
export function toAttachmentType(declared: string | null | undefined, name: string): string {
  return toMimeType(declared) || guessMimeType(name);
}

const kinds: Readonly<Record<string, AttachmentKind>> = {
  image: 'IMAGE',
  audio: 'AUDIO',
  video: 'VIDEO',
};

export const attachmentKindOf = (mimeType: string): AttachmentKind =>
  kinds[mimeType.split('/', 1)[0] ?? ''] ?? 'FILE';
