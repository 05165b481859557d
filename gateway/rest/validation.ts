import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { ZodType } from 'zod';
import type { Sender } from '../identity/identity.ts';
import type { Endpoint, Input } from './endpoint.ts';
import { type Claim, refusals } from './face.ts';

/** Of each name the first value: that is how the documented servers read a repeated one. */
export function firstOfEach(values: unknown): Record<string, string> {
  const firsts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(values ?? {})) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') firsts[name] = first;
  }
  return firsts;
}

/** The input as its schemas make it; throws the refusal of the first member that does not fit. */
export function checkInput(
  one: Endpoint,
  { query, body }: Claim,
  { params, sender, viewer }: { params: unknown; sender: Sender; viewer: Viewer },
): Input {
  return {
    params: check(one.params, params, 'NOT_FOUND', refusals.invalidParams),
    query: check(one.query, query, 'BAD_INPUT', refusals.invalidQuery),
    body: check(one.body, body, 'BAD_INPUT', refusals.invalidBody),
    headers: firstOfEach(sender.headers),
    sender,
    viewer,
  };
}

function check(
  schema: ZodType | undefined,
  value: unknown,
  code: 'NOT_FOUND' | 'BAD_INPUT',
  reason: string,
): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.map(String).join('.');
  const message = issue?.message ?? 'is not valid';
  // With all that is wrong, for a face that lists it.
  const options = { reason, cause: result.error };
  throw new Failure(code, path ? `${path}: ${message}` : message, options);
}
