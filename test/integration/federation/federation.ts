import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeSubgraphs } from '@tributary/gateway/federation/composition';
import { createGraph, type Graph } from '@tributary/gateway/federation/graph';
import type {
  GraphResult,
  RequestContext,
  Subgraph,
  SubgraphRequest,
} from '@tributary/gateway/federation/subgraph';
import { readSupergraph, type Supergraph } from '@tributary/gateway/federation/supergraph';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  parse,
  printSchema,
  subscribe,
} from 'graphql';
import { accounts, catalog, ratings, reviews } from './schemas.ts';
import { createWorld, type World } from './world.ts';

export const schemas = { accounts, catalog, ratings, reviews };

export interface Call extends SubgraphRequest {
  service: string;
}

export interface Federation {
  graph: Graph;
  world: World;
  /** Every fetch, in order. */
  calls: Call[];
  /** What answers instead of a service, for its name. */
  stubs: Map<string, Subgraph['query']>;
  sources: Map<string, (signal: AbortSignal) => AsyncIterable<unknown>>;
  context(init?: Partial<RequestContext>): RequestContext;
  run(source: string, variables?: Record<string, unknown>): Promise<GraphResult>;
  /** What one schema over the same things answers, which has no services at all. */
  expected(source: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
}

export function composed(services: Record<string, string> = schemas): Supergraph {
  const result = composeSubgraphs(
    Object.entries(services).map(([name, sdl]) => ({ name, url: `nats:graphql.${name}`, sdl })),
  );
  if ('errors' in result) throw new Error(result.errors.join('\n'));
  return readSupergraph(result.sdl);
}

/** A graph over four services in this process, which see different sides of the same world. */
export function createFederation(): Federation {
  const world = createWorld();
  const calls: Call[] = [];
  const stubs: Federation['stubs'] = new Map();
  const sources: Federation['sources'] = new Map();
  const supergraph = composed();
  const graph = createGraph({
    connect: (name) => {
      const schema = schemaOf(name, world, sources);
      return recorded(name, connect(schema, world), { calls, stubs });
    },
  });
  graph.swap(supergraph);
  const single = buildSchema(printSchema(supergraph.schema));
  const context: Federation['context'] = (init = {}) => ({
    identity: 'ada',
    signal: new AbortController().signal,
    deadline: Date.now() + 5000,
    ...init,
  });
  return {
    graph,
    world,
    calls,
    stubs,
    sources,
    context,
    run: (source, variables) =>
      graph.execute(graph.prepare(source), { variables, context: context() }),
    expected: async (source, variableValues) =>
      plain(
        await execute({
          schema: single,
          document: parse(source),
          rootValue: { ...world.query, ...world.mutation },
          variableValues,
        }),
      ),
  };
}

/** Only what crosses the wire; errors without what the services say in other words. */
export function plain<T>(result: T): T {
  return JSON.parse(JSON.stringify(result)) as T;
}

function schemaOf(name: string, world: World, sources: Federation['sources']): GraphQLSchema {
  const typeDefs = parse(schemas[name as keyof typeof schemas]);
  const reference = { __resolveReference: (key: Record<string, unknown>) => find(world, key) };
  const external = {
    __resolveReference: (key: Record<string, unknown>) => {
      const product = find(world, key);
      // Nothing but what the graph sent along is known of what another service owns.
      const { price, size } = key as { price: number; size: { weight: number } | null };
      return product && Object.assign(Object.create(product), { price, size, shipping });
    },
  };
  const subscription = Object.fromEntries(
    ['ticks', 'reviewAdded'].map((field) => [
      field,
      {
        subscribe: (_: unknown, __: unknown, { signal }: RequestContext) =>
          sources.get(field)?.(signal),
        resolve: (event: unknown) => event,
      },
    ]),
  );
  const resolvers = {
    User: reference,
    Product: name === 'ratings' ? external : reference,
    Review: reference,
    Media: reference,
    Book: reference,
    Film: reference,
    Subscription: subscription,
  };
  const defined = new Set(
    typeDefs.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])),
  );
  const own = Object.entries(resolvers).filter(
    ([type]) => defined.has(type) && type !== 'Subscription',
  );
  const fields = typeDefs.definitions.flatMap((node) =>
    node.kind === 'ObjectTypeDefinition' && node.name.value === 'Subscription'
      ? (node.fields ?? []).map((field) => field.name.value)
      : [],
  );
  const subscriptions = Object.fromEntries(fields.map((field) => [field, subscription[field]]));
  return buildSubgraphSchema({
    typeDefs,
    resolvers: {
      ...Object.fromEntries(own),
      ...(fields.length > 0 && { Subscription: subscriptions }),
    } as never,
  });
}

function shipping(
  this: { price: number; size: { weight: number } | null },
  { express = false }: { express?: boolean },
): number {
  return this.price + (this.size?.weight ?? 0) * (express ? 20 : 10);
}

function find(world: World, key: Record<string, unknown>): object | null {
  const all: object[] = [...world.users, ...world.products, ...world.media, ...world.reviews];
  const matches = (thing: object) =>
    ['id', 'email', 'upc', 'sku'].some(
      (name) => key[name] !== undefined && key[name] === (thing as Record<string, unknown>)[name],
    );
  return all.find(matches) ?? null;
}

function connect(schema: GraphQLSchema, world: World): Subgraph {
  const options = (request: SubgraphRequest, contextValue: RequestContext) => ({
    schema,
    document: parse(request.query),
    variableValues: request.variables,
    operationName: request.operationName,
    rootValue: { ...world.query, ...world.mutation },
    contextValue,
  });
  return {
    query: async (request, context) =>
      plain((await execute(options(request, context))) as GraphResult),
    async *subscribe(request, context) {
      const events = await subscribe(options(request, context));
      if (Symbol.asyncIterator in events) {
        for await (const event of events) yield plain(event as GraphResult);
      } else {
        yield plain(events as GraphResult);
      }
    },
  };
}

function recorded(
  service: string,
  subgraph: Subgraph,
  { calls, stubs }: Pick<Federation, 'calls' | 'stubs'>,
): Subgraph {
  return {
    query: async (request, context) => {
      calls.push({ service, ...request });
      return (stubs.get(service) ?? subgraph.query)(request, context);
    },
    subscribe: (request, context) => {
      calls.push({ service, ...request });
      return subgraph.subscribe(request, context);
    },
  };
}
