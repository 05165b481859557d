import { isLogLevel, type LogLevel } from './log.ts';

export interface Config {
  host: string;
  port: number;
  dir: string;
  logLevel: LogLevel;
}

/** Every problem is reported at once, so that one start shows all there is to fix. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

const known = new Set(['MONGO_HOST', 'MONGO_PORT', 'MONGO_DIR']);

/** The store's environment. MONGO_PORT 0 means a free port, named in the `listening` line. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems = Object.keys(env)
    .filter((name) => name.startsWith('MONGO_') && !known.has(name))
    .map((name) => `${name} is not a known variable`);
  const host = env.MONGO_HOST || '127.0.0.1';
  const portText = env.MONGO_PORT || '0';
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535) {
    problems.push(`MONGO_PORT must be a port number, not "${portText}"`);
  }
  const dir = env.MONGO_DIR ?? '';
  if (dir === '') problems.push('MONGO_DIR is required: the folder that keeps the data');
  const logLevel = env.LOG_LEVEL || 'info';
  if (!isLogLevel(logLevel)) {
    problems.push(`LOG_LEVEL must be one of trace … fatal or silent, not "${logLevel}"`);
  }
  if (problems.length > 0 || !isLogLevel(logLevel)) throw new ConfigError(problems);
  return { host, port, dir, logLevel };
}
