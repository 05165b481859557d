import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import { toMimeType } from '@tributary/runtime/mime-type';
import { isDeep } from '../nesting.ts';
import { drain } from '../request-bodies.ts';
import { readWhole } from '../whole-body.ts';
import { refusals } from './face.ts';

/** So deep may a body be nested: what reads it later may be recursive. */
const depthMax = 100;

/** The JSON body of a request; a larger one is thrown away before it is refused. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const type = toMimeType(request.headers['content-type']);
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    await drain(request);
    throw new Failure('UNSUPPORTED_TYPE', 'the body must be application/json', {
      reason: refusals.mediaType,
    });
  }
  const bytes = await readWhole(request, bytesMax);
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isDeep(body, depthMax)) throw new Error(`nested more than ${depthMax} levels deep`);
    return body;
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the body is not valid JSON', {
      reason: refusals.malformedBody,
      cause,
    });
  }
}
