import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Log } from '@tributary/runtime/log';
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Graph } from '../federation/graph.ts';
import { tokensMax } from '../federation/limits.ts';
import type { Supergraph } from '../federation/supergraph.ts';
import type { Caller, Operations } from '../operations.ts';
import { statusOf, toGraphQLError, toRefusals } from './errors.ts';

type Gateway = NonNullable<ApolloServerOptionsWithGateway<Caller>['gateway']>;
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

export interface ApolloOptions {
  graph: Graph;
  operations: Operations;
  log: Log;
}

/**
 * Apollo Server reads requests, negotiates answers and keeps parsed documents; the graph validates,
 * plans and executes. It starts when the graph has its first supergraph, and follows each swap.
 */
export async function startApollo(options: ApolloOptions): Promise<ApolloServer<Caller>> {
  const { log } = options;
  const apollo = new ApolloServer<Caller>({
    gateway: createGateway(options),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ] satisfies ApolloServerPlugin[],
    logger: {
      debug: (message) => log.debug(message),
      info: (message) => log.info(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
    introspection: true,
    csrfPrevention: true,
    parseOptions: { maxTokens: tokensMax },
    // The graph validates each document once, after checking that it is small enough to.
    dangerouslyDisableValidation: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    stringifyResult: JSON.stringify,
    formatError: (formatted, error) => mask(formatted, error, log),
  });
  await apollo.start();
  return apollo;
}

function createGateway({ graph, operations, log }: ApolloOptions): Gateway {
  const execute: Executor = async ({ document, request, context }) => {
    const caller = context as Caller;
    try {
      const prepared = operations.prepare(document, request.operationName, caller.viewer);
      const { data, errors, extensions } = await operations.execute(
        prepared,
        request.variables,
        caller,
      );
      const raised = errors?.map(toGraphQLError);
      return {
        ...(data !== undefined && { data }),
        ...(raised && { errors: data === undefined ? withStatus(raised) : raised }),
        ...(extensions && { extensions }),
      } satisfies ExecutionResult as Awaited<ReturnType<Executor>>;
    } catch (error) {
      return { errors: withStatus(toRefusals(error, log)) };
    }
  };
  return {
    async load() {
      return { executor: execute };
    },
    onSchemaLoadOrUpdate(callback) {
      const tell = ({ schema, sdl }: Supergraph) =>
        callback({ apiSchema: schema, coreSupergraphSdl: sdl });
      if (graph.current) tell(graph.current);
      return graph.onSwap(tell);
    },
    async stop() {},
  };
}

/** Apollo Server takes the status of an answer from its errors, and removes it from them. */
function withStatus(errors: readonly GraphQLError[]): GraphQLError[] {
  const http = { status: statusOf(errors) };
  return errors.map((error) => {
    const json = error.toJSON();
    return toGraphQLError({ ...json, extensions: { ...json.extensions, http } });
  });
}

/** Mistakes of clients that Apollo Server gives no code. */
const persistedQueryRefusals: ReadonlySet<string> = new Set([
  'provided sha does not match query',
  'Unsupported persisted query version',
]);

/** What neither the graph nor Apollo Server foresaw is a bug. */
function mask(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  if (formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') return formatted;
  if (persistedQueryRefusals.has(formatted.message)) {
    return { message: formatted.message, extensions: { code: 'BAD_INPUT' } };
  }
  log.error({ err: error }, 'bug');
  return { message: 'internal error', extensions: { code: 'INTERNAL' } };
}
