import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@tributary/dev/config';
import { startInstallation } from '@tributary/dev/installation';
import { freePort } from '@tributary/dev/port';
import { createPerson, type Person, signUp } from './person.ts';

export interface Stack extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** Everything that the processes wrote, each line after the name of its process. */
  readonly output: readonly string[];
  readonly anonymous: Person;
  signUp(name: string): Promise<Person>;
  /** SIGKILL, as a crash; the supervisor starts the process again. */
  kill(name: string): void;
  /** Stops everything and starts it again over the same data. */
  restart(): Promise<void>;
}

/** The whole product as `npm start` runs it, on a free port over a data folder of its own. */
export async function startStack(variables: Record<string, string> = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const port = await freePort();
  const output: string[] = [];
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NATS_SERVER: process.env.NATS_SERVER,
    ...variables,
    PORT: String(port),
    DATA_DIR: dataDir,
  };
  const start = () =>
    startInstallation({
      config: readConfig(env),
      env,
      write: (name, line) => output.push(`${name} ${line}`),
    });
  let installation = await start().catch((error: unknown) => {
    throw new Error(`the stack does not start\n${output.join('\n')}`, { cause: error });
  });
  const { url } = installation;
  return {
    ...{ url, dataDir, output },
    anonymous: createPerson(url, ''),
    signUp: (name) => signUp(url, name),
    kill(name) {
      const pid = installation.processes.get(name)?.pid;
      if (pid === undefined) throw new Error(`${name} does not run`);
      process.kill(pid, 'SIGKILL');
    },
    async restart() {
      await installation[Symbol.asyncDispose]();
      installation = await start();
    },
    async [Symbol.asyncDispose]() {
      await installation[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
