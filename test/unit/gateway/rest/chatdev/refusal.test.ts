import { listArtifactEvents } from '@tributary/gateway/rest/chatdev/artifact-events';
import { readArtifact } from '@tributary/gateway/rest/chatdev/artifacts';
import { refuse, toStoringFailure } from '@tributary/gateway/rest/chatdev/refusal';
import type { Endpoint } from '@tributary/gateway/rest/endpoint';
import { refusals } from '@tributary/gateway/rest/face';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';
import { inputOf } from '../sender.ts';

const params = { session_id: 's', artifact_id: 'art_1' };

/** The query as the endpoint takes it, or the answer that refuses it. */
function taken(one: Endpoint, query: Record<string, string>, path: object = params) {
  try {
    return inputOf(one, { query, params: path }).query;
  } catch (error) {
    if (error instanceof Failure) return refuse(error);
    throw error;
  }
}

const detail = (name: string, type: string, msg: string, input: string) => ({
  ...{ type, loc: ['query', name], msg: `Input should be ${msg}`, input },
});

test('everything that is wrong with a query is listed', () => {
  const query = { after: '-1', wait_seconds: '61', limit: '1.5', max_size: '0' };

  expect(taken(listArtifactEvents, query)).toEqual({
    status: 422,
    body: {
      detail: [
        detail('after', 'greater_than_equal', 'greater than or equal to 0', '-1'),
        detail('wait_seconds', 'less_than_equal', 'less than or equal to 60', '61'),
        detail(
          ...['limit', 'int_parsing'],
          'a valid integer, unable to parse string as an integer',
          '1.5',
        ),
        detail('max_size', 'greater_than', 'greater than 0', '0'),
      ],
    },
  });
});

test.each(['nan', 'inf', '', '0x1', '1_0', '1e999'])('%j is no time to wait', (wait_seconds) => {
  expect(taken(listArtifactEvents, { wait_seconds })).toMatchObject({ status: 422 });
});

test('a query has its defaults, and lists without anything in them are no filter', () => {
  const query = {
    after: ' 7',
    wait_seconds: '.5',
    include_mime: ' image/ ,,a/b',
    include_ext: ',',
  };

  expect(taken(listArtifactEvents, {})).toEqual({ wait_seconds: 25, limit: 25 });
  expect(taken(listArtifactEvents, query)).toEqual({
    ...{ after: 7, wait_seconds: 0.5, limit: 25, include_mime: ['image/', 'a/b'] },
    include_ext: undefined,
  });
});

test('a mode or a truth value that is none is told of', () => {
  const query = { mode: 'zip', download: 'maybe' };

  expect(taken(readArtifact, query)).toEqual({
    status: 422,
    body: {
      detail: [
        detail('mode', 'enum', "'meta' or 'stream'", 'zip'),
        detail(
          ...['download', 'bool_parsing'],
          'a valid boolean, unable to interpret input',
          'maybe',
        ),
      ],
    },
  });
  expect(taken(readArtifact, { download: 'ON' })).toEqual({ mode: 'meta', download: true });
  expect(taken(readArtifact, {}, { ...params, artifact_id: 'a.b' })).toEqual({
    ...{ status: 404, body: { detail: 'Artifact not found' } },
  });
});

const file = { type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null };

test.each<[FailureCode, string | undefined, number, unknown]>([
  ['BAD_INPUT', refusals.fileMissing, 422, [file]],
  ['UNSUPPORTED_TYPE', refusals.noForm, 422, [file]],
  ['NOT_FOUND', refusals.unknownRoute, 404, 'Not Found'],
  ['NOT_FOUND', refusals.unknownMethod, 405, 'Method Not Allowed'],
  ['BAD_INPUT', 'session_not_connected', 400, 'Session not connected'],
  ['NOT_FOUND', 'file_not_found', 404, 'Artifact not found'],
  ['TOO_LARGE', refusals.fileTooLarge, 413, 'what went wrong'],
  ['BAD_INPUT', refusals.malformedBody, 400, 'what went wrong'],
  ['UNAUTHENTICATED', undefined, 401, 'what went wrong'],
  ['UNAVAILABLE', undefined, 503, 'what went wrong'],
])('%s because of %s is %i', (code, reason, status, told) => {
  expect(refuse(new Failure(code, 'what went wrong', { reason }))).toMatchObject({
    ...{ status, body: { detail: told } },
  });
});

test('who calls too often is told when to come again', () => {
  const message = 'too many sessions are opened: try again in 7 s';

  expect(refuse(new Failure('RATE_LIMITED', message))).toEqual({
    ...{ status: 429, headers: { 'retry-after': '7' }, body: { detail: message } },
  });
});

test('a file that could not be stored is told of as just that, and a refused one as it was', () => {
  const told = (failure: Failure) => refuse(toStoringFailure(failure));

  expect(told(new Failure('INTERNAL', 'disk /var is full'))).toEqual({
    ...{ status: 500, body: { detail: 'could not store the file' } },
  });
  expect(told(new Failure('TOO_LARGE', 'the file exceeds 7 bytes'))).toMatchObject({
    ...{ status: 413, body: { detail: 'the file exceeds 7 bytes' } },
  });
});

test('what was not foreseen is told of in both forms, and without its words', () => {
  expect(refuse(new Failure('INTERNAL', 'disk /var is full'))).toEqual({
    status: 500,
    body: {
      error: { code: 'INTERNAL_ERROR', message: 'internal error', details: {} },
      detail: 'internal error',
    },
  });
});
