import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';
import { type Entrance, startEntrance } from './entrance.ts';
import { type Services, startServices } from './services.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where test files ask for what they share. */
    sharing: string;
  }
}

/** What several test files want in common. */
export interface Wanted {
  services: readonly string[];
  /** Whether there is a gateway in front of them, and auth. */
  isEntrance: boolean;
  variables: Record<string, string>;
  /** Each has its own then: transactions of many tests over one store wait for one another. */
  workerId?: string | undefined;
}

/** Where it is. */
export type Shared = Pick<Services, 'env' | 'dataDir'> & Partial<Pick<Entrance, 'url'>>;

const start = ({ services, isEntrance, variables }: Wanted): Promise<Services | Entrance> =>
  isEntrance
    ? startEntrance({ others: services, areApart: true, variables })
    : startServices(services, variables);

/** Starts what test files share once for all of them, when the first one asks for it. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Services | Entrance>>();
  const server = createServer(async (request, response) => {
    const wanted = await text(request);
    const starting = started.get(wanted) ?? start(JSON.parse(wanted));
    started.set(wanted, starting);
    try {
      const { env, dataDir, ...rest } = await starting;
      const shared: Shared = { env, dataDir, ...('url' in rest && { url: rest.url }) };
      response.end(JSON.stringify(shared));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  provide('sharing', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.close();
    const ended = [...started.values()].map(async (one) => (await one)[Symbol.asyncDispose]());
    await Promise.allSettled(ended);
  };
}
