import { identify } from '@tributary/gateway/rest/coder/caller';
import { refuse } from '@tributary/gateway/rest/coder/refusal';
import { Failure } from '@tributary/runtime/failure';
import { anonymous } from '@tributary/runtime/identity';
import { expect, test } from 'vitest';

const types = 'allowed: image/png, image/jpeg, image/gif, image/webp';
const detail = 'said';
const bad = (reason?: string) => new Failure('BAD_INPUT', detail, { reason });
const missing = { message: 'resource not found, or you have no access to it' };
const wrong = { message: 'the server could not do this', detail };

test.each([
  [bad(), 400, { message: 'the request is not valid', detail }],
  [bad('upload_cut_off'), 400, { message: 'the body broke off', detail }],
  [bad('unsupported_file_type'), 400, { message: 'unsupported file type', detail: types }],
  [
    bad('organization_unknown'),
    400,
    { message: 'the organization does not exist, or you are not a member of it' },
  ],
  [
    new Failure('NOT_FOUND', 'file: must be one', { reason: 'invalid_params' }),
    400,
    {
      message: 'file is not valid',
      detail: 'must be one',
      validations: [{ field: 'file', detail: 'must be one' }],
    },
  ],
  [
    new Failure('UNAUTHENTICATED', detail),
    401,
    { message: 'you are signed out, or your session has expired', detail },
  ],
  [new Failure('FORBIDDEN', detail), 403, { message: 'you may not do this', detail }],
  [new Failure('NOT_FOUND', detail), 404, missing],
  [new Failure('NOT_FOUND', detail, { reason: 'unknown_route' }), 404, missing],
  [
    new Failure('NOT_FOUND', detail, { reason: 'unknown_method' }),
    405,
    { message: 'the method is not allowed here', detail },
  ],
  [
    new Failure('TOO_LARGE', detail),
    413,
    { message: 'the file is too large', detail: 'at most 10485760 bytes' },
  ],
  [new Failure('RATE_LIMITED', detail), 429, { message: detail }],
  [new Failure('INTERNAL', detail), 500, wrong],
  [new Failure('UNAVAILABLE', detail), 500, wrong],
  [new Failure('TIMEOUT', detail), 500, wrong],
])('a failure has its documented form (%#)', (failure, status, body) => {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };

  expect(refuse(failure)).toEqual({ status, headers, body });
});

test('only an account may create', async () => {
  const app = { viewer: { ...anonymous, kind: 'app' }, credential: undefined } as const;

  expect(await identify(app, { creates: false })).toBe(app);
  await expect(identify(app, { creates: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
