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
const plainType = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/;

/** A page that somebody uploaded must never run as one of ours. */
export function toFileHeaders(
  { name, extension, declaredMimeType }: FileHead,
  asAttachment: boolean,
): Record<string, string> {
  const type = plainType.test(declaredMimeType) ? declaredMimeType : octets;
  const isPage = type === 'text/html' || /\.html?$/i.test(name) || /^html?$/.test(extension);
  const isAttachment = asAttachment || isPage;
  return {
    'content-type': isAttachment ? octets : type,
    ...(seekable.has(type) && { 'accept-ranges': 'bytes' }),
    ...(isAttachment && { 'content-disposition': `attachment; filename*=UTF-8''${encode(name)}` }),
    ...(isPage && { 'x-content-type-options': 'nosniff' }),
  };
}

/** As RFC 8187 wants it, which leaves out more than a URI does. */
const encode = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
