import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@tributary/dev/port';
import { type MongoServer, startMongo } from './mongo.ts';
import { type NatsServer, startNats } from './nats.ts';
import { createPerson, type Person, signUp } from './person.ts';
import { type ProductProcess, startProcess, supergraph } from './process.ts';
import { openTcpLink, type TcpLink } from './tcp-link.ts';

/** The product as it runs on many machines: several of each gateway and auth process. */
export interface Fleet extends AsyncDisposable {
  /** Of each gateway, also while it does not run. */
  readonly urls: readonly string[];
  readonly nats: NatsServer;
  readonly mongo: MongoServer;
  readonly dataDir: string;
  /** Everything that the processes wrote, each line after the name of its process. */
  readonly output: readonly string[];
  /** A new account, signed up through the first gateway. */
  signUp(name: string): Promise<Person>;
  /** The same credential as a client of each gateway. */
  everywhere(credential: string): readonly Person[];
  /** What the process reaches NATS through. */
  link(name: string, index?: number): TcpLink;
  /** SIGKILL, as a crash; nobody starts it again but `start`. */
  kill(name: string, index?: number): Promise<void>;
  /** Starts a process that was killed, or one more; resolves when it serves. */
  start(name: string, index?: number): Promise<void>;
}

export interface FleetOptions {
  /** How many gateways, and how many auth processes; of the others there is one each. */
  gateways?: number;
  auths?: number;
  /** More services, by default all. */
  others?: readonly string[];
  variables?: Record<string, string>;
}

const secret = 'a secret that only this fleet has, of course';

/** Starts a fleet over a NATS server and a store of its own. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { gateways = 2, auths = 2, others = ['chat', 'files', 'workflow'], variables } = options;
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'fleet-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const nats = stack.use(await startNats());
  const mongo = stack.use(await startMongo());
  const ports = await Promise.all(Array.from({ length: gateways }, freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const output: string[] = [];
  const links = new Map<string, TcpLink>();
  const processes = new Map<string, ProductProcess>();
  const env = {
    PATH: process.env.PATH,
    MONGODB_URL: mongo.url,
    IDENTITY_SECRET: secret,
    DATA_DIR: dataDir,
    // The one address that a load balancer in front of all gateways would have.
    PUBLIC_URL: urls[0],
    SUPERGRAPH: supergraph,
    ...variables,
  };
  const kept = stack.move();

  async function openLink(place: string): Promise<TcpLink> {
    const known = links.get(place);
    if (known) return known;
    const link = kept.use(await openTcpLink(Number(new URL(nats.url).port)));
    links.set(place, link);
    return link;
  }

  async function start(name: string, index = 0): Promise<void> {
    const place = `${name} ${index}`;
    const { port } = await openLink(place);
    const own = {
      ...env,
      NATS_URL: `nats://127.0.0.1:${port}`,
      ...(name === 'gateway' && { PORT: String(ports[index]) }),
    };
    const started = startProcess(name, own, output);
    processes.set(place, started);
    await started.ready;
  }

  const all = [
    ...Array.from({ length: auths }, (_, index) => ['auth', index] as const),
    ...Array.from({ length: gateways }, (_, index) => ['gateway', index] as const),
    ...others.map((name) => [name, 0] as const),
  ];
  async function stop(): Promise<void> {
    await Promise.all([...processes.values()].map((one) => one[Symbol.asyncDispose]()));
    await kept.disposeAsync();
  }

  try {
    await Promise.all(all.map(([name, index]) => start(name, index)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ urls, nats, mongo, dataDir, output, start },
    signUp: (name) => signUp(urls[0] ?? '', name),
    everywhere: (credential) => urls.map((url) => createPerson(url, credential)),
    link: (name, index = 0) => found(links, `${name} ${index}`),
    kill: (name, index = 0) => found(processes, `${name} ${index}`).kill(),
    [Symbol.asyncDispose]: stop,
  };
}

function found<Value>(values: ReadonlyMap<string, Value>, place: string): Value {
  const value = values.get(place);
  if (!value) throw new Error(`there is no ${place}`);
  return value;
}
