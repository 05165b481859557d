import { parseArgs } from 'node:util';
import type { Command, Option } from './command.ts';

/** What was typed makes no sense; nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Order {
  command: Command;
  /** Texts and flags as they were given. */
  values: Readonly<Record<string, string | boolean | undefined>>;
  isJson: boolean;
}

export type Request = Order | { help: Command | 'all' };

const general = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

/** Reads a command and its options; throws a `UsageError` that says what is wrong. */
export function readArguments(args: readonly string[], commands: readonly Command[]): Request {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') return { help: 'all' };
  if (name === undefined) throw new UsageError('a command is needed');
  const command = commands.find((one) => one.name === name);
  if (!command) throw new UsageError(`there is no command ${name}`);
  const { help, json, ...given } = parse(rest, command);
  if (help) return { help: command };
  const values = Object.entries(command.options).map(([key, option]) => [
    key,
    readValue(key, option, given[key]),
  ]);
  return { command, values: Object.fromEntries(values), isJson: json === true };
}

function parse(args: string[], { options }: Command): Record<string, string | boolean | undefined> {
  const own = Object.entries(options).map(([key, { kind }]) => [
    key,
    { type: kind === 'flag' ? 'boolean' : 'string' } as const,
  ]);
  try {
    const { values } = parseArgs({ args, options: { ...Object.fromEntries(own), ...general } });
    return values as Record<string, string | boolean | undefined>;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = ''] = error.message.split('. ');
    throw new UsageError(sentence);
  }
}

function readValue(key: string, option: Option, value: string | boolean | undefined) {
  const { kind, isRequired, choices } = option;
  if (kind === 'flag') return value === true;
  if (isRequired && !value) throw new UsageError(`--${key} is needed`);
  if (typeof value !== 'string' || !choices) return value;
  const choice = value.toUpperCase().replaceAll('-', '_');
  if (choices.includes(choice)) return choice;
  const known = choices.map((one) => one.toLowerCase().replaceAll('_', '-'));
  throw new UsageError(`--${key} must be one of ${known.join(', ')}`);
}
