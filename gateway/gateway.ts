import type { Bus } from '@tributary/runtime/bus';
import type { Log } from '@tributary/runtime/log';
import { createRateLimiter, type RateLimiter } from '@tributary/runtime/rate-limit';
import type { DocumentNode } from 'graphql';
import type { GatewayConfig } from './config.ts';
import { createGraph, type Graph } from './federation/graph.ts';
import { serveGraphql } from './graphql/endpoint.ts';
import { createSockets } from './graphql/websocket.ts';
import { serveHealth } from './health.ts';
import { openIdentity } from './identity/authentication.ts';
import type { Identity } from './identity/identity.ts';
import { createOperations, type Operations } from './operations.ts';
import { watchSchemas } from './schemas.ts';
import { createServer, type Server } from './server.ts';
import { createConnections } from './subgraphs/connections.ts';

/** What an API in front of the graph is built on. */
export interface FacadeServices {
  bus: Bus;
  graph: Graph;
  operations: Operations;
  identity: Identity;
  rateLimiter: RateLimiter;
  config: GatewayConfig;
  log: Log;
  upgrades: Server['upgrades'];
}

export interface GatewayOptions {
  bus: Bus;
  config: GatewayConfig;
  log: Log;
  /** The operations of the APIs in front of the graph. */
  documents: readonly DocumentNode[];
  registerFacade: (app: Server['app'], services: FacadeServices) => Promise<void>;
}

export interface Gateway extends AsyncDisposable {
  /** Where it listens. */
  readonly address: string;
  /** Settles when callers can be told apart, and the graph answers all that the APIs ask of it. */
  readonly ready: Promise<void>;
}

/** What runs when the gateway stops gets so long to end. */
const stopMsMax = 3_000;
const sweepMs = 50;

/** Opens a gateway, which listens at once, so that its health can be asked for, but is ready later. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { bus, config, log, documents, registerFacade } = options;
  await using opened = new AsyncDisposableStack();
  const stopping = new AbortController();
  const report = (err: unknown, subgraph?: string) => log.error({ err, subgraph }, 'bug');
  const graph = createGraph({ connect: createConnections(bus), report });
  const operations = createOperations({ graph, identities: bus.identities });
  const identity = opened.use(await openIdentity({ bus, ...config }));
  const rateLimiter = createRateLimiter({ bus });
  const schemas = opened.use(await watchSchemas(schemasOptions()));

  const { app, upgrades } = createServer({ log });
  opened.defer(() => closeServer(app));
  const sockets = opened.use(createSockets({ operations, identity, log }));
  opened.defer(() => stopping.abort());
  upgrades.set('/graphql', sockets.upgrade);
  const services = { bus, graph, operations, identity, rateLimiter, log, upgrades };
  serveHealth(app, { schemas, identity, stopping: stopping.signal });
  const { uploadBytesMax, host, port } = config;
  const limits = { uploadBytesMax, stopping: stopping.signal };
  await serveGraphql(app, { ...services, ...limits });
  await registerFacade(app, { ...services, config });
  const address = await app.listen({ host, port });

  const kept = opened.move();
  return {
    address,
    ready: Promise.all([firstSupergraph(graph), identity.ready]).then(() => {}),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };

  function schemasOptions() {
    return { bus, graph, log, documents, path: config.supergraphPath };
  }
}

function firstSupergraph(graph: Graph): Promise<void> {
  if (graph.current) return Promise.resolve();
  return new Promise((resolve) => {
    const forget = graph.onSwap(() => {
      forget();
      resolve();
    });
  });
}

/** Lets requests end, but not for ever. */
async function closeServer(app: Server['app']): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), stopMsMax);
  // A connection whose answer ends only now would wait for the client's next request.
  const sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs);
  await app.close();
  clearTimeout(cut);
  clearInterval(sweep);
}
