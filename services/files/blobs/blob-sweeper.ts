import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@tributary/runtime/log';

export interface BlobSweeper extends AsyncDisposable {
  /** Sweeps now, or once more when it is at it. */
  wake(): void;
}

const sweepMs = 60_000;

/** Sweeps at its start, then every minute and whenever it is woken. */
export function createBlobSweeper(sweep: () => Promise<void>, log: Log): BlobSweeper {
  let isStopped = false;
  let isWoken = false;
  let waking = new AbortController();

  async function run(): Promise<void> {
    while (!isStopped) {
      isWoken = false;
      waking = new AbortController();
      try {
        await sweep();
      } catch (err) {
        log.warn({ err }, 'blobs are swept later');
      }
      if (isWoken || isStopped) continue;
      await pause(sweepMs, undefined, { signal: waking.signal }).catch(() => undefined);
    }
  }

  function wake(): void {
    isWoken = true;
    waking.abort();
  }

  const running = run();
  return {
    wake,
    async [Symbol.asyncDispose]() {
      isStopped = true;
      wake();
      await running;
    },
  };
}
