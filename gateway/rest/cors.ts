/** Which pages may call a face from a browser, and what they may send and see. */
export interface Cors {
  /**
   * `*`: any page, but without the cookies of its user. A list: the pages of these origins, cookies
   * included; a `*` in it lets in all.
   */
  readonly origins: '*' | readonly string[];
  readonly methods: string;
  readonly headers: string;
  readonly exposed: string;
}

/** For so long a browser need not ask again. */
const preflightSeconds = 600;

/** What an answer to a page of that origin carries. */
export function toCorsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const { origins, methods, headers, exposed } = cors;
  const allowed = {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': headers,
    'access-control-expose-headers': exposed,
  };
  if (origins === '*') return { 'access-control-allow-origin': '*', ...allowed };
  // A shared cache must not hand the answer for one page to another one.
  const vary = { vary: 'Origin' };
  if (!origin || !(origins.includes('*') || origins.includes(origin))) return vary;
  return {
    ...vary,
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    ...allowed,
  };
}

/** What only the answer to a browser's question carries. */
export const preflightHeaders = { 'access-control-max-age': String(preflightSeconds) };
