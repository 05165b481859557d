const levels = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 100 };

export type LogLevel = keyof typeof levels;
type Write = (fields: Record<string, unknown>, message: string) => void;
export type Log = { [K in 'debug' | 'info' | 'warn' | 'error']: Write };

export const isLogLevel = (text: string): text is LogLevel => Object.hasOwn(levels, text);

/** JSON lines in pino's form: this workspace has no logger of its own to depend on. */
export function createLog({ level, write }: { level: LogLevel; write: (line: string) => void }) {
  const writer =
    (name: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, msg) => {
      if (levels[name] < levels[level]) return;
      write(`${JSON.stringify({ level: levels[name], time: Date.now(), ...fields, msg })}\n`);
    };
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  } satisfies Log;
}

export const silentLog: Log = createLog({ level: 'silent', write: () => {} });
