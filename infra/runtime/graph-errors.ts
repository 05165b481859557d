import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Failure, isFailureCode } from './failure.ts';
import type { Log } from './log.ts';

/** What a request that could not begin stands for: an invalid document or variable, or a bug. */
export function toFailureOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { originalError, path, message } = error;
  // With a path it comes from a resolver, unless GraphQL itself threw it.
  const isThrown = path !== undefined && !(originalError instanceof GraphQLError);
  if (originalError instanceof Failure || (originalError && isThrown)) return originalError;
  return new Failure('BAD_INPUT', message, { cause: error });
}

/** The result as it goes out: failures with their code and reason, bugs without their text. */
export function encodeResult(result: ExecutionResult, log: Log): Uint8Array {
  const { data, errors, extensions } = result;
  const logged = new Set<unknown>();

  function format(error: GraphQLError): GraphQLFormattedError {
    const { path } = error;
    const failure = failureOf(error);
    if (failure) {
      const { code, message, reason } = failure;
      return { message, ...(path && { path }), extensions: { code, ...(reason && { reason }) } };
    }
    const bug = error.originalError ?? error;
    // One bug may spoil many fields.
    if (!logged.has(bug)) log.error({ err: bug, path: path?.join('.') }, 'resolver failed');
    logged.add(bug);
    return { message: 'internal error', ...(path && { path }), extensions: { code: 'INTERNAL' } };
  }

  const body = { data, ...(errors && { errors: errors.map(format) }), extensions };
  return new TextEncoder().encode(JSON.stringify(body));
}

function failureOf(error: GraphQLError): Failure | undefined {
  const { originalError, path, message } = error;
  if (originalError instanceof Failure) return originalError;
  // Without a path nothing was resolved yet: the request itself, such as a variable, is wrong.
  return path ? undefined : new Failure('BAD_INPUT', message, { cause: error });
}

/** The failure that an error in a response stands for. */
export function readGraphError({ message, extensions }: GraphQLFormattedError): Failure {
  const { code, reason } = extensions ?? {};
  return new Failure(isFailureCode(code) ? code : 'INTERNAL', message, {
    reason: typeof reason === 'string' ? reason : undefined,
  });
}
