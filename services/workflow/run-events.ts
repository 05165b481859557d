import type { EventLog, StoredEvent } from '@tributary/runtime/event-log';
import { interruptible } from '@tributary/runtime/interruption';
import type { Collections } from './collections.ts';
import type { RunEvent } from './run-drafts.ts';
import { type Run, runEvents } from './runs.ts';

export interface FollowedEvent {
  runId: string;
  cursor: string;
  event: RunEvent;
}

type Head = Pick<Run, 'status' | 'lastEventNr'>;

const toFollowed = (runId: string, { cursor, data }: StoredEvent): FollowedEvent => ({
  runId,
  cursor,
  // Only drafts write events of runs.
  event: data as RunEvent,
});

/** What happens to runs, from the event log. */
export function createRunEvents({
  runs,
  events,
}: Pick<Collections, 'runs'> & { events: EventLog }) {
  const readHead = async (runId: string): Promise<Head | null> =>
    runs.findOne({ _id: runId }, { status: 1, lastEventNr: 1 }).lean<Head>();

  /** Whether the event of that number is the last one of a run that does not run. */
  async function isLast(runId: string, nr: number): Promise<boolean> {
    const head = await readHead(runId);
    return !head || (head.status !== 'RUNNING' && head.lastEventNr <= nr);
  }

  /** Whether nothing can come behind a cursor: then waiting for it would never end. */
  async function isOver(runId: string, after: string | undefined): Promise<boolean> {
    const head = await readHead(runId);
    if (!head || head.status === 'RUNNING') return !head;
    const last = (await events.list(runEvents(runId))).at(-1);
    if (!last) return isForgotten(runId);
    const { event } = toFollowed(runId, last);
    return (
      event.nr >= head.lastEventNr &&
      after !== undefined &&
      /^\d{1,16}$/.test(after) &&
      Number(after) >= Number(last.cursor)
    );
  }

  /** No event is kept, and none is waiting to be published. */
  async function isForgotten(runId: string): Promise<boolean> {
    const waiting = await runs.findOne({ _id: runId }, { outbox: { $slice: 1 } }).lean<Run>();
    return (waiting?.outbox.length ?? 0) === 0;
  }

  /** Replays what happened to a run, behind a cursor, and follows it until it is not running. */
  const follow = (runId: string, after: string | undefined): AsyncIterableIterator<FollowedEvent> =>
    interruptible((signal) => generate(runId, after, signal));

  async function* generate(
    runId: string,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<FollowedEvent> {
    if (await isOver(runId, after)) return;
    for await (const stored of events.read(runEvents(runId), { after, signal })) {
      const followed = toFollowed(runId, stored);
      yield followed;
      const { event } = followed;
      if (event.type !== 'state' || event.status === 'RUNNING') continue;
      if (await isLast(runId, event.nr)) return;
    }
  }

  return { follow };
}
