import { ConfigError } from '@tributary/runtime/config';
import { Failure } from '@tributary/runtime/failure';
import { allCommands } from './all-commands.ts';
import { type Order, readArguments, UsageError } from './arguments.ts';
import type { Given } from './command.ts';
import { helpOf, helpOfCommand } from './help.ts';
import type { Fields } from './operator.ts';
import { createPassword } from './password.ts';

/** Where an operator sits. */
export interface Terminal {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  readInput(): Promise<string>;
  write(text: string): void;
  writeError(text: string): void;
}

const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

/** Does what the arguments say and resolves to the exit code of the process. */
export async function administer(terminal: Terminal): Promise<number> {
  const { args, write, writeError } = terminal;
  const isJson = args.includes('--json');
  try {
    const request = readArguments(args, allCommands);
    if ('help' in request) {
      const { help } = request;
      write(`${help === 'all' ? helpOf(allCommands) : helpOfCommand(help)}\n`);
    } else {
      const fields = await run(request, terminal);
      write(request.isJson ? `${JSON.stringify(fields)}\n` : toLines(fields));
    }
    return exitCodes.done;
  } catch (error) {
    writeError(`${toMessage(error, isJson)}\n`);
    return error instanceof UsageError ? exitCodes.misused : exitCodes.failed;
  }
}

async function run(order: Order, terminal: Terminal): Promise<Fields> {
  // A help text, or a slip of the keyboard, need not wait for all that this loads.
  const { perform } = await import('./operator.ts');
  const { given, made } = await readPasswords(order, terminal);
  return { ...(await perform(order.command, given, terminal.env)), ...made };
}

/** A password on the command line is seen by everybody on the machine: it need not be there. */
async function readPasswords({ command, values }: Order, { readInput }: Terminal) {
  const given: Record<string, string | boolean | undefined> = { ...values };
  const made: Fields = {};
  for (const [name, { kind }] of Object.entries(command.options)) {
    if (kind !== 'password') continue;
    if (given[name] === '-') given[name] = (await readInput()).replace(/\r?\n$/, '');
    if (given[name] !== undefined) continue;
    made[name] = createPassword();
    given[name] = String(made[name]);
  }
  return { given: given as Given, made };
}

function toLines(fields: Fields): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length)) + 1;
  const lines = Object.entries(fields).map(
    ([name, value]) => `${`${name}:`.padEnd(width)} ${String(value)}\n`,
  );
  return lines.join('');
}

function toMessage(error: unknown, isJson: boolean): string {
  const problem = toProblem(error);
  if (isJson) return JSON.stringify(problem);
  const { code, message } = problem;
  return code === 'USAGE' ? `${message}; --help lists all commands` : `${message} (${code})`;
}

/** What was not foreseen keeps its stack: it is a bug. */
function toProblem(error: unknown): { code: string; message: string } {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message };
  if (error instanceof ConfigError) return { code: 'CONFIG', message: error.problems.join('\n') };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'INTERNAL', message };
}
