import { refuse } from '@tributary/gateway/rest/session/refusal';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const cases: [FailureCode, string | undefined, number][] = [
  ['BAD_INPUT', 'malformed_body', 400],
  ['UNAUTHENTICATED', undefined, 401],
  ['FORBIDDEN', undefined, 403],
  ['NOT_FOUND', 'unknown_route', 404],
  ['NOT_FOUND', 'unknown_method', 405],
  ['TOO_LARGE', 'body_too_large', 413],
  ['UNSUPPORTED_TYPE', 'media_type', 415],
  ['INTERNAL', undefined, 500],
  ['UNAVAILABLE', undefined, 503],
];

test.each(cases)('%s with the reason %s is told as it is, with %i', (code, reason, status) => {
  expect(refuse(new Failure(code, 'told', { reason }))).toEqual({
    ...{ status, headers: {} },
    body: { code, message: 'told' },
  });
});

test('whoever has to wait is told for how long', () => {
  const failure = new Failure('RATE_LIMITED', 'too many attempts: try again in 8 s');

  expect(refuse(failure)).toMatchObject({ status: 429, headers: { 'retry-after': '8' } });
});
