import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache, nodeOptions, nodeVariables } from '@tributary/dev/installation';

export interface ProductProcess extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when it serves; rejects if it ends before that. */
  readonly ready: Promise<void>;
  /** SIGKILL, as a crash; resolves when it is gone. */
  kill(): Promise<void>;
}

const root = join(import.meta.dirname, '..');

/** Starts the gateway or a service; each line that it writes goes to `output` after its name. */
export function startProcess(
  name: string,
  env: NodeJS.ProcessEnv,
  output: string[],
): ProductProcess {
  const folder = name === 'gateway' ? name : join('services', name);
  const child = spawn(process.execPath, [...nodeOptions, join(root, folder, 'main.ts')], {
    env: { NODE_COMPILE_CACHE: compileCache, ...nodeVariables, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      output.push(`${name} ${line}`);
      if (line.includes('"msg":"ready"')) ready.resolve();
    });
  }
  child.once('exit', (code, signal) => {
    ready.reject(new Error(`${name} ended with ${signal ?? code}\n${output.join('\n')}`));
  });
  ready.promise.catch(() => {});
  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
