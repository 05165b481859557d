import { setTimeout as pause } from 'node:timers/promises';
import { APICallError, NoObjectGeneratedError, RetryError } from 'ai';

const attemptsMax = 5;
const waitMsMin = 1_000;
const waitMsMax = 6_000;
const statusCodes = new Set([408, 409, 425, 429, 500, 502, 503, 504]);
const texts = [
  'rate limit',
  'temporarily unavailable',
  'timeout',
  'server disconnected',
  'connection reset',
  'fetch failed',
];

/** Whether a model call that failed so may succeed when it is made again. */
export function isPassing(error: unknown): boolean {
  if (RetryError.isInstance(error)) return isPassing(error.lastError);
  if (NoObjectGeneratedError.isInstance(error)) return false;
  if (APICallError.isInstance(error)) {
    if (error.statusCode !== undefined) return statusCodes.has(error.statusCode);
    return error.isRetryable;
  }
  const text = error instanceof Error ? error.message.toLowerCase() : '';
  return texts.some((one) => text.includes(one));
}

/** A random pause that grows with each attempt, from one second to six. */
export const waitBefore = (attempt: number, random = Math.random()): number =>
  Math.min(waitMsMax, waitMsMin + random * waitMsMin * 2 ** (attempt - 1));

export interface RetryOptions {
  signal: AbortSignal;
  onError(error: unknown): void;
}

/** Makes a call up to five times, as long as it fails in a way that may pass. */
export async function retry<Result>(
  run: () => Promise<Result>,
  { signal, onError }: RetryOptions,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      signal.throwIfAborted();
      onError(error);
      if (attempt >= attemptsMax || !isPassing(error)) throw error;
    }
    await pause(waitBefore(attempt), undefined, { signal });
  }
}
