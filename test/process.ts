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

/** Of the schemas of all services, for a gateway that need not compose them. */
export const supergraph = join(root, 'schema', 'supergraph.graphql');

const together = join(import.meta.dirname, 'together.ts');

const mainOf = (name: string): string =>
  join(root, name === 'gateway' ? name : join('services', name), 'main.ts');

/**
 * Starts the gateway or a service, or several of them as one process, which are then in the same
 * environment; each line that it writes goes to `output` after its name.
 */
export function startProcess(
  names: string | readonly string[],
  env: NodeJS.ProcessEnv,
  output: string[],
): ProductProcess {
  const mains = [names].flat().map(mainOf);
  const name = [names].flat().join('+');
  const program = mains.length > 1 ? [together, ...mains] : mains;
  const child = spawn(process.execPath, [...nodeOptions, ...program], {
    env: { NODE_COMPILE_CACHE: compileCache, ...nodeVariables, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<void>();
  let awaited = mains.length;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      output.push(`${name} ${line}`);
      if (line.includes('"msg":"ready"')) awaited -= 1;
      if (awaited === 0) ready.resolve();
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
