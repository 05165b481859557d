import { GraphQLError, getVariableValues } from 'graphql';
import { isData } from './data.ts';
import { toGraphError } from './errors.ts';
import type { Prepared } from './operation.ts';
import type { Program } from './program.ts';
import { Expiry, type Report, type Run } from './run.ts';
import type { GraphError, GraphResult, RequestContext } from './subgraph.ts';

export interface ExecuteOptions {
  variables?: Record<string, unknown> | undefined;
  context: RequestContext;
}

/** What of a request is settled before anything is fetched. */
export interface Ready {
  program: Program;
  variables: Record<string, unknown>;
}

const variableErrorsMax = 25;

/** Coerces the variables and plans, or says what is wrong with the request. */
export function makeReady(
  { operation, supergraph, program }: Prepared,
  inputs: Record<string, unknown> | undefined,
  report: Report,
): Ready | { errors: readonly GraphError[] } {
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return plan(program, {}, report);
  const { coerced, errors } = getVariableValues(supergraph.schema, definitions, inputs ?? {}, {
    maxErrors: variableErrorsMax,
  });
  return errors ? { errors: errors.map(badInput) } : plan(program, coerced, report);
}

function badInput(error: GraphQLError): GraphError {
  error.extensions.code = 'BAD_USER_INPUT';
  return error.toJSON() as GraphError;
}

function plan(program: () => Program, variables: Record<string, unknown>, report: Report) {
  try {
    return { program: program(), variables };
  } catch (error) {
    // The planner has limits of its own, and says so as GraphQL does.
    if (error instanceof GraphQLError) return { errors: [badInput(error)] };
    report(error);
    return { errors: [toGraphError(error, {})] };
  }
}

export async function executeOperation(
  prepared: Prepared,
  { variables: inputs, context }: ExecuteOptions,
  report: Report,
): Promise<GraphResult> {
  const ready = makeReady(prepared, inputs, report);
  if ('errors' in ready) return ready;
  const { program, variables } = ready;
  using expiry = new Expiry(context);
  const run: Run = { data: undefined, errors: [], variables, context, expiry, report };
  return await finish(program, run);
}

/** Runs the plan over what the run has so far, and gives the client what it selected. */
export async function finish({ step, shape }: Program, run: Run): Promise<GraphResult> {
  const { errors, variables, report } = run;
  try {
    await step?.(run);
    const shaped = shape(variables)(run.data ?? {}, { path: [], errors, variables }, 0);
    const data = isData(shaped) ? shaped : null;
    return errors.length > 0 ? { errors, data } : { data };
  } catch (error) {
    report(error);
    return { errors: [...errors, toGraphError(error, {})], data: null };
  }
}
