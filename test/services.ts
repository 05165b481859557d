import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import { startMongo } from './mongo.ts';
import { startNats } from './nats.ts';

export interface Services extends AsyncDisposable {
  readonly bus: Bus;
  readonly dataDir: string;
  /** Everything that the services logged. */
  readonly output: readonly string[];
  /** The id of a service's process, and what starts one more of it. */
  pidOf(name: string): number;
  start(name: string): Promise<void>;
  ask<Data = Record<string, unknown>>(
    viewer: Viewer,
    service: string,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Data>;
}

const root = join(import.meta.dirname, '..');

/** Starts a process of the product and waits until it serves. */
async function startProcess(name: string, env: NodeJS.ProcessEnv, output: string[]) {
  const child = spawn(process.execPath, [join(root, 'services', name, 'main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      output.push(`${name} ${line}`);
      if (line.includes('"msg":"ready"')) ready.resolve();
    });
  }
  child.once('exit', (code) => {
    ready.reject(new Error(`${name} ended with ${code}\n${output.join('\n')}`));
  });
  await ready.promise;
  return {
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Services as processes over a NATS server and a store of their own, asked over the bus. */
export async function startServices(
  names: readonly string[],
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

  async function start(name: string): Promise<void> {
    const child = kept.use(await startProcess(name, env, output));
    pids.set(name, child.pid);
  }

  const kept = stack.move();
  try {
    await Promise.all(names.map(start));
  } catch (error) {
    await kept.disposeAsync();
    throw error;
  }
  return {
    ...{ bus, dataDir, output, start },
    pidOf: (name) => pids.get(name) ?? 0,
    async ask<Data>(viewer: Viewer, service: string, query: string, variables = {}) {
      return (await askService(bus, service, { query, variables }, { viewer })) as Data;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
