import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import { createOutbox, type Outbox } from '@tributary/runtime/outbox';
import type { Transact } from '@tributary/runtime/store';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import type { Blobs } from '../blobs/blobs.ts';
import type { Collections } from '../collections.ts';
import { createSessionEnds } from './session-ends.ts';
import { removeExpired } from './staged-files.ts';

export interface SessionWorkOptions {
  bus: Bus;
  events: EventLog;
  collections: Collections;
  blobs: Blobs;
  transact: Transact;
  isCleaning: boolean;
}

/** What goes on in sessions when nobody asks. */
export interface SessionWork extends AsyncDisposable {
  readonly outbox: Outbox;
}

const jobsMax = 4;
const sweepMs = 30_000;

/** Tells what was registered, cleans up after sessions and what was staged in vain. */
export async function startSessionWork(options: SessionWorkOptions): Promise<SessionWork> {
  const { bus, events, collections, blobs, transact, isCleaning } = options;
  const { log } = bus;
  await using stack = new AsyncDisposableStack();
  const work = await openWorkQueue(bus, log);
  const outbox = stack.use(createOutbox({ model: collections.sessions, events, work, bus, log }));
  const ends = createSessionEnds({
    collection: collections.sessionFiles,
    sessionCollection: collections.sessions,
    batchCollection: collections.artifactBatches,
    ...{ blobs, transact, isCleaning },
  });
  const stopping = new AbortController();

  async function sweep(): Promise<void> {
    while (!stopping.signal.aborted) {
      await removeExpired({ collection: collections.stagedFiles, blobs, transact })
        .then(ends.forget)
        .catch((err) => log.warn({ err }, 'session files are swept later'));
      await pause(sweepMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const sweeping = sweep();
  stack.defer(async () => {
    stopping.abort();
    await sweeping;
  });
  stack.use(await work.serve('session-end', { concurrency: jobsMax, handle: ends.handle }));
  const kept = stack.move();
  return { outbox, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
