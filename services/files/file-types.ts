import { extname } from 'node:path';
import { Failure } from '@tributary/runtime/failure';
import type { FileKind } from './generated/schema.ts';

const mebibyte = 1_048_576;

const extensions = {
  IMAGE: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'svg'],
  VIDEO: ['mp4', 'mov', 'mpeg', 'webm'],
  AUDIO: ['mp3', 'm4a', 'wav', 'amr', 'mpga'],
  DOCUMENT: [
    ...['txt', 'md', 'mdx', 'markdown', 'pdf', 'html', 'htm', 'xlsx', 'xls', 'docx', 'csv', 'vtt'],
    ...['properties', 'doc', 'msg', 'eml', 'pptx', 'ppt', 'xml', 'epub', 'json'],
  ],
} as const satisfies Partial<Record<FileKind, readonly string[]>>;

const kinds: ReadonlyMap<string, FileKind> = new Map(
  Object.entries(extensions).flatMap(([kind, names]) =>
    names.map((name): [string, FileKind] => [name, kind as keyof typeof extensions]),
  ),
);

const bytesMax: Readonly<Record<FileKind, number>> = {
  IMAGE: 10 * mebibyte,
  AUDIO: 50 * mebibyte,
  VIDEO: 100 * mebibyte,
  DOCUMENT: 15 * mebibyte,
  CUSTOM: 15 * mebibyte,
};

/** Lower case, without the dot; empty when the name has none. */
export const extensionOf = (name: string): string => extname(name).slice(1).toLowerCase();

/** The category that an extension alone decides. */
export const kindOf = (extension: string): FileKind => kinds.get(extension) ?? 'CUSTOM';

/** How large a file of a category may be. */
export const bytesMaxOf = (kind: FileKind): number => bytesMax[kind];

/** A name is shown and sent in headers, never used as a path; still it must not look like one. */
export function checkName(name: string): void {
  const refuse = (message: string, reason = 'invalid_param') => {
    throw new Failure('BAD_INPUT', message, { reason });
  };
  if (name === '') refuse('the file has no name', 'filename_not_exists_error');
  if (name.length > 255) refuse('the name of the file exceeds 255 characters');
  if (/[/\\\p{Cc}]/u.test(name)) {
    refuse('the name of the file must not contain slashes or control characters');
  }
}

/** What the callers of a published app may upload. */
export function checkAcceptable(extension: string, declaredMimeType: string): void {
  if (kindOf(extension) !== 'CUSTOM' && declaredMimeType !== '') return;
  const message = declaredMimeType
    ? `files of type ${extension || 'unknown'} are not accepted`
    : 'the file has no content type';
  throw new Failure('UNSUPPORTED_TYPE', message, { reason: 'unsupported_file_type' });
}
