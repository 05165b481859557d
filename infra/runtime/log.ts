import { type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  service: string;
  level: LogLevel;
  /** Coloured lines for a person instead of JSON. */
  isPretty?: boolean;
}

/** Members whose values are never written, wherever a careless line puts them. */
const secrets = ['authorization', 'cookie', 'password', 'token', 'accessToken', 'key', 'apiKey'];

/** A process's log on standard output: fields first, then a constant message. */
export function createLog({ service, level, isPretty = false }: LogOptions): Log {
  const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' };
  const options = { base: { service }, level, redact, timestamp: stdTimeFunctions.isoTime };
  if (!isPretty) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty' } });
}

export const silentLog: Log = pino({ level: 'silent' });
