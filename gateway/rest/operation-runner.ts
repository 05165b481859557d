import { Failure, isFailureCode } from '@tributary/runtime/failure';
import type { DocumentNode } from 'graphql';
import { OperationRefused } from '../federation/errors.ts';
import type { GraphError, GraphResult } from '../federation/subgraph.ts';
import type { Caller, Operations } from '../operations.ts';

export interface OperationRunner {
  /** The data of a query or mutation; throws the failure that its first error stands for. */
  run(document: DocumentNode, variables: unknown, caller: Caller): Promise<unknown>;
  /** The data of each event of a subscription. */
  follow(document: DocumentNode, variables: unknown, caller: Caller): AsyncGenerator<unknown>;
}

/** Runs the documents of endpoints: a REST answer is whole, or it is a failure. */
export function createOperationRunner(operations: Operations): OperationRunner {
  return {
    async run(document, variables, caller) {
      const prepared = operations.prepare(document, undefined, caller.viewer);
      return dataOf(await operations.execute(prepared, toVariables(variables), caller));
    },
    async *follow(document, variables, caller) {
      const prepared = operations.prepare(document, undefined, caller.viewer);
      const events = await operations.subscribe(prepared, toVariables(variables), caller);
      if (!(Symbol.asyncIterator in events)) throw failureOf(events.errors?.[0]);
      for await (const event of events) yield dataOf(event);
    },
  };
}

const toVariables = (variables: unknown) => ({ ...(variables as Record<string, unknown>) });

function dataOf({ data, errors }: GraphResult): Record<string, unknown> {
  if (errors?.[0] || !data) throw failureOf(errors?.[0]);
  return data;
}

const badInput = new Set(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** A failure that a service reported speaks for itself; a value that does not fit is bad input. */
export function failureOf(error: GraphError | undefined): Failure {
  const { code, reason } = error?.extensions ?? {};
  const options = { reason: typeof reason === 'string' ? reason : undefined };
  if (error && isFailureCode(code)) return new Failure(code, error.message, options);
  if (error && typeof code === 'string' && badInput.has(code)) {
    return new Failure('BAD_INPUT', error.message);
  }
  return new Failure('INTERNAL', 'internal error');
}

/** What a face is told of any error; undefined is a bug, which only the log is told of. */
export function toFailure(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  // The document fitted when the process started: a service that it needs has gone since.
  if (error instanceof OperationRefused) {
    return new Failure('UNAVAILABLE', 'the graph does not serve this operation now');
  }
  return undefined;
}
