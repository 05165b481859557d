import {
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  operationFromDocument,
  possibleRuntimeTypes,
  type Schema,
  Supergraph as SupergraphModel,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { type ReadRequirement, readRequirements } from './authorization.ts';

/** Whether an object with this `__typename` falls under a type condition. */
export type Covers = (condition: string, typename: string) => boolean;

/** Everything that is known of the graph at one time; it never changes. */
export interface Supergraph {
  readonly sdl: string;
  /** What clients see, introspection included. */
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly { name: string; url: string }[];
  readonly plan: (document: DocumentNode, operationName?: string) => QueryPlan;
  readonly covers: Covers;
  /** What a caller must be or have to select a type or a field of it. */
  readonly requirement: ReadRequirement;
}

/**
 * The features whose meaning is honoured. Others that change who may see what, or what a fetch
 * needs (`@policy`, `@context`), make a supergraph unreadable rather than being ignored.
 */
const supportedFeatures = new Set(
  [
    ...['core/v0.1', 'core/v0.2'],
    ...['join/v0.1', 'join/v0.2', 'join/v0.3', 'join/v0.4', 'join/v0.5'],
    ...['tag/v0.1', 'tag/v0.2', 'tag/v0.3', 'inaccessible/v0.1', 'inaccessible/v0.2'],
    ...['authenticated/v0.1', 'requiresScopes/v0.1'],
  ].map((feature) => `https://specs.apollo.dev/${feature}`),
);

/** How many plans the planner compares at most, so that no operation occupies it for long. */
const evaluatedPlansMax = 1000;

/** Reads a supergraph, or throws what is wrong with it. */
export function readSupergraph(sdl: string): Supergraph {
  const model = SupergraphModel.build(sdl, { supportedFeatures });
  const api = model.apiSchema();
  const planner = new QueryPlanner(model, {
    incrementalDelivery: { enableDefer: false },
    // Fetches without fragments are equal texts if they are equal, and can share a request.
    reuseQueryFragments: false,
    debug: { maxEvaluatedPlans: evaluatedPlansMax },
  });
  return {
    sdl,
    schema: api.toGraphQLJSSchema(),
    subgraphs: model.subgraphsMetadata(),
    plan: (document, operationName) => {
      const options = { validate: false, ...(operationName !== undefined && { operationName }) };
      return planner.buildQueryPlan(operationFromDocument(api, document, options));
    },
    covers: createCovers(model.schema),
    requirement: readRequirements(model.schema),
  };
}

function createCovers(schema: Schema): Covers {
  const covered = new Map<string, ReadonlySet<string>>();
  return (condition, typename) => {
    let names = covered.get(condition);
    if (!names) {
      names = typesUnder(schema, condition);
      covered.set(condition, names);
    }
    return names.has(typename);
  };
}

function typesUnder(schema: Schema, condition: string): ReadonlySet<string> {
  const names = new Set([condition]);
  const type = schema.type(condition);
  if (!type || !isCompositeType(type)) return names;
  for (const { name } of possibleRuntimeTypes(type)) names.add(name);
  if (isAbstractType(type) && isInterfaceType(type)) {
    for (const { name } of type.allImplementations()) names.add(name);
  }
  return names;
}
