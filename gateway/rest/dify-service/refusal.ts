import type { Failure } from '@tributary/runtime/failure';
import { difyStatuses, type ErrorBody, errorHeaders, readError } from '../dify-errors.ts';
import type { Reply } from '../endpoint.ts';

const statuses = {
  ...difyStatuses,
  file_access_denied: 403,
  file_not_found: 404,
  s3_connection_failed: 503,
  s3_permission_denied: 503,
  s3_file_too_large: 503,
};

/** A failure as programs that call this API branch on it. */
export const toErrorBody = (failure: Failure): ErrorBody => readError(failure, statuses);

export function refuse(failure: Failure): Reply {
  const body = toErrorBody(failure);
  const retry = body.status === 429 && { 'retry-after': '1' };
  return { status: body.status, headers: { ...errorHeaders(body), ...retry }, body };
}
