import type { Failure } from '@tributary/runtime/failure';
import type { Reply } from '../endpoint.ts';
import { refusals } from '../face.ts';
import { reasons } from './admission.ts';

/** Other statuses are not documented: to the caller, all else is an error of the server. */
const documented = new Set([400, 401, 403, 404, 413, 415, 429]);
const statusOf: Readonly<Record<string, number>> = {
  [refusals.unknownMethod]: 405,
  [reasons.notAcceptable]: 406,
};

/** A failure as this API words it: one text, which names the member that is wrong. */
export function refuse(failure: Failure): Reply {
  const status = statusOf[failure.reason ?? ''] ?? failure.status;
  if (status !== 405 && status !== 406 && !documented.has(status)) {
    return { status: 500, body: { detail: 'internal error' } };
  }
  return { status, headers: headersOf(status, failure), body: { detail: failure.message } };
}

function headersOf(status: number, { reason }: Failure): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  // The limit of calls has said how long already.
  return status === 429 && reason !== reasons.rateLimit ? { 'retry-after': '10' } : {};
}
