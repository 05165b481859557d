import { setTimeout as pause } from 'node:timers/promises';

/** Something that is done again and again until it is disposed of, which waits for what is being done. */
export interface Sweep extends AsyncDisposable {
  /** Sweeps now, or once more when it is at it. */
  wake(): void;
}

export interface SweepOptions {
  /** May end early when the signal aborts. */
  sweep(signal: AbortSignal): Promise<unknown>;
  /** From the end of one sweep to the beginning of the next. */
  pauseMs: number;
  /** Told what a sweep failed with: the next one makes up for it. */
  failed(error: unknown): void;
}

/** Sweeps at once, then after each pause and whenever it is woken. */
export function startSweep({ sweep, pauseMs, failed }: SweepOptions): Sweep {
  const stopping = new AbortController();
  let waking = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Before the sweep: what it is woken for from here on, it may have missed.
      waking = new AbortController();
      try {
        await sweep(stopping.signal);
      } catch (error) {
        failed(error);
      }
      await pause(pauseMs, undefined, { signal: waking.signal }).catch(() => undefined);
    }
  }

  const wake = () => waking.abort();
  const running = run();
  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
