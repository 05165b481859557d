import { extname } from 'node:path';
import type { FileKind } from './generated/schema.ts';

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

/** Lower case, without the dot; empty when the name has none. */
export const extensionOf = (name: string): string => extname(name).slice(1).toLowerCase();

/** The category that an extension alone decides. */
export const kindOf = (extension: string): FileKind => kinds.get(extension) ?? 'CUSTOM';

/** What an app says of the files that it takes, as its documented parameters have it. */
export interface UploadSettings {
  enabled: boolean;
  allowed_file_types: readonly string[];
  /** Of `custom` files; with or without the dot. */
  allowed_file_extensions: readonly string[];
  image: { enabled: boolean };
}

const universal = new Set(['png', 'jpg', 'jpeg', 'webp', 'gif']);

/** What every app takes, whatever it says. */
export const isUniversal = (extension: string): boolean => universal.has(extension);

/** What the callers of an app with these settings may upload. */
export function isAccepted(extension: string, settings: UploadSettings): boolean {
  const { enabled, allowed_file_types: types, allowed_file_extensions: customs } = settings;
  const kind = kindOf(extension).toLowerCase();
  if (kind === 'image' && settings.image.enabled) return true;
  if (!enabled) return false;
  if (kind !== 'custom' && types.includes(kind)) return true;
  const isCustom = customs.some((one) => one.replace(/^\./, '').toLowerCase() === extension);
  return types.includes('custom') && extension !== '' && isCustom;
}
