import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { ConnectSubgraph, Subgraph } from '../federation/subgraph.ts';
import { connectHttp } from './http.ts';
import { connectNats } from './nats.ts';

/** How services are reached, by their URLs: `nats:graphql.<service>` or `http(s)://…`. */
export function createConnections(bus: Bus): ConnectSubgraph {
  return (name, url) => {
    if (url.startsWith('nats:')) return connectNats(bus, url.slice('nats:'.length));
    return /^https?:\/\//.test(url) ? connectHttp(name, url) : unreachable(name);
  };
}

function unreachable(name: string): Subgraph {
  const refuse = () => {
    throw new Failure('UNAVAILABLE', `${name} has no address of a known kind`);
  };
  return { query: async () => refuse(), subscribe: refuse };
}
