import { isAcceptable } from '@tributary/gateway/rest/playground/admission';
import { refuse } from '@tributary/gateway/rest/playground/refusal';
import { toStatus } from '@tributary/gateway/rest/playground/workflows';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

test.each([
  [undefined, true],
  ['*/*', true],
  ['text/html, application/*;q=0.5', true],
  ['application/json', true],
  ['text/html', false],
  ['application/json;q=0, */*', false],
  ['text/html, */*;q=0', false],
])('a client that accepts %s takes JSON: %s', (accept, expected) => {
  expect(isAcceptable(accept)).toBe(expected);
});

test.each([
  [new Failure('BAD_INPUT', 'input: is wrong'), 400, 'input: is wrong'],
  [new Failure('FORBIDDEN', 'no'), 403, 'no'],
  [new Failure('NOT_FOUND', 'none'), 404, 'none'],
  [new Failure('NOT_FOUND', 'not so', { reason: 'unknown_method' }), 405, 'not so'],
  [new Failure('BAD_INPUT', 'not that', { reason: 'not_acceptable' }), 406, 'not that'],
  [new Failure('TOO_LARGE', 'big'), 413, 'big'],
  [new Failure('UNSUPPORTED_TYPE', 'type'), 415, 'type'],
  [new Failure('CONFLICT', 'secret'), 500, 'internal error'],
  [new Failure('UNAVAILABLE', 'secret'), 500, 'internal error'],
  [new Failure('INTERNAL', 'secret'), 500, 'internal error'],
])('a failure has its documented status, and a detail that is safe to tell', (failure, ...told) => {
  const { status, body } = refuse(failure);

  expect([status, body]).toEqual([told[0], { detail: told[1] }]);
});

test('a caller who is unknown is told how to become known', () => {
  expect(refuse(new Failure('UNAUTHENTICATED', 'who?'))).toEqual({
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
    body: { detail: 'who?' },
  });
});

const run = {
  id: 'wf_1',
  status: 'RUNNING',
  mode: 'REACT',
  currentStep: 'acting',
  progress: 20,
  currentRound: 1,
  updatedAt: 1_764_000_000.000_001,
  createdAt: 1_764_000_000,
  stoppedAt: null,
  completedAt: null,
  error: null,
} as const;

test('a status has a tag, by which the client that has it is spared the body', () => {
  const first = toStatus(run, undefined);
  const etag = String(first.headers?.etag);

  expect(first.body).toEqual({ ...run, status: 'running', mode: 'React' });
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    expect(toStatus(run, known)).toEqual({ status: 304, headers: first.headers });
  }
  expect(toStatus({ ...run, updatedAt: 1_764_000_000.000_002 }, etag).status).toBe(200);
  expect(toStatus({ ...run, status: 'STOPPED' }, etag).status).toBe(200);
});
