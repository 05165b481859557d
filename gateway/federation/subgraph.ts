export interface SubgraphRequest {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/**
 * What every fetch of one request shares. For a subscription the deadline bounds its opening, and
 * the time left at the opening is what the fetches that each event causes may take.
 */
export interface RequestContext {
  /** The signed identity, opaque here. */
  identity: string;
  signal: AbortSignal;
  /** Epoch milliseconds; `Infinity` for none. */
  deadline: number;
  traceparent?: string;
}

export interface GraphError {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions?: Record<string, unknown>;
}

export interface GraphResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphError[];
  extensions?: Record<string, unknown>;
}

/** A service of the graph. The graph owns, and writes to, every result that it is handed. */
export interface Subgraph {
  query(request: SubgraphRequest, context: RequestContext): Promise<GraphResult>;
  subscribe(request: SubgraphRequest, context: RequestContext): AsyncIterable<GraphResult>;
}

export type ConnectSubgraph = (name: string, url: string) => Subgraph;
