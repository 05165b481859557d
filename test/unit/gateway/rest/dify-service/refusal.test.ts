import { refuse } from '@tributary/gateway/rest/dify-service/refusal';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const cases: [FailureCode, string | undefined, string, number][] = [
  ['BAD_INPUT', undefined, 'invalid_param', 400],
  ['BAD_INPUT', 'invalid_query', 'invalid_param', 400],
  ['BAD_INPUT', 'invalid_body', 'invalid_param', 400],
  ['BAD_INPUT', 'cursor_expired', 'invalid_param', 400],
  ['BAD_INPUT', 'toString', 'invalid_param', 400],
  ['BAD_INPUT', 'malformed_body', 'bad_request', 400],
  ['BAD_INPUT', 'bad_request', 'bad_request', 400],
  ['BAD_INPUT', 'not_chat_app', 'not_chat_app', 400],
  ['BAD_INPUT', 'app_unavailable', 'app_unavailable', 400],
  ['BAD_INPUT', 'provider_not_initialize', 'provider_not_initialize', 400],
  ['BAD_INPUT', 'provider_quota_exceeded', 'provider_quota_exceeded', 400],
  ['BAD_INPUT', 'model_currently_not_support', 'model_currently_not_support', 400],
  ['BAD_INPUT', 'completion_request_error', 'completion_request_error', 400],
  ['BAD_INPUT', 'conversation_completed', 'conversation_completed', 400],
  ['BAD_INPUT', 'file_missing', 'no_file_uploaded', 400],
  ['BAD_INPUT', 'files_too_many', 'too_many_files', 400],
  ['BAD_INPUT', 'file_unnamed', 'filename_not_exists_error', 400],
  ['UNAUTHENTICATED', undefined, 'unauthorized', 401],
  ['FORBIDDEN', undefined, 'forbidden', 403],
  ['FORBIDDEN', 'file_access_denied', 'file_access_denied', 403],
  ['NOT_FOUND', undefined, 'not_found', 404],
  ['NOT_FOUND', 'invalid_params', 'not_found', 404],
  ['NOT_FOUND', 'unknown_route', 'not_found', 404],
  ['NOT_FOUND', 'file_not_found', 'file_not_found', 404],
  ['NOT_FOUND', 'unknown_method', 'method_not_allowed', 405],
  ['TOO_LARGE', 'body_too_large', 'request_entity_too_large', 413],
  ['TOO_LARGE', 'file_too_large', 'file_too_large', 413],
  ['TOO_LARGE', undefined, 'file_too_large', 413],
  ['UNSUPPORTED_TYPE', 'media_type', 'unsupported_media_type', 415],
  ['UNSUPPORTED_TYPE', 'no_form', 'unsupported_media_type', 415],
  ['UNSUPPORTED_TYPE', 'file_untyped', 'unsupported_file_type', 415],
  ['UNSUPPORTED_TYPE', undefined, 'unsupported_file_type', 415],
  ['RATE_LIMITED', undefined, 'too_many_requests', 429],
  ['RATE_LIMITED', 'rate_limit_error', 'rate_limit_error', 429],
  ['INTERNAL', undefined, 'internal_server_error', 500],
  ['UNAVAILABLE', undefined, 'service_unavailable', 503],
  ['UNAVAILABLE', 's3_connection_failed', 's3_connection_failed', 503],
  ['UNAVAILABLE', 's3_permission_denied', 's3_permission_denied', 503],
  ['UNAVAILABLE', 's3_file_too_large', 's3_file_too_large', 503],
  ['BAD_INPUT', 'invalid_param', 'invalid_param', 400],
  ['BAD_INPUT', 'filename_not_exists_error', 'filename_not_exists_error', 400],
  ['TIMEOUT', undefined, 'gateway_timeout', 504],
];

test.each(cases)('%s with the reason %s is %s', (failureCode, reason, code, status) => {
  const reply = refuse(new Failure(failureCode, 'told', { reason }));

  expect({ ...reply, headers: undefined }).toEqual({
    status,
    body: { code, message: 'told', status },
  });
});

test('a refusal says how to go on where a client can', () => {
  expect(refuse(new Failure('UNAUTHENTICATED', 'who?')).headers).toEqual({
    'www-authenticate': 'Bearer realm="api"',
  });
  expect(refuse(new Failure('RATE_LIMITED', 'later')).headers).toEqual({ 'retry-after': '1' });
});
