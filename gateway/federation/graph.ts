import { Failure } from '@tributary/runtime/failure';
import type { DocumentNode } from 'graphql';
import { createCache } from './cache.ts';
import { type ExecuteOptions, executeOperation } from './execution.ts';
import { type Prepared, prepareOperation } from './operation.ts';
import type { Report } from './run.ts';
import type { ConnectSubgraph, GraphResult, Subgraph } from './subgraph.ts';
import { subscribeToOperation } from './subscription.ts';
import type { Supergraph } from './supergraph.ts';

export interface GraphOptions {
  connect: ConnectSubgraph;
  /** How many prepared operations are kept. */
  cacheMax?: number;
  /** Told of errors that are bugs, of which a client only sees the code `INTERNAL`. */
  report?: Report;
}

export interface Graph {
  readonly current: Supergraph | undefined;
  /** From now on everything is prepared for this supergraph; what runs ends on the one before. */
  swap(supergraph: Supergraph): void;
  /** Throws `OperationRefused` for a document that cannot run on the current supergraph. */
  prepare(source: string | DocumentNode, operationName?: string): Prepared;
  execute(prepared: Prepared, options: ExecuteOptions): Promise<GraphResult>;
  subscribe(
    prepared: Prepared,
    options: ExecuteOptions,
  ): Promise<GraphResult | AsyncIterableIterator<GraphResult, undefined>>;
  onSwap(listener: (supergraph: Supergraph) => void): () => void;
}

interface Loaded {
  supergraph: Supergraph;
  subgraph: (service: string) => Subgraph;
  prepare: Graph['prepare'];
}

/** The graph that clients see, over services that come and go without a request being dropped. */
export function createGraph({ connect, cacheMax = 1000, report = () => {} }: GraphOptions): Graph {
  const listeners = new Set<(supergraph: Supergraph) => void>();
  let connections = new Map<string, Subgraph>();
  let loaded: Loaded | undefined;

  function load(supergraph: Supergraph): Loaded {
    // A service that stays where it was keeps its connection.
    const next = new Map<string, Subgraph>();
    const byName = new Map<string, Subgraph>();
    for (const { name, url } of supergraph.subgraphs) {
      const key = JSON.stringify([name, url]);
      const connection = connections.get(key) ?? connect(name, url);
      next.set(key, connection);
      byName.set(name, connection);
    }
    connections = next;
    const subgraph = (service: string): Subgraph => {
      const found = byName.get(service);
      if (!found) throw new Error(`the supergraph has no service ${service}`);
      return found;
    };
    const prepare = createCache(cacheMax, (source, operationName) =>
      prepareOperation({ source, operationName, supergraph, subgraph }),
    );
    return { supergraph, subgraph, prepare };
  }

  return {
    get current() {
      return loaded?.supergraph;
    },
    swap(supergraph) {
      loaded = load(supergraph);
      for (const listener of [...listeners]) listener(supergraph);
    },
    prepare(source, operationName) {
      if (!loaded) throw new Failure('UNAVAILABLE', 'the graph has no services yet');
      return loaded.prepare(source, operationName);
    },
    async execute(prepared, options) {
      if (prepared.kind === 'subscription') return wrongWay('a subscription cannot be executed');
      return executeOperation(prepared, options, report);
    },
    async subscribe(prepared, options) {
      if (prepared.kind === 'subscription') return subscribeToOperation(prepared, options, report);
      return wrongWay(`a ${prepared.kind} cannot be subscribed to`);
    },
    onSwap(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function wrongWay(message: string): GraphResult {
  return { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };
}
