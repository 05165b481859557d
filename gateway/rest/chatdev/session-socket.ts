import { setTimeout as pause } from 'node:timers/promises';
import { Failure, isOutage } from '@tributary/runtime/failure';
import { followEvents } from '../following.ts';
import { toFailure } from '../operation-runner.ts';
import type { Connection, SocketEndpoint } from '../socket-endpoint.ts';
import { toArtifactEvent } from './artifact-events.ts';
import { answerFrame, type Message } from './client-frames.ts';
import {
  CloseSessionDocument,
  OpenSessionDocument,
  RenewSessionDocument,
  SessionArtifactsDocument,
} from './generated/operations.ts';

export interface SessionSocketOptions {
  /** Whether a session is there for the account alone that opens it. */
  readonly isPrivate: boolean;
  /** A session stays connected for 30 s after it was renewed. */
  readonly renewalMs?: number;
}

/** In an outage, a session is renewed so many times as often. */
const haste = 10;
const closingPausesMs = [0, 200, 500, 1_000] as const;

interface Lease {
  readonly sessionId: string;
  readonly key: string;
}

/** Each connection is a session: it begins and ends with it, and hears what happens in it. */
export const createSessionSocket = ({
  isPrivate,
  renewalMs = 10_000,
}: SessionSocketOptions): SocketEndpoint<undefined> => ({
  route: 'GET /ws',
  identity: undefined,
  documents: [
    OpenSessionDocument,
    RenewSessionDocument,
    CloseSessionDocument,
    SessionArtifactsDocument,
  ],
  async serve(connection) {
    const { openSession } = await connection.run(OpenSessionDocument, { isPrivate });
    const { session, key } = openSession;
    const lease = { sessionId: session.id, key };
    const ended = new AbortController();
    const signal = AbortSignal.any([connection.signal, ended.signal]);
    try {
      const data = { session_id: session.id, status: 'connected' };
      await tell(connection, { type: 'connection', data });
      await Promise.race([
        answerFrames(connection),
        tellArtifacts(connection, lease, signal),
        keep(connection, lease, { renewalMs, signal }),
      ]);
    } finally {
      ended.abort();
      await close(connection, lease);
    }
  },
});

const tell = (connection: Connection, message: Message): Promise<void> =>
  connection.send(JSON.stringify(message));

/** One after another: the next frame waits until the answer to this one is out. */
async function answerFrames(connection: Connection): Promise<void> {
  for await (const frame of connection.frames) await tell(connection, answerFrame(frame));
}

/** Whether the session is still there is for its lease to say: an outage here is only a pause. */
async function tellArtifacts(
  connection: Connection,
  { sessionId }: Lease,
  signal: AbortSignal,
): Promise<void> {
  const events = followEvents({
    open: (after) => connection.follow(SessionArtifactsDocument, { sessionId, after }, signal),
    cursor: ({ sessionArtifacts }) => sessionArtifacts.cursor,
    signal,
    outageMsMax: Infinity,
  });
  for await (const { sessionArtifacts } of events) {
    const data = {
      session_id: sessionId,
      events: sessionArtifacts.events.map(toArtifactEvent),
    };
    await tell(connection, { type: 'artifact_created', data });
  }
}

/** Fails when the session is lost for good. */
async function keep(
  connection: Connection,
  lease: Lease,
  { renewalMs, signal }: { renewalMs: number; signal: AbortSignal },
): Promise<void> {
  let pauseMs = renewalMs;
  while (!signal.aborted) {
    await pause(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const isRenewed = await attempt(() => connection.run(RenewSessionDocument, lease));
    pauseMs = isRenewed ? renewalMs : renewalMs / haste;
  }
}

/** What is not closed here ends when nobody renews it. */
async function close(connection: Connection, lease: Lease): Promise<void> {
  for (const pauseMs of closingPausesMs) {
    await pause(pauseMs);
    try {
      if (await attempt(() => connection.run(CloseSessionDocument, lease))) return;
    } catch (error) {
      // It has ended already, and with it what there was to close.
      if (error instanceof Failure && error.code === 'NOT_FOUND') return;
      throw error;
    }
  }
}

/** False when nobody was there to do it. */
async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    const failure = toFailure(error);
    if (failure && isOutage(failure)) return false;
    throw failure ?? error;
  }
}
