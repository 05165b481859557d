import { Failure } from '@tributary/runtime/failure';
import { ZodError } from 'zod';
import type { Reply } from '../endpoint.ts';
import { refusals } from '../face.ts';
import { retryAfterOf } from '../retry-after.ts';

/** What the web client shows, word for word. */
export const texts = {
  sessionNotConnected: 'Session not connected',
  sessionNotFound: 'Session not found',
  artifactNotFound: 'Artifact not found',
  folderNotFound: 'Session directory not found',
  notStored: 'could not store the file',
} as const;

export const notFound = (message: string): Failure => new Failure('NOT_FOUND', message);

const notStored = 'file_not_stored';

/** Whatever broke while a file was stored is told of as just that. */
export const toStoringFailure = (failure: Failure): Failure =>
  failure.status === 500
    ? new Failure('INTERNAL', failure.message, { reason: notStored, cause: failure })
    : failure;

/** The failures whose form is documented, by their reason. */
const documented = new Map<string, [status: number, detail: string]>([
  [refusals.unknownRoute, [404, 'Not Found']],
  [refusals.unknownMethod, [405, 'Method Not Allowed']],
  [refusals.invalidParams, [404, texts.artifactNotFound]],
  ['session_not_connected', [400, texts.sessionNotConnected]],
  ['file_not_found', [404, texts.artifactNotFound]],
  [notStored, [500, texts.notStored]],
]);

const places = new Map<string, string>([
  [refusals.invalidQuery, 'query'],
  [refusals.invalidBody, 'body'],
]);

/** A body that is no form lacks the file too. */
const missingFile: readonly string[] = [refusals.fileMissing, refusals.noForm];

/** A failure as this API words it; what only `error` is read of is told of in both ways. */
export function refuse(failure: Failure): Reply {
  const { reason = '', message, cause, status } = failure;
  const known = documented.get(reason);
  if (known) return { status: known[0], body: { detail: known[1] } };
  const place = places.get(reason);
  if (place && cause instanceof ZodError) return unprocessable(toDetails(cause, place));
  if (missingFile.includes(reason)) return unprocessable([missing(['body', 'file'])]);
  if (status === 500) {
    const error = { code: 'INTERNAL_ERROR', message: 'internal error', details: {} };
    return { status, body: { error, detail: error.message } };
  }
  return { status, headers: headersOf(failure), body: { detail: message } };
}

function headersOf(failure: Failure): Record<string, string> {
  if (failure.status === 401) return { 'www-authenticate': 'Bearer' };
  return failure.status === 503 ? { 'retry-after': '1' } : retryAfterOf(failure);
}

/** One thing that is wrong with the input, as programs of this API expect it. */
interface Detail {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

const unprocessable = (detail: Detail[]): Reply => ({ status: 422, body: { detail } });

const missing = (loc: Detail['loc']): Detail => ({
  type: 'missing',
  loc,
  msg: 'Field required',
  input: null,
});

export function toDetails({ issues }: ZodError, place: string): Detail[] {
  return issues.map((issue) => {
    const { code, path, message: msg, input } = issue;
    const loc = [place, ...path.map((key) => (typeof key === 'number' ? key : String(key)))];
    if (code === 'invalid_type' && input === undefined) return missing(loc);
    const type: unknown = code === 'custom' ? issue.params?.type : undefined;
    return { type: typeof type === 'string' ? type : code, loc, msg, input: input ?? null };
  });
}
