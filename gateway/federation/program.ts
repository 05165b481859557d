import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { conditionNames, settleConditions } from './conditions.ts';
import { compileIntrospection } from './introspection.ts';
import { compilePlan } from './plan.ts';
import { type CompiledRequest, compileRequest } from './request.ts';
import { compileRootFetch, type RootFetch, type Tools } from './root-fetch.ts';
import type { Step } from './run.ts';
import type { Fragments } from './selection.ts';
import { type Complete, compileShape } from './shape.ts';
import type { Subgraph } from './subgraph.ts';
import type { Supergraph } from './supergraph.ts';

/** What is left of an operation and its plan: closures that only need variables and data. */
export interface Program {
  /** Undefined if nothing has to be fetched. */
  readonly step: Step | undefined;
  readonly source: Source | undefined;
  readonly shape: (variables: Record<string, unknown>) => Complete;
}

/** Where the events of a subscription come from. */
export interface Source {
  readonly service: string;
  readonly subgraph: Subgraph;
  readonly request: CompiledRequest;
  readonly receive: RootFetch['receive'];
}

export interface ProgramOptions {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  fragments: Fragments;
  supergraph: Supergraph;
  subgraph: (service: string) => Subgraph;
}

/** Conditions multiply shapes; beyond this many conditions shapes are not kept. */
const keptConditionsMax = 6;

export function compileProgram(options: ProgramOptions): Program {
  const { document, operation, supergraph, subgraph } = options;
  const { node } = supergraph.plan(settleConditions(document), operation.name?.value);
  const tools: Tools = { covers: supergraph.covers, subgraph };
  const shape = compileShapes(options);
  if (node?.kind !== 'Subscription') {
    return { step: node && compilePlan(node, tools), source: undefined, shape };
  }
  const { primary, rest } = node;
  const source: Source = {
    service: primary.serviceName,
    subgraph: subgraph(primary.serviceName),
    request: compileRequest(primary),
    receive: compileRootFetch(primary, [], tools).receive,
  };
  return { step: rest && compilePlan(rest, tools), source, shape };
}

function compileShapes({ document, operation, fragments, supergraph }: ProgramOptions) {
  const { schema } = supergraph;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the supergraph has no ${operation.operation}`);
  const names = conditionNames(document);
  const shapes = new Map<string, Complete>();
  return (variables: Record<string, unknown>): Complete => {
    const key = names.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = shapes.get(key);
    if (known) return known;
    const shape = compileShape({
      schema,
      fragments,
      conditions: variables,
      root,
      selectionSet: operation.selectionSet,
      introspect: (fields, name) =>
        compileIntrospection({ schema, operation, fragments }, fields, name),
    });
    if (names.length <= keptConditionsMax) shapes.set(key, shape);
    return shape;
  };
}
