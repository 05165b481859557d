import type { IncomingHttpHeaders } from 'node:http';

/** Which pages may call a face from a browser, and what they may send and see. */
export interface Cors {
  /** Of the pages; `*` among them lets in all. */
  readonly origins: readonly string[] | ((origin: string) => boolean);
  /** Whether a page may send the cookies of its user, and read what is answered to them. */
  readonly takesCookies: boolean;
  readonly methods: string;
  /** `*`: whichever a page asks for. */
  readonly headers: string;
  readonly exposed: string;
}

/** For so long a browser need not ask again. */
const preflightSeconds = 600;

export function isAllowedOrigin({ origins }: Cors, origin: string): boolean {
  if (typeof origins === 'function') return origins(origin);
  return origins.includes('*') || origins.includes(origin);
}

/** What an answer to a page carries; who asks is in the headers of the request. */
export function toCorsHeaders(
  cors: Cors,
  sent: Readonly<IncomingHttpHeaders>,
): Record<string, string> {
  const { origins, takesCookies, methods, headers, exposed } = cors;
  const { origin } = sent;
  const asked = sent['access-control-request-headers'];
  const allowedHeaders = headers === '*' ? asked : headers;
  const allowed = {
    'access-control-allow-methods': methods,
    ...(allowedHeaders && { 'access-control-allow-headers': allowedHeaders }),
    'access-control-expose-headers': exposed,
  };
  if (!takesCookies && typeof origins !== 'function' && origins.includes('*')) {
    return { 'access-control-allow-origin': '*', ...allowed };
  }
  // A shared cache must not hand the answer for one page to another one.
  const vary = { vary: 'Origin' };
  if (!origin || !isAllowedOrigin(cors, origin)) return vary;
  return {
    ...vary,
    'access-control-allow-origin': origin,
    ...(takesCookies && { 'access-control-allow-credentials': 'true' }),
    ...allowed,
  };
}

/** What only the answer to a browser's question carries. */
export const preflightHeaders = { 'access-control-max-age': String(preflightSeconds) };
