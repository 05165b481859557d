import { prettyFactory } from 'pino-pretty';

const width = 8;

export interface OutputOptions {
  write: (text: string) => void;
  /** Log lines for a person at a terminal instead of JSON. */
  isPretty: boolean;
}

/** Writes the lines of all processes into one output, each with the name of its process before it. */
export function createOutput({ write, isPretty }: OutputOptions) {
  const prettify = prettyFactory({
    ...{ colorize: true, singleLine: true, translateTime: 'HH:MM:ss.l', ignore: 'service,pid' },
  });
  return (name: string, line: string): void => {
    const text = isPretty && line.startsWith('{') ? prettify(line).trimEnd() : line;
    write(`${name.padEnd(width)} | ${text}\n`);
  };
}

/** Whether a log line in JSON has one of these messages. */
export function hasMessage(line: string, ...messages: string[]): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const entry: unknown = JSON.parse(line);
    return (
      typeof entry === 'object' &&
      entry !== null &&
      'msg' in entry &&
      messages.some((message) => entry.msg === message)
    );
  } catch {
    return false;
  }
}
