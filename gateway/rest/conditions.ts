/** What a client says of the version of a file that it has. Entity tags as RFC 9110 compares them. */
interface Conditions {
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-range'?: string | undefined;
}

const tagPattern = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether the client has the very bytes already. */
export function hasAlready(headers: Conditions, etag: string | undefined): boolean {
  const known = headers['if-none-match']?.trim();
  if (known === undefined || etag === undefined) return false;
  if (known === '*') return true;
  return (known.match(tagPattern) ?? []).some((tag) => tag.replace(/^W\//, '') === etag);
}

/** Whether a part would fit to what the client has; a date never says so for certain. */
export function mayContinue(headers: Conditions, etag: string | undefined): boolean {
  const held = headers['if-range']?.trim();
  return held === undefined || held === etag;
}

const keptHeaders = new Set(['cache-control', 'content-location', 'expires', 'vary']);

/** The headers of an answer without its content, which a cache takes over. */
export const toCacheHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => keptHeaders.has(name.toLowerCase())),
  );
