import { Failure } from '@tributary/runtime/failure';
import type { GraphQLError } from 'graphql';
import type { Path } from './data.ts';
import type { GraphError, GraphResult } from './subgraph.ts';

/** An operation that is not run at all: it does not parse, does not fit the schema, or is too big. */
export class OperationRefused extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'the operation is refused');
    this.errors = errors;
  }

  get result(): GraphResult {
    return { errors: this.errors.map((error) => error.toJSON() as GraphError) };
  }
}

/** What a client sees of an error that is not a GraphQL error; only a `Failure` speaks for itself. */
export function toGraphError(
  error: unknown,
  { path, service }: { path?: Path; service?: string },
): GraphError {
  const failure = error instanceof Failure ? error : undefined;
  return {
    message: failure?.message ?? 'internal error',
    ...(path && path.length > 0 && { path }),
    extensions: {
      code: failure?.code ?? 'INTERNAL',
      ...(failure?.reason !== undefined && { reason: failure.reason }),
      ...(service !== undefined && { service }),
    },
  };
}

/** The same error, told of its place in the client's response instead of that in the fetch. */
export function relocate(error: GraphError, service: string, path: Path | undefined): GraphError {
  // Under `http` a GraphQL server takes orders for the status and the headers of its response.
  const { http: _, ...extensions } = error.extensions ?? {};
  return {
    message: error.message,
    ...(path && path.length > 0 && { path }),
    extensions: { ...extensions, service },
  };
}
