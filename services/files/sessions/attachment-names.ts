import { extname } from 'node:path';
import mime from 'mime';
import { unknownType } from '../content-type.ts';
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

/** At most so many bytes of UTF-8, with no character torn. */
function cutBytes(text: string, bytesMax: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) return kept;
    kept += character;
  }
  return kept;
}

/**
 * A name that is one part of a path, whatever was given: the last part, without what is not seen or
 * turns the direction of what is.
 */
export function toAttachmentName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const clean = last.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '');
  const name = cutBytes(clean, nameBytesMax);
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
  const type = (declared ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isType = type.length <= 127 && /^[a-z0-9][\w!#$&^.+-]*\/[\w!#$&^.+-]+$/.test(type);
  return isType ? type : guessMimeType(name);
}

const kinds: Readonly<Record<string, AttachmentKind>> = {
  image: 'IMAGE',
  audio: 'AUDIO',
  video: 'VIDEO',
};

export const attachmentKindOf = (mimeType: string): AttachmentKind =>
  kinds[mimeType.split('/', 1)[0] ?? ''] ?? 'FILE';
