import type { Bus } from '@tributary/runtime/bus';

/** What a process knows of a session to which somebody listens. */
export interface SessionWatch extends Disposable {
  /** Called each time that something was told. */
  readonly listeners: Set<() => void>;
  /** Stays so: no session comes back. */
  readonly hasEnded: boolean;
  /** Resolves when it is known whether the session has ended. */
  begin(): Promise<void>;
  /** Asks once more. */
  look(): Promise<void>;
  tell(): void;
}

export interface SessionWatchOptions {
  bus: Pick<Bus, 'connection'>;
  sessionId: string;
  isConnected(sessionId: string): Promise<boolean>;
}

/** Hears of the files of a session and of its end, from now on. */
export function openSessionWatch({ bus, sessionId, isConnected }: SessionWatchOptions) {
  const { connection } = bus;
  const listeners = new Set<() => void>();
  let isKnown = false;
  let hasEnded = false;
  let looking: Promise<void> | undefined;

  function tell(): void {
    for (const listener of [...listeners]) listener();
  }

  function end(): void {
    hasEnded = true;
    tell();
  }

  async function ask(): Promise<void> {
    if (!hasEnded && !(await isConnected(sessionId))) end();
    isKnown = true;
  }

  function look(): Promise<void> {
    looking ??= ask().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  const subscribe = (subject: string, hear: () => void) =>
    connection.subscribe(subject, { callback: (error) => error || hear() });
  // Made before the session is asked for: nothing can come in between.
  const subscriptions = [
    subscribe(`event.session.${sessionId}`, tell),
    subscribe(`session.ended.${sessionId}`, end),
  ];

  const watch: SessionWatch = {
    ...{ listeners, look, tell },
    get hasEnded() {
      return hasEnded;
    },
    begin: async () => {
      if (!isKnown) await look();
    },
    [Symbol.dispose]() {
      if (connection.isClosed()) return;
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
  return watch;
}
