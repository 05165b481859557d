import { BlockList } from 'node:net';
import { composeSubgraphs } from '@tributary/gateway/federation/composition';
import { createGraph } from '@tributary/gateway/federation/graph';
import { readProxies } from '@tributary/gateway/identity/client-address';
import type { Identity } from '@tributary/gateway/identity/identity';
import { createSenderReader } from '@tributary/gateway/identity/sender';
import { createOperations } from '@tributary/gateway/operations';
import type { Face } from '@tributary/gateway/rest/face';
import { createOperationRunner } from '@tributary/gateway/rest/operation-runner';
import { serveFace } from '@tributary/gateway/rest/serving';
import { createConnections } from '@tributary/gateway/subgraphs/connections';
import { readSdl } from '@tributary/gateway/supergraphs';
import { silentLog } from '@tributary/runtime/log';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import { fastify } from 'fastify';
import { startNats } from '../../nats.ts';
import { sdl, startThings, type Things } from './things.ts';

export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly things: Things;
  /** As somebody with a name, unless the headers say otherwise. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends as the process does when it is told to. */
  close(): Promise<void>;
}

/** The faces of these tests know their callers by themselves. */
const readSender = createSenderReader({
  proxies: readProxies(['loopback']) ?? new BlockList(),
  publicUrl: 'http://tributary.test',
});
const gatekeepers = { identity: { readSender } as Identity, rateLimiter: {} as RateLimiter };

/** A gateway that serves faces over a graph of things. */
export async function startGateway(...faces: Face[]): Promise<Gateway> {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await startNats());
  const things = stack.use(await startThings(nats.url));
  const composition = composeSubgraphs([{ name: 'things', url: 'nats:graphql.things', sdl }]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const trial = readSdl(composition.sdl, []);
  if ('errors' in trial) throw new Error(trial.errors.join('\n'));
  const { bus } = things;
  const graph = createGraph({ connect: createConnections(bus) });
  graph.swap(trial.supergraph);
  const operations = createOperationRunner(createOperations({ graph, identities: bus.identities }));
  const stop = new AbortController();
  // A client may hold a connection that it has not used yet, which does not count as idle.
  const app = fastify({ forceCloseConnections: true });
  const engine = { bus, operations, gatekeepers, log: silentLog, stopping: stop.signal };
  for (const face of faces) await serveFace(app, face, engine);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => {
    stop.abort();
    await app.close();
  };
  stack.defer(close);
  const kept = stack.move();
  return {
    ...{ url, things, close },
    fetch: (path, init = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { 'x-caller': 'ada', ...init.headers } }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
