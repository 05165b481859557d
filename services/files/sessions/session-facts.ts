import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { openSessionWatch, type SessionWatch } from './session-watch.ts';

/** Hears what is told of a session from the moment on that it was made. */
export interface SessionEar extends Disposable {
  /** Whether the session has ended, as far as is known. */
  readonly hasEnded: boolean;
  /** Resolves when it is known whether the session had ended before the ear was made. */
  begin(): Promise<void>;
  /** Resolves when something was told since the last call, or after so long. */
  wait(waitMs: number, signal: AbortSignal): Promise<void>;
}

export interface SessionFacts extends Disposable {
  listen(sessionId: string): SessionEar;
}

export interface SessionFactsOptions {
  bus: Pick<Bus, 'connection' | 'link' | 'log'>;
  /** Asks for a session, whoever may know of it: those who listen were let in before. */
  isConnected(sessionId: string): Promise<boolean>;
  lookMs?: number;
}

/**
 * Facts about sessions as they are told, for those who wait. All of a process who listen to the same
 * session share what that costs. An end that was not heard, as while NATS was away, is found in 5 s.
 */
export function createSessionFacts(options: SessionFactsOptions): SessionFacts {
  const { bus, isConnected, lookMs = 5_000 } = options;
  const stopping = new AbortController();
  const watches = new Map<string, SessionWatch>();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const asked = await Promise.allSettled([...watches.values()].map((watch) => watch.look()));
    const failed = asked.find((one) => one.status === 'rejected');
    if (failed) bus.log.warn({ err: failed.reason }, 'sessions are asked for later');
    isLooking = false;
  }

  const looks = setInterval(look, lookMs).unref();
  const up = bus.link.onUp(() => {
    for (const watch of watches.values()) watch.tell();
    void look();
  });

  function watchOf(sessionId: string): SessionWatch {
    const known = watches.get(sessionId);
    if (known) return known;
    const watch = openSessionWatch({ bus, sessionId, isConnected });
    watches.set(sessionId, watch);
    return watch;
  }

  function leave(sessionId: string, watch: SessionWatch): void {
    if (watch.listeners.size > 0) return;
    watches.delete(sessionId);
    watch[Symbol.dispose]();
  }

  function listen(sessionId: string): SessionEar {
    const watch = watchOf(sessionId);
    let wasTold = false;
    let ring = () => {};
    const hear = () => {
      wasTold = true;
      ring();
    };
    watch.listeners.add(hear);

    async function wait(waitMs: number, signal: AbortSignal): Promise<void> {
      const either = AbortSignal.any([signal, stopping.signal]);
      either.throwIfAborted();
      if (!wasTold) {
        await new Promise<void>((resolve, reject) => {
          const settle = () => {
            clearTimeout(timer);
            either.removeEventListener('abort', settle);
            if (either.aborted) reject(either.reason);
            else resolve();
          };
          const timer = setTimeout(settle, Math.max(0, waitMs));
          either.addEventListener('abort', settle, { once: true });
          ring = settle;
        });
      }
      wasTold = false;
    }

    return {
      get hasEnded() {
        return watch.hasEnded;
      },
      begin: watch.begin,
      wait,
      [Symbol.dispose]() {
        if (watch.listeners.delete(hear)) leave(sessionId, watch);
      },
    };
  }

  return {
    listen,
    /** Whoever waits goes on to wait elsewhere. */
    [Symbol.dispose]() {
      clearInterval(looks);
      up[Symbol.dispose]();
      stopping.abort(new Failure('UNAVAILABLE', 'files is stopping'));
    },
  };
}
