import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import { isDeep } from '../nesting.ts';
import { refusals } from './face.ts';

/** The type that a request declares for its body, in lower case and without parameters. */
export function mediaTypeOf(header: string | undefined): string {
  return header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** So deep may a body be nested: what reads it later may be recursive. */
const depthMax = 100;

/** The JSON body of a request; a larger one is thrown away before it is refused. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const type = mediaTypeOf(request.headers['content-type']);
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    await drain(request);
    throw new Failure('UNSUPPORTED_TYPE', 'the body must be application/json', {
      reason: refusals.mediaType,
    });
  }
  const bytes = await readBytes(request, bytesMax);
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

/** Reads without ending the connection, whatever happens: an answer must still reach the caller. */
export const chunksOf = (request: IncomingMessage): AsyncIterable<Buffer> =>
  request.iterator({ destroyOnReturn: false });

async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > bytesMax) {
      await drain(request);
      throw new Failure('TOO_LARGE', `the body exceeds ${bytesMax} bytes`, {
        reason: refusals.bodyTooLarge,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const drainBytesMax = 134_217_728;

/**
 * Throws away the rest of a refused body. Many clients read the answer only after they have sent
 * all of it, and would otherwise see a broken connection instead.
 */
export async function drain(request: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of chunksOf(request)) {
      size += chunk.length;
      if (size > drainBytesMax) return;
    }
  } catch {
    // The caller went away, and with it the reason to read on.
  }
}
