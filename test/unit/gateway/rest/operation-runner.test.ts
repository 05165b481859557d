import { OperationRefused } from '@tributary/gateway/federation/errors';
import { failureOf, toFailure } from '@tributary/gateway/rest/operation-runner';
import { Failure } from '@tributary/runtime/failure';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';

test.each([
  [{ code: 'NOT_FOUND', reason: 'file_not_found' }, 'NOT_FOUND', 'file_not_found', 'told'],
  [{ code: 'RATE_LIMITED' }, 'RATE_LIMITED', undefined, 'told'],
  [{ code: 'BAD_USER_INPUT' }, 'BAD_INPUT', undefined, 'told'],
  [{ code: 'SOMETHING' }, 'INTERNAL', undefined, 'internal error'],
  [undefined, 'INTERNAL', undefined, 'internal error'],
])('the error of the graph %o is a failure', (extensions, code, reason, message) => {
  const failure = failureOf({ message: 'told', ...(extensions && { extensions }) });

  expect(failure).toMatchObject({ code, reason, message });
});

test('a failure stays one, an operation that no service offers is an outage, the rest are bugs', () => {
  const failure = new Failure('FORBIDDEN', 'no');

  expect(toFailure(failure)).toBe(failure);
  expect(toFailure(new OperationRefused([new GraphQLError('unknown field')]))).toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(toFailure(new TypeError('oops'))).toBeUndefined();
});
