import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsVariables } from '@tributary/dev/installation';
import { findNatsServer } from '@tributary/dev/nats-server';
import { freePort } from '@tributary/dev/port';

export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  /** SIGKILL, as a crash; `start` brings it back over the same files and port. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A real nats-server with JetStream on a free port over a folder of its own. */
export async function startNats({
  maxPayload = 1_048_576,
  settings = '',
} = {}): Promise<NatsServer> {
  const program = await findNatsServer();
  const dir = await mkdtemp(join(tmpdir(), 'nats-'));
  const port = await freePort();
  const config = join(dir, 'nats.conf');
  await writeFile(
    config,
    `listen: "127.0.0.1:${port}"\nmax_payload: ${maxPayload}\njetstream { store_dir: "${dir}/js" }\n${settings}`,
  );
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(program, ['-c', config], {
      env: { ...natsVariables, ...process.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', (code) => reject(new Error(`nats-server ended with ${code}`)));
      started.stderr?.on('data', (text: Buffer) => {
        if (text.includes('Server is ready')) resolve();
      });
    });
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
