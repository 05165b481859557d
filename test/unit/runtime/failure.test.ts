import { Failure, failureStatuses, isFailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

test('a failure has its code, its status, its reason and its cause', () => {
  const cause = new Error('disk full');

  const failure = new Failure('UNAVAILABLE', 'files does not answer', { reason: 'full', cause });

  const { code, status, reason, message } = failure;
  expect({ code, status, reason, message, cause: failure.cause }).toEqual({
    code: 'UNAVAILABLE',
    status: 503,
    reason: 'full',
    message: 'files does not answer',
    cause,
  });
});

test('only the known codes are codes', () => {
  const codes = Object.keys(failureStatuses);

  expect(codes.filter(isFailureCode)).toEqual(codes);
  expect(['toString', 'not_found', '', 404, undefined].filter(isFailureCode)).toEqual([]);
});
