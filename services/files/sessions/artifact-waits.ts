import { Failure } from '@tributary/runtime/failure';
import { interruptible } from '@tributary/runtime/interruption';
import type { SessionArtifactEventsArgs } from '../generated/schema.ts';
import type { ArtifactEvent, ArtifactEventPage, ArtifactEvents } from './artifact-events.ts';
import { toArtifactFilter } from './artifact-filter.ts';
import type { SessionAccess } from './session-access.ts';
import type { SessionFacts } from './session-facts.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface ArtifactWaitsOptions {
  events: ArtifactEvents;
  facts: SessionFacts;
  waitingRoom: WaitingRoom;
  access: Pick<SessionAccess, 'readStatus'>;
  signal: AbortSignal;
}

/** One append, for those who follow. */
export interface FollowedBatch {
  cursor: string;
  events: ArtifactEvent[];
}

const pageMax = 100;
const waitMsMax = 60_000;
/** What was told while nobody could hear it is found after this. */
const lookMs = 5_000;

function check(name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new Failure('BAD_INPUT', `${name} must be from ${min} to ${max}`);
}

function readCursor(after: string | null | undefined): number {
  const text = after ?? '0';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Failure('BAD_INPUT', 'the cursor is not one that was handed out');
}

/** Waits for what happens to the files of a session, for as long as the session is connected. */
export function createArtifactWaits(options: ArtifactWaitsOptions) {
  const { events, facts, waitingRoom, access, signal } = options;
  let hasWaited = false;

  /**
   * The events that fit; where there are none, those that come within the time. Only one page of a
   * request is waited for, and none when too many wait already: it is as it is now.
   */
  async function readPage(
    sessionId: string,
    args: SessionArtifactEventsArgs,
  ): Promise<ArtifactEventPage> {
    const { first = 25, waitMs = 0 } = args;
    check('first', first, 1, pageMax);
    check('waitMs', waitMs, 0, waitMsMax);
    const isWanted = toArtifactFilter(args.filter);
    const scan = (after: number) => events.scan(sessionId, { after, first, isWanted });
    const deadline = performance.now() + waitMs;
    const page = await scan(args.after ?? 0);
    if (page.events.length > 0 || waitMs === 0 || hasWaited) return page;
    hasWaited = true;
    using place = waitingRoom.enter(sessionId);
    return place ? await waitForPage({ sessionId, page, scan, deadline }) : page;
  }

  async function waitForPage(options: {
    sessionId: string;
    page: ArtifactEventPage;
    scan(after: number): Promise<ArtifactEventPage>;
    deadline: number;
  }): Promise<ArtifactEventPage> {
    const { sessionId, scan, deadline } = options;
    using ear = facts.listen(sessionId);
    let { page } = options;
    await ear.begin();
    for (;;) {
      // Looked at after the ear is open and the end is known: nothing can come in between.
      const { hasEnded } = ear;
      page = await scan(page.nextCursor);
      const leftMs = deadline - performance.now();
      if (page.events.length > 0 || hasEnded || leftMs <= 0) return page;
      await ear.wait(Math.min(lookMs, leftMs), signal);
    }
  }

  async function* generate(sessionId: string, after: number, ended: AbortSignal) {
    using ear = facts.listen(sessionId);
    await ear.begin();
    let cursor = after;
    for (;;) {
      const { hasEnded } = ear;
      const { begin } = await events.readBounds(sessionId);
      for await (const batch of events.read(sessionId, Math.max(cursor, begin))) {
        cursor = batch.at(-1)?.sequence ?? cursor;
        yield { cursor: String(cursor), events: batch };
      }
      if (hasEnded) return;
      await ear.wait(lookMs, ended);
    }
  }

  /** Each append behind a sequence, then live, until the session has ended. */
  async function follow(
    sessionId: string,
    after: string | null | undefined,
  ): Promise<AsyncIterable<FollowedBatch>> {
    const cursor = readCursor(after);
    if ((await access.readStatus(sessionId)) === null) {
      throw new Failure('NOT_FOUND', 'the session does not exist');
    }
    return interruptible((ended) => generate(sessionId, cursor, ended), signal);
  }

  return { readPage, follow };
}
