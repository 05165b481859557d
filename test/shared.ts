import { connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import { inject } from 'vitest';
import type { Entrance } from './entrance.ts';
import { createPerson, signUp } from './person.ts';
import type { Services } from './services.ts';
import type { Shared, Wanted } from './sharing.ts';

/** Services that other test files use too: nobody may end them, nor count what is in them. */
export type SharedServices = Pick<
  Services,
  'bus' | 'dataDir' | 'env' | 'ask' | typeof Symbol.asyncDispose
>;

/** A way in that other test files use too. */
export type SharedEntrance = Pick<Entrance, 'url' | 'dataDir' | 'anonymous' | 'signUp'>;

async function find(wanted: Wanted): Promise<Shared> {
  const response = await fetch(inject('sharing'), {
    method: 'POST',
    body: JSON.stringify(wanted),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Shared;
}

async function connect({ env, dataDir }: Shared): Promise<SharedServices> {
  const { NATS_URL: server, IDENTITY_SECRET: secret } = env;
  const identities = createIdentities(secret);
  const bus = await connectBus({ servers: [server], name: 'test', identities, log: silentLog });
  return {
    ...{ bus, dataDir, env },
    async ask<Data>(
      viewer: Parameters<Services['ask']>[0],
      service: string,
      query: string,
      variables = {},
    ) {
      return (await askService(bus, service, { query, variables }, { viewer })) as Data;
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}

/** Services over a NATS server and a store of their own, the same for all files of one worker. */
export async function shareServices(
  services: readonly string[],
  variables: Record<string, string> = {},
): Promise<SharedServices> {
  const workerId = process.env.VITEST_POOL_ID;
  return connect(await find({ services, isEntrance: false, variables, workerId }));
}

/** With a model that answers fast, and no limit to the playground. */
const product: Wanted = {
  services: ['chat', 'files', 'workflow'],
  isEntrance: true,
  variables: { MODEL_LOCAL_DELAY_MS: '10', RATE_LIMIT_PLAYGROUND: '0' },
};

/** All services behind a gateway, the same for all files. */
export async function shareProduct(): Promise<SharedEntrance> {
  const { url = '', dataDir } = await find(product);
  return {
    ...{ url, dataDir },
    anonymous: createPerson(url, ''),
    signUp: (name) => signUp(url, name),
  };
}

/** The services of that product, asked over the bus. */
export const shareProductServices = async (): Promise<SharedServices> =>
  connect(await find(product));
