import type { FetchNode } from '@apollo/query-planner';
import { Failure } from '@tributary/runtime/failure';
import { Kind, parse, type SelectionNode } from 'graphql';
import { toGraphError } from './errors.ts';
import type { Run } from './run.ts';
import type { GraphResult, Subgraph, SubgraphRequest } from './subgraph.ts';

/** What of a fetch depends on the request: only the values of the variables that it uses. */
export type CompiledRequest = (
  variables: Readonly<Record<string, unknown>>,
  representations?: readonly unknown[],
) => SubgraphRequest;

export function compileRequest(node: FetchNode): CompiledRequest {
  const { query, operationName } = named(node);
  const fixed: SubgraphRequest = { query, ...(operationName !== undefined && { operationName }) };
  const names = node.variableUsages ?? [];
  return (variables, representations) => {
    if (names.length === 0 && !representations) return fixed;
    const used: Record<string, unknown> = representations ? { representations } : {};
    for (const name of names) {
      const value = variables[name];
      if (value !== undefined) used[name] = value;
    }
    return { ...fixed, variables: used };
  };
}

/**
 * The planner numbers the operations of a plan. Without the number, fetches of the same fields are
 * the same text: they can be merged, and services need to parse them once only.
 */
export function named({ operation, operationName }: FetchNode) {
  const name = operationName?.replace(/__\d+$/, '');
  const query = operationName && name ? operation.replace(operationName, name) : operation;
  return { query, operationName: name };
}

/** The names in the response of what a fetch of root fields answers. */
export function rootNames(operation: string): string[] {
  const namesOf = (selections: readonly SelectionNode[]): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
      return selection.kind === Kind.INLINE_FRAGMENT
        ? namesOf(selection.selectionSet.selections)
        : [];
    });
  return parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? namesOf(definition.selectionSet.selections)
      : [],
  );
}

/** Asks a service; whatever goes wrong becomes errors at the given paths of the response. */
export async function ask(
  run: Run,
  { service, subgraph, request, paths }: Fetch,
): Promise<GraphResult | undefined> {
  try {
    run.expiry.throwIfOver();
    return await run.expiry.limit(subgraph.query(request, run.context));
  } catch (error) {
    fail(run, { service, error, paths });
    return undefined;
  }
}

export interface Fetch {
  service: string;
  subgraph: Subgraph;
  request: SubgraphRequest;
  /** The places of the response that stay empty if the fetch fails. */
  paths: readonly (readonly (string | number)[])[];
}

export function fail(
  run: Run,
  { service, error, paths }: { service: string; error: unknown; paths: Fetch['paths'] },
): void {
  if (!(error instanceof Failure)) run.report(error, service);
  for (const path of paths) run.errors.push(toGraphError(error, { path, service }));
}
