import type { IncomingHttpHeaders } from 'node:http';
import { toCorsHeaders } from './cors.ts';
import type { Face } from './face.ts';

/** What every answer of a face carries, the answer to a handshake too. */
export function headersOf(
  { headers = {}, cors }: Face,
  sent: Readonly<IncomingHttpHeaders>,
): Record<string, string> {
  const own = typeof headers === 'function' ? headers(sent) : headers;
  return { ...own, ...(cors && toCorsHeaders(cors, sent)) };
}
