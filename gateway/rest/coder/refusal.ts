import type { Failure } from '@tributary/runtime/failure';
import type { Reply } from '../endpoint.ts';
import { refusals } from '../face.ts';
import { chatFileBytesMax, chatFileTypes } from './image.ts';

export const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

/** What a caller is told; a member that there is nothing to say in is left out. */
interface Told {
  readonly message: string;
  readonly detail?: string;
  readonly validations?: readonly { field: string; detail: string }[];
}

/** Other statuses are not documented: to the caller, all else is an error of the server. */
const documented = new Set([400, 401, 403, 404, 405, 413, 429]);
const statusOf: Readonly<Record<string, number>> = {
  [refusals.unknownMethod]: 405,
  [refusals.invalidParams]: 400,
};

/** A failure as this API words it: what happened, and where there is more to say, a detail. */
export function refuse(failure: Failure): Reply {
  const given = statusOf[failure.reason ?? ''] ?? failure.status;
  const status = documented.has(given) ? given : 500;
  const headers = { ...jsonHeaders, 'cache-control': 'no-store' };
  return { status, headers, body: toTold(status, failure) };
}

function toTold(status: number, { message, reason }: Failure): Told {
  switch (status) {
    case 400:
      return toBadInput(message, reason);
    case 401:
      return { message: 'you are signed out, or your session has expired', detail: message };
    case 403:
      return { message: 'you may not do this', detail: message };
    // The same for what is missing and for what is somebody else's.
    case 404:
      return { message: 'resource not found, or you have no access to it' };
    case 405:
      return { message: 'the method is not allowed here', detail: message };
    case 413:
      return { message: 'the file is too large', detail: `at most ${chatFileBytesMax} bytes` };
    case 429:
      return { message };
    default:
      return { message: 'the server could not do this', detail: message };
  }
}

function toBadInput(detail: string, reason: string | undefined): Told {
  switch (reason) {
    case refusals.invalidParams:
    case refusals.invalidQuery:
      return toInvalid(detail);
    case 'organization_unknown':
      return { message: 'the organization does not exist, or you are not a member of it' };
    case 'unsupported_file_type':
      return { message: 'unsupported file type', detail: `allowed: ${chatFileTypes.join(', ')}` };
    case refusals.uploadCutOff:
      return { message: 'the body broke off', detail };
    default:
      return { message: 'the request is not valid', detail };
  }
}

/** The engine's message names the member that does not fit: `organization: must be …`. */
function toInvalid(text: string): Told {
  const [, field = '', detail = text] = /^(\w+): (.*)$/s.exec(text) ?? [];
  return { message: `${field} is not valid`, detail, validations: [{ field, detail }] };
}
