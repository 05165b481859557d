import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a header can hold and a line of a log can show. */
const pattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/;
const known = new WeakMap<Readonly<IncomingHttpHeaders>, string>();

/** By what one request is known to its sender and in the log: as it says itself, or a new id. */
export function correlationOf(headers: Readonly<IncomingHttpHeaders>): string {
  const id = known.get(headers) ?? readCorrelation(headers['x-correlation-id']) ?? randomUUID();
  known.set(headers, id);
  return id;
}

function readCorrelation(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && pattern.test(header) ? header : undefined;
}
