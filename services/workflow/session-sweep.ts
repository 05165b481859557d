import type { Log } from '@tributary/runtime/log';
import { startSweep } from '@tributary/runtime/sweep';
import type { SessionEndings } from './session-endings.ts';

export interface SessionSweepOptions {
  endings: Pick<SessionEndings, 'endLapsed' | 'removeForgotten'>;
  log: Log;
  pauseMs?: number;
}

/** Ends the sessions whose gateway died, each second; several processes may do so at once. */
export function startSessionSweep(options: SessionSweepOptions): AsyncDisposable {
  const { endings, log, pauseMs = 1_000 } = options;

  async function sweep(signal: AbortSignal): Promise<void> {
    while (await endings.endLapsed()) if (signal.aborted) return;
    await endings.removeForgotten();
  }

  const failed = (err: unknown) => log.warn({ err }, 'sessions are swept later');
  return startSweep({ sweep, pauseMs, failed });
}
