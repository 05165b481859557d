import { refuse } from '@tributary/gateway/rest/dify-web/refusal';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const cases: [FailureCode, string | undefined, string, number][] = [
  ['BAD_INPUT', undefined, 'invalid_param', 400],
  ['BAD_INPUT', 'invalid_query', 'invalid_param', 400],
  ['BAD_INPUT', 'malformed_body', 'bad_request', 400],
  ['BAD_INPUT', 'bad_request', 'bad_request', 400],
  ['BAD_INPUT', 'not_chat_app', 'not_chat_app', 400],
  ['BAD_INPUT', 'password_mismatch', 'password_mismatch', 400],
  ['BAD_INPUT', 'invalid_email', 'invalid_email', 400],
  ['BAD_INPUT', 'email_code_error', 'email_code_error', 400],
  ['UNAUTHENTICATED', undefined, 'unauthorized', 401],
  ['UNAUTHENTICATED', 'not_setup', 'not_setup', 401],
  ['UNAUTHENTICATED', 'authentication_failed', 'authentication_failed', 401],
  ['UNAUTHENTICATED', 'invalid_or_expired_token', 'invalid_or_expired_token', 401],
  ['UNAUTHENTICATED', 'web_sso_auth_required', 'web_sso_auth_required', 401],
  ['UNAUTHENTICATED', 'web_app_access_denied', 'web_app_access_denied', 401],
  ['FORBIDDEN', undefined, 'forbidden', 403],
  ['FORBIDDEN', 'account_banned', 'account_banned', 403],
  ['NOT_FOUND', undefined, 'not_found', 404],
  ['NOT_FOUND', 'unknown_route', 'not_found', 404],
  ['NOT_FOUND', 'account_not_found', 'account_not_found', 404],
  ['NOT_FOUND', 'unknown_method', 'method_not_allowed', 405],
  ['TOO_LARGE', 'body_too_large', 'request_entity_too_large', 413],
  ['UNSUPPORTED_TYPE', 'media_type', 'unsupported_media_type', 415],
  ['UNSUPPORTED_TYPE', 'no_form', 'no_file_uploaded', 400],
  ['RATE_LIMITED', undefined, 'too_many_requests', 429],
  ['RATE_LIMITED', 'email_send_ip_limit', 'email_send_ip_limit', 429],
  [
    'RATE_LIMITED',
    'email_code_login_rate_limit_exceeded',
    'email_code_login_rate_limit_exceeded',
    429,
  ],
  ['RATE_LIMITED', 'password_reset_rate_limit_exceeded', 'password_reset_rate_limit_exceeded', 429],
  ['RATE_LIMITED', 'email_password_reset_limit', 'email_password_reset_limit', 429],
  ['RATE_LIMITED', 'toString', 'too_many_requests', 429],
  ['INTERNAL', undefined, 'internal_server_error', 500],
  ['UNAVAILABLE', undefined, 'service_unavailable', 503],
  ['TIMEOUT', undefined, 'gateway_timeout', 504],
];

test.each(cases)('%s with the reason %s is %s', (failureCode, reason, code, status) => {
  const { body, ...reply } = refuse(new Failure(failureCode, 'told', { reason }));

  expect([reply.status, body]).toEqual([status, { code, message: 'told', status }]);
});

test.each([
  ['email: is required', 'email'],
  ['limit: must be from 1 to 100', 'limit'],
  ['files.0.type: must be a string', 'files'],
  ['email is not an address', 'email'],
  ['newPassword needs a letter and a digit', 'new_password'],
  ['app does not exist', undefined],
  ['must be an object', undefined],
])('the field of %j is %s', (message, params) => {
  const { body } = refuse(new Failure('BAD_INPUT', message));

  const error = { code: 'invalid_param', message, status: 400 };
  expect(body).toEqual(params === undefined ? error : { ...error, params });
});

test('a refusal says how to go on where a client can', () => {
  expect(refuse(new Failure('UNAUTHENTICATED', 'who?')).headers).toEqual({
    'www-authenticate': 'Bearer realm="api"',
  });
  expect(refuse(new Failure('UNAVAILABLE', 'later')).headers).toEqual({ 'retry-after': '1' });
  expect(refuse(new Failure('RATE_LIMITED', 'too many mails: try again in 42 s')).headers).toEqual({
    'retry-after': '42',
  });
  expect(refuse(new Failure('RATE_LIMITED', 'too many answers')).headers).toEqual({});
});
