import { Events, type NatsConnection } from 'nats';
import { Failure } from './failure.ts';

/** Whether NATS can be reached now: the client drops what is published while it cannot. */
export interface Link {
  readonly isUp: boolean;
  /** For a moment after an outage: the other processes may not all be back yet. */
  readonly isHealing: boolean;
  /** Resolves at once when the link is up; rejects with UNAVAILABLE when the deadline passes. */
  whenUp(deadline: number, signal?: AbortSignal): Promise<void>;
  /** Called each time the link is lost, and with it all that was on its way. */
  onDown(listener: () => void): Disposable;
  /** Called each time the link is back. */
  onUp(listener: () => void): Disposable;
}

const healMs = 2_000;

const unreachable = () => new Failure('UNAVAILABLE', 'NATS does not answer');

/** Follows the state of a connection, which must be up now. */
export function watchLink(connection: NatsConnection): Link {
  const downListeners = new Set<() => void>();
  const upListeners = new Set<() => void>();
  let isUp = true;
  let healedAt = Number.NEGATIVE_INFINITY;

  function change(next: boolean): void {
    if (isUp === next) return;
    isUp = next;
    if (isUp) healedAt = performance.now();
    for (const listener of [...(isUp ? upListeners : downListeners)]) listener();
  }

  async function follow(): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === Events.Disconnect) change(false);
      else if (type === Events.Reconnect) change(true);
    }
    change(false);
  }

  function waitUp(deadline: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown) => {
        clearTimeout(timer);
        up[Symbol.dispose]();
        signal?.removeEventListener('abort', abort);
        if (error === undefined) resolve();
        else reject(error);
      };
      const abort = () => settle(signal?.reason);
      const timer = setTimeout(() => settle(unreachable()), Math.max(0, deadline - Date.now()));
      const up = listen(upListeners, () => settle());
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  void follow();
  return {
    get isUp() {
      return isUp;
    },
    get isHealing() {
      return performance.now() - healedAt < healMs;
    },
    async whenUp(deadline, signal) {
      signal?.throwIfAborted();
      if (isUp) return;
      if (connection.isClosed()) throw unreachable();
      await waitUp(deadline, signal);
    },
    onDown: (listener) => listen(downListeners, listener),
    onUp: (listener) => listen(upListeners, listener),
  };
}

function listen(listeners: Set<() => void>, listener: () => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}
