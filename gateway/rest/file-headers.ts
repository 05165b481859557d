import { toMimeType } from '@tributary/runtime/mime-type';
import { encodeExtended } from 'content-disposition';

/** What is told of a file beside its bytes. */
export interface FileHead {
  readonly name: string;
  readonly extension: string;
  readonly declaredMimeType: string;
}

const seekable = new Set([
  ...['mpeg', 'wav', 'mp4', 'ogg', 'flac', 'aac', 'x-m4a'].map((name) => `audio/${name}`),
  ...['mp4', 'webm', 'quicktime'].map((name) => `video/${name}`),
]);
const octets = 'application/octet-stream';
const pageType = /^(?:text\/html|application\/xhtml\+xml)$/;
const pageExtension = /^(?:s?html?|xht(?:ml)?)$/;
/** What a browser shows by itself, and whose forms hold no scripts, or run them in a viewer alone. */
const inert = new Set([
  ...seekable,
  ...['png', 'jpeg', 'gif', 'webp', 'avif', 'bmp', 'heic', 'heif'].map((name) => `image/${name}`),
  ...['tiff', 'x-icon', 'vnd.microsoft.icon'].map((name) => `image/${name}`),
  ...['mp3', 'x-wav', 'x-flac', 'webm', 'opus', 'amr', 'aiff'].map((name) => `audio/${name}`),
  ...['mpeg', 'ogg', 'x-msvideo', 'x-matroska', '3gpp'].map((name) => `video/${name}`),
  'application/pdf',
]);
const sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/**
 * Nothing that somebody uploaded runs as one of our pages: a page is never shown, and whatever else
 * may hold a script, as XML does under any name, is shown without its scripts.
 */
export function toFileHeaders(
  { name, extension, declaredMimeType }: FileHead,
  asAttachment: boolean,
): Record<string, string> {
  const type = toMimeType(declaredMimeType) || octets;
  const ending = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const isPage = pageType.test(type) || [ending, extension].some((one) => pageExtension.test(one));
  const isAttachment = asAttachment || isPage;
  return {
    'content-type': isAttachment ? octets : type,
    'x-content-type-options': 'nosniff',
    ...(seekable.has(type) && { 'accept-ranges': 'bytes' }),
    ...(isAttachment && {
      'content-disposition': `attachment; filename*=${encodeExtended(name.toWellFormed())}`,
    }),
    ...(!isAttachment && !inert.has(type) && { 'content-security-policy': sandbox }),
  };
}

/** Of content that a hash names; a remote file has none. */
export const toEtag = (sha256: string | null): string | undefined =>
  sha256 === null ? undefined : `"${sha256}"`;
