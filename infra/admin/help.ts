import type { Command, Option } from './command.ts';

const usage = 'npm run admin -- <command> [--option value]';

const general = [
  ['--json', 'prints the result, and an error, as JSON'],
  ['--help', 'shows this, or the options of a command'],
] as const;

const environment = [
  ['NATS_URL', 'where NATS is'],
  ['IDENTITY_SECRET', 'what all processes of the installation share'],
  ['DATA_DIR', 'where `npm start` leaves both for those who run it; .data when unset'],
] as const;

const list = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n');
};

const toName = (name: string, { value }: Option): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;

function toSynopsis({ name, options }: Command): string {
  const words = Object.entries(options).map(([key, option]) =>
    option.isRequired ? toName(key, option) : `[${toName(key, option)}]`,
  );
  return [name, ...words].join(' ');
}

/** All commands with their options. */
export function helpOf(commands: readonly Command[]): string {
  const entries = commands.map((command) => `  ${toSynopsis(command)}\n      ${command.about}`);
  return [
    usage,
    `Commands:\n${entries.join('\n')}`,
    `With every command:\n${list(general)}`,
    `Environment:\n${list(environment)}`,
  ].join('\n\n');
}

/** One command with what each of its options means. */
export function helpOfCommand(command: Command): string {
  const rows = Object.entries(command.options).map(
    ([name, option]) => [toName(name, option), option.about] as const,
  );
  return [toSynopsis(command), command.about, list([...rows, ...general])].join('\n\n');
}
