import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@tributary/runtime/log';
import type { SessionEndings } from './session-endings.ts';

export interface SessionSweepOptions {
  endings: Pick<SessionEndings, 'endLapsed' | 'removeForgotten'>;
  log: Log;
  sweepMs?: number;
}

/** Ends the sessions whose gateway died, each second; several processes may do so at once. */
export function startSessionSweep(options: SessionSweepOptions): AsyncDisposable {
  const { endings, log, sweepMs = 1_000 } = options;
  const stopping = new AbortController();

  async function sweep(): Promise<void> {
    while (await endings.endLapsed()) if (stopping.signal.aborted) return;
    await endings.removeForgotten();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweep().catch((err) => log.warn({ err }, 'sessions are swept later'));
      await pause(sweepMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
