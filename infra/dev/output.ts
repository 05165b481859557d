const width = 8;

/** Writes the lines of all processes into one output, each with the name of its process before it. */
export function createOutput(write: (text: string) => void) {
  return (name: string, line: string): void => write(`${name.padEnd(width)} | ${line}\n`);
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
