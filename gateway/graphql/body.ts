import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import { readWhole } from '../whole-body.ts';

/** Reads a JSON body up to a maximum size. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const bytes = await readWhole(request, bytesMax);
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the body is not valid JSON', { cause });
  }
}
