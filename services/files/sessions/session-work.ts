import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import { createOutbox, type Outbox } from '@tributary/runtime/outbox';
import type { Transact } from '@tributary/runtime/store';
import { startSweep } from '@tributary/runtime/sweep';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import type { Blobs } from '../blobs/blobs.ts';
import type { Collections } from '../collections.ts';
import { createSessionCleaning } from './session-cleaning.ts';
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
const pauseMs = 30_000;

/** Tells what was registered, cleans up after sessions and what was staged in vain. */
export async function startSessionWork(options: SessionWorkOptions): Promise<SessionWork> {
  const { bus, events, collections, blobs, transact, isCleaning } = options;
  const { log } = bus;
  await using stack = new AsyncDisposableStack();
  const work = await openWorkQueue(bus, log);
  const outbox = stack.use(createOutbox({ model: collections.sessions, events, work, bus, log }));
  const cleaning = createSessionCleaning({
    collection: collections.sessionFiles,
    sessionCollection: collections.sessions,
    batchCollection: collections.artifactBatches,
    ...{ blobs, transact, isCleaning },
  });

  async function sweep(): Promise<void> {
    await removeExpired({ collection: collections.stagedFiles, blobs, transact });
    await cleaning.forget();
  }

  const failed = (err: unknown) => log.warn({ err }, 'session files are swept later');
  stack.use(startSweep({ sweep, pauseMs, failed }));
  stack.use(await work.serve('session-end', { concurrency: jobsMax, handle: cleaning.handle }));
  const kept = stack.move();
  return { outbox, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
