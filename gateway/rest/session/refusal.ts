import type { Failure } from '@tributary/runtime/failure';
import type { Reply } from '../endpoint.ts';
import { refusals } from '../face.ts';
import { retryAfterOf } from '../retry-after.ts';

/** A failure as it is, with the code that the graph has for it. */
export function refuse(failure: Failure): Reply {
  const { code, message, reason } = failure;
  const status = reason === refusals.unknownMethod ? 405 : failure.status;
  return { status, headers: retryAfterOf(failure), body: { code, message } };
}
