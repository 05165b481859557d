import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';

const paramsSchema = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** A GraphQL request as clients send it. */
export interface Params {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown> | undefined;
}

export function readParams(given: unknown): Params {
  const params = paramsSchema.safeParse(given);
  if (!params.success) {
    const [issue] = params.error.issues;
    throw new Failure('BAD_INPUT', `the request is not valid: ${issue?.path.join('.')}`);
  }
  const { query, operationName, variables } = params.data;
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

/** The request in the query of an address, where the variables are JSON. */
export function readSearch(search: unknown): unknown {
  const { variables, ...params } = { ...(search as Record<string, unknown>) };
  if (typeof variables !== 'string') return params;
  try {
    return { ...params, variables: JSON.parse(variables) };
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the variables are not valid JSON', { cause });
  }
}
