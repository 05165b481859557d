import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { administer as run } from '@tributary/admin/administration';

export interface Outcome {
  code: number;
  output: string;
  problem: string;
}

export interface Session {
  env: Record<string, string | undefined>;
  /** What the operator types into it. */
  input?: string;
}

const root = join(import.meta.dirname, '..', '..', '..');

/** Runs the command as `npm run admin` does, until it ends. */
export async function administer(
  args: readonly string[],
  { env, input = '' }: Session,
): Promise<Outcome> {
  const child = spawn(process.execPath, ['infra/admin/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = once(child, 'close');
  child.stdin.end(input);
  const [output, problem] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, output, problem };
}

/** The same without a process of its own, which takes a second to load. */
export async function administerHere(
  args: readonly string[],
  { env, input = '' }: Session,
): Promise<Outcome> {
  const outcome = { output: '', problem: '' };
  const code = await run({
    ...{ args, env, readInput: async () => input },
    write: (line) => {
      outcome.output += line;
    },
    writeError: (line) => {
      outcome.problem += line;
    },
  });
  return { code, ...outcome };
}

/** What a command that succeeds prints as JSON. */
export async function administerJson(
  args: readonly string[],
  session: Session,
): Promise<Record<string, string>> {
  const { code, output, problem } = await administerHere([...args, '--json'], session);
  if (code !== 0) throw new Error(problem);
  return JSON.parse(output);
}
