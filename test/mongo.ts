import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache, nodeOptions, nodeVariables } from '@tributary/dev/installation';
import { freePort } from '@tributary/dev/port';

export interface MongoServer extends AsyncDisposable {
  readonly url: string;
  /** SIGKILL, as a crash; `start` brings it back over the same files and port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP: it takes what is sent, and does nothing about it. */
  freeze(): void;
}

const program = join(import.meta.dirname, '..', 'infra', 'mongo', 'main.ts');

/** The embedded store as a process of its own, on a free port over a folder of its own. */
export async function startMongo(): Promise<MongoServer> {
  const dir = await mkdtemp(join(tmpdir(), 'mongo-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const env = {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compileCache,
      ...nodeVariables,
      ...{ MONGO_HOST: '127.0.0.1', MONGO_PORT: String(port), MONGO_DIR: dir },
    };
    const started = spawn(process.execPath, [...nodeOptions, program], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let problem = '';
    started.stderr.on('data', (text: Buffer) => {
      problem += text;
    });
    for await (const line of createInterface(started.stdout)) {
      if (isListening(line)) {
        started.stdout.resume();
        return;
      }
    }
    throw new Error(`the store ended: ${problem}`);
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url: `mongodb://127.0.0.1:${port}`,
    kill,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function isListening(line: string): boolean {
  const { msg }: { msg?: string } = line.startsWith('{') ? JSON.parse(line) : {};
  return msg === 'listening';
}
