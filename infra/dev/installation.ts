import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { forgetInstallation, writeInstallation } from '@tributary/runtime/installation';
import type { DevConfig } from './config.ts';
import { keepIdentitySecret } from './identity-secret.ts';
import { createLeftovers } from './leftovers.ts';
import { findNatsServer } from './nats-server.ts';
import { hasMessage } from './output.ts';
import { freePort } from './port.ts';
import { SupervisedProcess } from './process.ts';

const root = join(import.meta.dirname, '..', '..');
const services = ['auth', 'chat', 'files', 'workflow'];
/** What a process has compiled, the next start need not: that is a third of the time it takes. */
export const compileCache = join(root, 'node_modules', '.cache', 'compile');
/**
 * Bytes that flow through a process are soon garbage. By default, it would keep more of that than
 * everything else it holds: the heap begins small, and grows by a third before it is searched again.
 */
export const nodeOptions = [
  '--max-semi-space-size=1',
  '--initial-old-space-size=40',
  '--heap-growing-percent=30',
  '--disable-warning=ExperimentalWarning',
];
/** The threads of a process share one arena of memory: what one has freed, the next one takes. */
export const nodeVariables = { MALLOC_ARENA_MAX: '1' };
/** nats-server holds little but what flows through it, which is not worth collecting that often. */
export const natsVariables = { GOGC: '400' };

export interface Installation extends AsyncDisposable {
  /** Where the gateway listens. */
  readonly url: string;
  readonly natsUrl: string;
  /** What all processes share, and whoever acts as an operator. */
  readonly identitySecret: string;
  readonly dataDir: string;
  /** By name: nats, store, auth, chat, files, workflow, gateway. */
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
}

export interface InstallationOptions {
  config: DevConfig;
  /** What the processes get of the environment, besides what the installation decides. */
  env: NodeJS.ProcessEnv;
  write: (name: string, line: string) => void;
  /** Aborts when everything has to stop, although it may not have started yet. */
  signal?: AbortSignal;
}

/** How long, from the start of a stop, those processes may take that stop by then. */
const stages = [
  // Those that take work in come first, and what they write to last.
  { names: ['gateway'], untilMs: 3_500 },
  { names: services, untilMs: 4_200 },
  { names: ['store', 'nats'], untilMs: 4_700 },
];

/**
 * Starts everything over one data folder and resolves when the gateway answers for all services, or
 * when it is told to stop before that.
 */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { config, write, signal } = options;
  const dataDir = resolve(config.dataDir);
  // What is in it, such as the keys of the tokens, is for nobody else's eyes.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const leftovers = createLeftovers(dataDir);
  await leftovers.end();
  const processes = new Map<string, SupervisedProcess>();

  const run = (name: string, command: string, args: string[], ready: Ready): SupervisedProcess => {
    signal?.throwIfAborted();
    const onChange = () => {
      const pids = [...processes.values()].flatMap(({ pid }) => pid ?? []);
      void leftovers.note(pids);
    };
    const { isReady, env } = ready;
    const child = new SupervisedProcess({
      ...{ name, command, args, env, isReady, cwd: root, write, onChange },
    });
    processes.set(name, child);
    onChange();
    return child;
  };

  const url = `http://${config.host}:${config.port}`;
  let needs: Needs = { natsUrl: '', mongodbUrl: '', identitySecret: '' };
  let noted: Promise<void> | undefined;

  async function start(): Promise<void> {
    needs = await provide(options, dataDir, run);
    const { natsUrl, mongodbUrl } = needs;
    const env = environment(options, dataDir, needs);
    const script = (name: string, file: string) =>
      run(name, process.execPath, [...nodeOptions, file], {
        env,
        isReady: (line) => hasMessage(line, 'ready'),
      });
    for (const name of services) script(name, `services/${name}/main.ts`);
    script('gateway', 'gateway/main.ts');
    await Promise.all([...processes.values()].map(({ ready }) => ready));
    signal?.throwIfAborted();
    noted = writeInstallation(dataDir, { natsUrl, mongodbUrl, url });
    await noted;
  }

  async function stop(): Promise<void> {
    const since = Date.now();
    await noted?.catch(() => {});
    await forgetInstallation(dataDir);
    for (const { names, untilMs } of stages) {
      const msMax = Math.max(untilMs - (Date.now() - since), 0);
      await Promise.all(names.map((name) => processes.get(name)?.stop(msMax)));
    }
    await leftovers.forget();
  }

  try {
    await untilAborted(start(), signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const { natsUrl, identitySecret } = needs;
  return { url, natsUrl, identitySecret, dataDir, processes, [Symbol.asyncDispose]: stop };
}

async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve(), { once: true });
  if (signal.aborted) aborted.resolve();
  await Promise.race([work, aborted.promise]);
}

interface Ready {
  env: NodeJS.ProcessEnv;
  isReady: (line: string) => boolean;
}

type Run = (name: string, command: string, args: string[], ready: Ready) => SupervisedProcess;

/** What the services and the gateway need. */
interface Needs {
  /** Comma separated for a cluster. */
  natsUrl: string;
  mongodbUrl: string;
  identitySecret: string;
}

/**
 * Starts what the processes need and nobody else runs. They load meanwhile, and wait for it by
 * themselves.
 */
async function provide(
  { config, env }: InstallationOptions,
  dataDir: string,
  run: Run,
): Promise<Needs> {
  const [identitySecret, natsUrl, mongodbUrl] = await Promise.all([
    config.identitySecret ?? keepIdentitySecret(dataDir),
    config.natsUrls.join(',') || startNats({ config, env, dataDir, run }),
    config.mongodbUrl ?? startStore(config, dataDir, env, run),
  ]);
  return { identitySecret, natsUrl, mongodbUrl };
}

/** The environment of the services and the gateway. */
const environment = (
  { config, env }: InstallationOptions,
  dataDir: string,
  { natsUrl, mongodbUrl, identitySecret }: Needs,
): NodeJS.ProcessEnv => ({
  ...nodeVariables,
  ...env,
  HOST: config.host,
  PORT: String(config.port),
  PUBLIC_URL: config.publicUrl ?? `http://${config.host}:${config.port}`,
  DATA_DIR: dataDir,
  NATS_URL: natsUrl,
  MONGODB_URL: mongodbUrl,
  IDENTITY_SECRET: identitySecret,
  LOG_LEVEL: config.logLevel,
  NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? compileCache,
});

interface NatsOptions {
  config: DevConfig;
  env: NodeJS.ProcessEnv;
  dataDir: string;
  run: Run;
}

async function startNats({ config, env, dataDir, run }: NatsOptions): Promise<string> {
  const program = await findNatsServer({ ...env, NATS_SERVER: config.natsServer });
  const port = await freePort();
  const dir = join(dataDir, 'nats');
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'nats.conf');
  const lines = [
    `listen: "127.0.0.1:${port}"`,
    'server_name: "tributary"',
    `jetstream { store_dir: ${JSON.stringify(dir)} }`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const isReady = (line: string) => line.includes('Server is ready');
  run('nats', program, ['-c', file], { env: { ...natsVariables, ...env }, isReady });
  return `nats://127.0.0.1:${port}`;
}

async function startStore(
  config: DevConfig,
  dataDir: string,
  env: NodeJS.ProcessEnv,
  run: Run,
): Promise<string> {
  const port = await freePort();
  const dir = join(dataDir, 'store');
  await mkdir(dir, { recursive: true });
  run('store', process.execPath, [...nodeOptions, 'infra/mongo/main.ts'], {
    env: {
      ...nodeVariables,
      ...env,
      MONGO_HOST: '127.0.0.1',
      MONGO_PORT: String(port),
      MONGO_DIR: dir,
      LOG_LEVEL: config.logLevel,
    },
    isReady: (line) => hasMessage(line, 'listening'),
  });
  return `mongodb://127.0.0.1:${port}`;
}
