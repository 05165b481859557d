import { type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';

export type Log = Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  service: string;
  level: LogLevel;
  /** Instead of the standard output. */
  destination?: { write(line: string): void };
}

/** Members whose values are never written, wherever a careless line puts them. */
const secrets = ['authorization', 'cookie', 'password', 'token', 'accessToken', 'key', 'apiKey'];

/** What libraries hang on their errors stays out: a request's body holds a person's words. */
function toErrorFields(error: unknown): object | string {
  if (!(error instanceof Error)) return String(error);
  const { type, message, stack } = stdSerializers.err(error);
  const code = 'code' in error && typeof error.code !== 'object' ? { code: error.code } : {};
  return { type, message, ...code, stack };
}

/** A process's log on standard output: fields first, then a constant message. */
export function createLog({ service, level, destination }: LogOptions): Log {
  const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' };
  const timestamp = stdTimeFunctions.isoTime;
  const serializers = { err: toErrorFields };
  const options = { base: { service }, level, redact, serializers, timestamp };
  return destination ? pino(options, destination) : pino(options);
}

export const silentLog: Log = pino({ level: 'silent' });
