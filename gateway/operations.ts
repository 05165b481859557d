import { Failure } from '@tributary/runtime/failure';
import type { Identities, Viewer } from '@tributary/runtime/identity';
import type { DocumentNode } from 'graphql';
import { OperationRefused, toGraphError } from './federation/errors.ts';
import type { Graph } from './federation/graph.ts';
import type { Prepared } from './federation/operation.ts';
import type { GraphResult, RequestContext } from './federation/subgraph.ts';
import { findRefusal } from './identity/authorization.ts';
import type { Principal } from './identity/identity.ts';
import { isDeep } from './nesting.ts';
import { endWith } from './subscriptions.ts';
import { createTraceparent } from './trace.ts';

/** Who wants an operation to run; a subscription ends with the credential that opened it. */
export interface Caller extends Principal {
  /** Aborts when the caller has gone away. A mutation goes on all the same. */
  signal: AbortSignal;
  /** W3C; a new trace begins without one. */
  traceparent?: string | undefined;
  /** How long the operation may take; for a subscription, its opening and each event. */
  timeMsMax?: number | undefined;
}

export type Events = AsyncIterableIterator<GraphResult, undefined>;

export interface Operations {
  /**
   * The operation, if it fits the graph and the viewer may run it; throws `OperationRefused` or a
   * `Failure` otherwise.
   */
  prepare(source: string | DocumentNode, name: string | undefined, viewer: Viewer): Prepared;
  execute(prepared: Prepared, variables: Variables, caller: Caller): Promise<GraphResult>;
  subscribe(
    prepared: Prepared,
    variables: Variables,
    caller: Caller,
  ): Promise<GraphResult | Events>;
}

export type Variables = Record<string, unknown> | undefined;

/** As long as fetching a remote file may take; that a service is silent is noticed long before. */
const timeMsStandard = 150_000;
/** An identity is valid for two minutes; a subscription or a large upload lasts longer than that. */
const renewalMs = 60_000;
/** Of variables: whatever reads them on their way may be recursive. */
const depthMax = 128;
const never = new AbortController().signal;

/** The one way into the graph, for each transport and each API in front of it. */
export function createOperations({
  graph,
  identities,
}: {
  graph: Graph;
  identities: Identities;
}): Operations {
  async function createContext(caller: Caller, signal: AbortSignal): Promise<RequestContext> {
    const { viewer, traceparent = createTraceparent(), timeMsMax = timeMsStandard } = caller;
    const deadline = Date.now() + timeMsMax;
    return { identity: await identities.sign(viewer), signal, deadline, traceparent };
  }

  /** The graph reads the context again for each fetch, and so finds the identity of the minute. */
  function keepIdentity(context: RequestContext, { viewer }: Caller): Disposable {
    const renew = async () => {
      context.identity = await identities.sign(viewer);
    };
    const renewal = setInterval(renew, renewalMs).unref();
    return { [Symbol.dispose]: () => clearInterval(renewal) };
  }

  return {
    prepare(source, name, viewer) {
      const prepared = graph.prepare(source, name);
      const refusal = findRefusal(prepared.authorization, viewer);
      if (refusal) throw refusal;
      return prepared;
    },
    async execute(prepared, variables, caller) {
      if (isDeep(variables, depthMax)) return tooDeep();
      const signal = prepared.kind === 'query' ? caller.signal : never;
      const context = await createContext(caller, signal);
      const { timeMsMax = timeMsStandard } = caller;
      using _renewal = timeMsMax > renewalMs ? keepIdentity(context, caller) : undefined;
      return await graph.execute(prepared, { variables, context });
    },
    async subscribe(prepared, variables, caller) {
      if (isDeep(variables, depthMax)) return tooDeep();
      const context = await createContext(caller, caller.signal);
      const renewal = keepIdentity(context, caller);
      const result = await graph.subscribe(prepared, { variables, context });
      if (Symbol.asyncIterator in result) return endWith(caller, result, renewal);
      renewal[Symbol.dispose]();
      return result;
    },
  };
}

const tooDeep = () =>
  toRefusal(new Failure('BAD_INPUT', `variables are nested more than ${depthMax} levels deep`));

/** What a client sees of an operation that was not run at all. */
export function toRefusal(error: unknown): GraphResult {
  if (error instanceof OperationRefused) return error.result;
  if (error instanceof Failure) return { errors: [toGraphError(error, {})] };
  throw error;
}
