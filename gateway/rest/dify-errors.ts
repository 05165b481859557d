import type { Failure, FailureCode } from '@tributary/runtime/failure';
import { refusals } from './face.ts';

/** How both Dify APIs tell of a failure; programs branch on the code. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** The codes that both APIs have, and their statuses. */
export const difyStatuses: Readonly<Record<string, number>> = {
  bad_request: 400,
  invalid_param: 400,
  not_chat_app: 400,
  app_unavailable: 400,
  provider_not_initialize: 400,
  provider_quota_exceeded: 400,
  model_currently_not_support: 400,
  completion_request_error: 400,
  conversation_completed: 400,
  no_file_uploaded: 400,
  too_many_files: 400,
  filename_not_exists_error: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  request_entity_too_large: 413,
  file_too_large: 413,
  unsupported_media_type: 415,
  unsupported_file_type: 415,
  requested_range_not_satisfiable: 416,
  too_many_requests: 429,
  rate_limit_error: 429,
  internal_server_error: 500,
  service_unavailable: 503,
  gateway_timeout: 504,
};

const codes: Readonly<Record<FailureCode, string>> = {
  BAD_INPUT: 'invalid_param',
  UNAUTHENTICATED: 'unauthorized',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  TOO_LARGE: 'file_too_large',
  UNSUPPORTED_TYPE: 'unsupported_file_type',
  RATE_LIMITED: 'too_many_requests',
  INTERNAL: 'internal_server_error',
  UNAVAILABLE: 'service_unavailable',
  TIMEOUT: 'gateway_timeout',
};

const refusalCodes = new Map<string, string>(
  Object.entries({
    [refusals.unknownMethod]: 'method_not_allowed',
    [refusals.mediaType]: 'unsupported_media_type',
    [refusals.noForm]: 'unsupported_media_type',
    [refusals.malformedBody]: 'bad_request',
    [refusals.bodyTooLarge]: 'request_entity_too_large',
    [refusals.fileMissing]: 'no_file_uploaded',
    [refusals.filesTooMany]: 'too_many_files',
    [refusals.fileUnnamed]: 'filename_not_exists_error',
    [refusals.rangeUnsatisfiable]: 'requested_range_not_satisfiable',
  }),
);

/** A reason that the API does not document, with its status, says nothing to its clients. */
export function readError(failure: Failure, statuses: Readonly<Record<string, number>>): ErrorBody {
  const { code: failureCode, reason = '', message } = failure;
  const documented = Object.hasOwn(statuses, reason) ? reason : undefined;
  const code = refusalCodes.get(reason) ?? documented ?? codes[failureCode];
  return { code, message, status: statuses[code] ?? 500 };
}

export function errorHeaders({ status }: ErrorBody): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="api"' };
  return status === 503 ? { 'retry-after': '1' } : {};
}
