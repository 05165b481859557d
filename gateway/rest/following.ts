import { setTimeout as pause } from 'node:timers/promises';
import { Failure, isOutage } from '@tributary/runtime/failure';

export interface FollowOptions<Event> {
  /** Opens the events behind a cursor. */
  open(after: string | undefined): AsyncIterable<Event>;
  cursor(event: Event): string;
  signal: AbortSignal;
  /** So long may nothing answer before the failure is the caller's too. */
  outageMsMax?: number;
}

const pausesMs = [100, 250, 500, 1_000] as const;

/**
 * The events of something durable, whatever happens to those who tell them: a subscription that
 * breaks, or ends, is opened again behind the last event. The reader knows which event is the last.
 */
export async function* followEvents<Event>({
  open,
  cursor,
  signal,
  outageMsMax = 60_000,
}: FollowOptions<Event>): AsyncGenerator<Event, undefined> {
  let after: string | undefined;
  let attempt = 0;
  let brokenAt: number | undefined;
  while (!signal.aborted) {
    let failure = new Failure('UNAVAILABLE', 'the events ended before the last one');
    try {
      for await (const event of open(after)) {
        after = cursor(event);
        attempt = 0;
        brokenAt = undefined;
        yield event;
      }
    } catch (error) {
      if (!(error instanceof Failure) || !isOutage(error)) throw error;
      failure = error;
    }
    brokenAt ??= Date.now();
    if (Date.now() - brokenAt > outageMsMax) throw failure;
    const pauseMs = pausesMs[Math.min(attempt, pausesMs.length - 1)];
    attempt += 1;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}
