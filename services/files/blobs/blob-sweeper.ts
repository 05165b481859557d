import type { Log } from '@tributary/runtime/log';
import { type Sweep, startSweep } from '@tributary/runtime/sweep';

const pauseMs = 60_000;

/** Sweeps at its start, then every minute and whenever it is woken. */
export const createBlobSweeper = (sweep: () => Promise<void>, log: Log): Sweep =>
  startSweep({ sweep, pauseMs, failed: (err) => log.warn({ err }, 'blobs are swept later') });
