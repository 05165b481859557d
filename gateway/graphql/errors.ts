import { Failure, failureStatuses, isFailureCode } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { OperationRefused, toGraphError } from '../federation/errors.ts';
import type { GraphError } from '../federation/subgraph.ts';

/** The same error as the libraries of the transports want it. */
export function toGraphQLError({ message, path, locations, extensions }: GraphError): GraphQLError {
  const error = new GraphQLError(message, {
    ...(path && { path }),
    ...(extensions && { extensions }),
  });
  // Its text is not at hand any more, from which the library would find the places.
  if (locations) Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
  return error;
}

/** Why an operation does not run, as a client sees it. What was not foreseen is a bug, and logged. */
export function toRefusals(error: unknown, log: Log): readonly GraphQLError[] {
  if (error instanceof OperationRefused) return error.errors;
  if (!(error instanceof Failure)) log.error({ err: error }, 'bug');
  return [toGraphQLError(toGraphError(error, {}))];
}

export function toFormatted(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
  return errors.map((error) => error.toJSON());
}

/** The HTTP status of an answer that has no data at all. */
export function statusOf(errors: readonly { extensions?: Record<string, unknown> }[]): number {
  const code = errors[0]?.extensions?.code;
  return isFailureCode(code) ? failureStatuses[code] : 400;
}
