import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog as log } from '@tributary/runtime/log';

/** A bus, as the processes of the product make it. */
export const connectNats = (url: string): Promise<Bus> =>
  connectBus({ servers: [url], name: 'test', identities: createIdentities('s'.repeat(32)), log });
