import { join } from 'node:path';
import { freePort } from '@tributary/dev/port';
import { createPerson, type Person, signUp } from './person.ts';
import { startProcess } from './process.ts';
import { type Services, startServices } from './services.ts';

/** The way in: a gateway in front of auth, and the rest of the graph away. */
export interface Entrance extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** Everything that the processes logged. */
  readonly output: readonly string[];
  /** Where an operator finds the installation. */
  readonly env: Services['env'];
  readonly anonymous: Person;
  signUp(name: string): Promise<Person>;
  /** One more gateway over the same auth, with variables of its own; gives its address. */
  openGateway(variables: Record<string, string>): Promise<string>;
}

export interface EntranceOptions {
  /** Services behind the gateway besides auth. */
  others?: readonly string[];
  variables?: Record<string, string>;
}

/** What is composed of the schemas of all services, whether they run or not. */
const supergraph = join(import.meta.dirname, '..', 'schema', 'supergraph.graphql');

/** Starts auth and a gateway over a NATS server and a store of their own. */
export async function startEntrance(options: EntranceOptions = {}): Promise<Entrance> {
  const { others = [], variables = {} } = options;
  await using stack = new AsyncDisposableStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const services = stack.use(await startServices([], { PUBLIC_URL: url, ...variables }));
  const kept = stack.move();
  const output: string[] = [];

  async function open(own: Record<string, string>): Promise<void> {
    const env = { ...services.env, SUPERGRAPH: supergraph, ...own };
    await kept.use(startProcess('gateway', env, output)).ready;
  }

  try {
    const first = open({ PORT: String(port) });
    await Promise.all([first, ...['auth', ...others].map((name) => services.start(name))]);
  } catch (error) {
    await kept.disposeAsync();
    throw error;
  }
  return {
    ...{ url, dataDir: services.dataDir, env: services.env },
    get output() {
      return [...services.output, ...output];
    },
    anonymous: createPerson(url, ''),
    signUp: (name) => signUp(url, name),
    async openGateway(own) {
      const more = String(await freePort());
      await open({ ...own, PORT: more });
      return `http://127.0.0.1:${more}`;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
