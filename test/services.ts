import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import { startMongo } from './mongo.ts';
import { startNats } from './nats.ts';
import { startProcess } from './process.ts';

export interface Services extends AsyncDisposable {
  readonly bus: Bus;
  readonly dataDir: string;
  /** What the processes were started with: where NATS and the store are, and the secret. */
  readonly env: Readonly<Record<'NATS_URL' | 'MONGODB_URL' | 'IDENTITY_SECRET', string>>;
  /** Everything that the services logged. */
  readonly output: readonly string[];
  /** The id of a service's process. */
  pidOf(name: string): number;
  /** Starts one more of a service, or of several as one process, with variables of its own. */
  start(names: Names, own?: Record<string, string>): Promise<void>;
  ask<Data = Record<string, unknown>>(
    viewer: Viewer,
    service: string,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Data>;
}

/** Those of a list share a process, which costs far less than one for each. */
type Names = string | readonly string[];

/** Services as processes over a NATS server and a store of their own, asked over the bus. */
export async function startServices(
  names: readonly Names[],
  variables: Record<string, string> = {},
): Promise<Services> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'services-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const nats = stack.use(await startNats());
  const mongo = stack.use(await startMongo());
  const secret = 'a secret that only this test has, of course';
  const identities = createIdentities(secret);
  const bus = stack.use(
    await connectBus({ servers: [nats.url], name: 'test', identities, log: silentLog }),
  );
  const env = {
    PATH: process.env.PATH,
    NATS_URL: nats.url,
    MONGODB_URL: mongo.url,
    IDENTITY_SECRET: secret,
    DATA_DIR: dataDir,
    ...variables,
  };
  const output: string[] = [];
  const pids = new Map<string, number>();

  async function start(names: Names, own: Record<string, string> = {}): Promise<void> {
    const child = kept.use(startProcess(names, { ...env, ...own }, output));
    await child.ready;
    for (const name of [names].flat()) pids.set(name, child.pid);
  }

  const kept = stack.move();
  try {
    await Promise.all(names.map((name) => start(name)));
  } catch (error) {
    await kept.disposeAsync();
    throw error;
  }
  return {
    ...{ bus, dataDir, env, output, start },
    pidOf: (name) => pids.get(name) ?? 0,
    async ask<Data>(viewer: Viewer, service: string, query: string, variables = {}) {
      return (await askService(bus, service, { query, variables }, { viewer })) as Data;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
