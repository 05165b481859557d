import { setTimeout as pause } from 'node:timers/promises';
import {
  type AccessEvent,
  accessEventSchema,
  accessKind,
  accessTokenMsMax,
} from '@tributary/runtime/access-events';
import { type EventLog, openEventLog, type StoredEvent } from '@tributary/runtime/event-log';
import type { JetStreamAccess } from '@tributary/runtime/jetstream';
import { createMemory } from './memory.ts';

/** What the auth service announced about somebody's access, on every gateway alike. */
export interface Revocations extends AsyncDisposable {
  /** Settles once all is known that still matters. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  isEnded(signInId: string): boolean;
  /** Access tokens of the account with a lower epoch are void. */
  epochOf(accountId: string): number;
  /** Calls back with each event after it was taken in. */
  onEvent(listener: (event: AccessEvent) => void): Disposable;
}

/** Clocks of two machines differ. */
const slackMs = 120_000;
const rememberedMs = accessTokenMsMax + slackMs;
/** Beyond so many, the oldest ones are forgotten, whose tokens have most likely expired. */
const rememberedMax = 500_000;
const pauseMs = 500;

/**
 * Follows the access events, beginning with those of the longest life of an access token: whatever was
 * revoked earlier has expired by itself. Goes on across outages of NATS.
 */
export async function openRevocations(bus: JetStreamAccess): Promise<Revocations> {
  const events = await openEventLog(bus);
  const memory = { msMax: rememberedMs, sizeMax: rememberedMax };
  const ended = createMemory<true>(memory);
  const epochs = createMemory<number>(memory);
  const listeners = new Set<(event: AccessEvent) => void>();
  const stop = new AbortController();
  const complete = Promise.withResolvers<void>();
  let isReady = false;

  function take({ data, time, cursor }: StoredEvent): void {
    const read = accessEventSchema.safeParse(data);
    if (!read.success) {
      bus.log.warn({ cursor }, 'not an access event');
      return;
    }
    const event = read.data;
    const at = time.getTime();
    if (event.kind === 'signIn') ended.set(event.id, true, at);
    if (event.kind === 'account') {
      epochs.set(event.id, Math.max(event.epoch, epochs.get(event.id) ?? 0), at);
    }
    for (const listener of [...listeners]) listener(event);
  }

  function settle(): void {
    isReady = true;
    complete.resolve();
  }

  const following = keepFollowing(events, { take, settle, signal: stop.signal, bus });
  return {
    ready: complete.promise,
    get isReady() {
      return isReady;
    },
    isEnded: (signInId) => ended.get(signInId) ?? false,
    epochOf: (accountId) => epochs.get(accountId) ?? 0,
    onEvent(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

interface FollowOptions {
  take(event: StoredEvent): void;
  /** All that was stored when it was first asked for has been taken. */
  settle(): void;
  signal: AbortSignal;
  bus: JetStreamAccess;
}

/** An event that is taken again changes nothing, so that after any break all may be read anew. */
async function keepFollowing(events: EventLog, options: FollowOptions): Promise<void> {
  const { take, settle, signal, bus } = options;
  while (!signal.aborted) {
    try {
      const since = new Date(Date.now() - rememberedMs);
      const newest = await events.newest(accessKind);
      const isAwaited = newest !== undefined && newest.time >= since;
      if (!isAwaited) settle();
      for await (const event of events.watch(accessKind, { since, signal })) {
        take(event);
        if (isAwaited && Number(event.cursor) >= Number(newest.cursor)) settle();
      }
    } catch (cause) {
      if (signal.aborted) return;
      bus.log.warn({ cause: String(cause) }, 'following the access events again');
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
