import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  parse,
  subscribe,
} from 'graphql';
import { z } from 'zod';
import type { Bus } from './bus.ts';
import { Failure } from './failure.ts';
import { createDocuments } from './graph-documents.ts';
import { encodeResult, readGraphError, toFailureOf } from './graph-errors.ts';
import type { Viewer } from './identity.ts';
import type { Log } from './log.ts';
import { publishDocument, watchDocuments } from './registry.ts';
import { scalars } from './scalars.ts';
import { serveStream } from './streams.ts';

export interface SubgraphOptions<Context> {
  /** The name of the service in the graph. */
  name: string;
  sdl: string;
  bus: Bus;
  log: Log;
  /** Resolvers as generated from the schema; the custom scalars come with the runtime. */
  resolvers: object;
  /** Builds what the resolvers of one request get. The signal aborts when nobody waits any more. */
  context: (viewer: Viewer, signal: AbortSignal) => Context;
  /** Called when the reply to a request is encoded, or a subscription is over. */
  end?: (context: Context) => void;
}

type Prepared<Context> = ExecutionArgs & { contextValue: Context };

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** What a request and a subscription have in common. */
interface GraphCall {
  data: Uint8Array;
  identity: string;
  signal: AbortSignal;
}

/**
 * Serves a part of the graph: queries and mutations on `graphql.<name>`, subscriptions as a stream on
 * `stream.graphql.<name>` with one result a chunk. A subscription that cannot begin is a failure of
 * the stream. The schema is made known to the gateways.
 */
export async function serveSubgraph<Context>(
  options: SubgraphOptions<Context>,
): Promise<{ subject: string } & AsyncDisposable> {
  const { name, sdl, bus, log, context, end } = options;
  const schema = buildSubgraphSchema({
    typeDefs: parse(sdl),
    resolvers: { ...scalars, ...options.resolvers },
  });
  const documents = createDocuments(schema);
  const subject = `graphql.${name}`;
  const service = `graphql-${name}`;

  async function prepare({ data, identity, signal }: GraphCall): Promise<Prepared<Context>> {
    const viewer = await bus.identities.verify(identity);
    const { query, variables, operationName } = readRequest(data);
    const document: DocumentNode = documents.read(query);
    const contextValue = context(viewer, signal);
    return { schema, document, contextValue, variableValues: variables, operationName };
  }

  /** Not a generator: closing it must reach the source while that waits for its next event. */
  function encodeAll(
    results: AsyncIterable<ExecutionResult>,
    finish: () => void,
  ): AsyncIterable<Uint8Array> {
    const source = results[Symbol.asyncIterator]();
    const iterator: AsyncIterator<Uint8Array> = {
      async next() {
        const { done, value } = await source.next();
        if (!done) return { done: false, value: encodeResult(value, log) };
        finish();
        return { done, value };
      },
      async return() {
        finish();
        await source.return?.();
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  async function open(call: GraphCall): Promise<AsyncIterable<Uint8Array>> {
    const prepared = await prepare(call);
    const results = await subscribe(prepared);
    const finish = () => end?.(prepared.contextValue);
    if (Symbol.asyncIterator in results) return encodeAll(results, finish);
    finish();
    throw toFailureOf(results.errors?.[0]);
  }

  async function handle(call: GraphCall): Promise<Uint8Array> {
    const prepared = await prepare(call);
    try {
      return encodeResult(await execute(prepared), log);
    } finally {
      end?.(prepared.contextValue);
    }
  }

  const stack = new AsyncDisposableStack();
  stack.use(await serveStream(bus, { service, subject: `stream.${subject}`, open }));
  stack.use(await bus.respond({ service, subject, handle }));
  stack.use(await announce(bus, { name, url: `nats:${subject}`, sdl }));
  return { subject, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Makes the schema known, and again should the registry lose it. */
async function announce(
  bus: Bus,
  schema: { name: string; url: string; sdl: string },
): Promise<AsyncDisposable> {
  const publish = () => publishDocument(bus, 'subgraphs', schema.name, schema);
  await publish();
  return watchDocuments(bus, 'subgraphs', (documents) => {
    if (documents.has(schema.name)) return;
    publish().catch((err) => bus.log.error({ err }, 'schema not published'));
  });
}

function readRequest(data: Uint8Array): z.infer<typeof requestSchema> {
  try {
    return requestSchema.parse(JSON.parse(new TextDecoder().decode(data)));
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the request is not a GraphQL request', { cause });
  }
}

const askMsMax = 10_000;

export interface AskOptions {
  viewer: Viewer;
  /** How long the answer may take. */
  deadlineMs?: number;
  signal?: AbortSignal;
}

/** Asks another service of the graph; an error in its answer is thrown as the failure it stands for. */
export async function askService(
  bus: Bus,
  service: string,
  request: { query: string; variables?: Record<string, unknown> },
  { viewer, deadlineMs = askMsMax, signal }: AskOptions,
): Promise<Record<string, unknown>> {
  const identity = await bus.identities.sign(viewer);
  const data = new TextEncoder().encode(JSON.stringify(request));
  const deadline = Date.now() + deadlineMs;
  const reply = await bus.request(`graphql.${service}`, data, { identity, deadline, signal });
  const result: ExecutionResult = JSON.parse(new TextDecoder().decode(reply));
  const [error] = result.errors ?? [];
  if (error) throw readGraphError(error);
  return result.data ?? {};
}
