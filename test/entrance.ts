import { freePort } from '@tributary/dev/port';
import { createPerson, type Person, signUp } from './person.ts';
import { supergraph } from './process.ts';
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
  /** Whether each is a process of its own: they need not wait for one another then. */
  areApart?: boolean;
  variables?: Record<string, string>;
}

/** Starts auth and a gateway over a NATS server and a store of their own. */
export async function startEntrance(options: EntranceOptions = {}): Promise<Entrance> {
  const { others = [], areApart = false, variables = {} } = options;
  await using stack = new AsyncDisposableStack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const services = stack.use(await startServices([], { PUBLIC_URL: url, ...variables }));
  const first = { SUPERGRAPH: supergraph, PORT: String(port) };
  const names = ['gateway', 'auth', ...others];
  if (areApart) await Promise.all(names.map((name) => services.start(name, first)));
  else await services.start(names, first);
  const kept = stack.move();
  return {
    ...{ url, dataDir: services.dataDir, env: services.env, output: services.output },
    anonymous: createPerson(url, ''),
    signUp: (name) => signUp(url, name),
    async openGateway(own) {
      const more = String(await freePort());
      await services.start('gateway', { SUPERGRAPH: supergraph, ...own, PORT: more });
      return `http://127.0.0.1:${more}`;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
