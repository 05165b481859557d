import { randomBytes } from 'node:crypto';
import { type ClientSession, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { ArtifactChange } from '../generated/schema.ts';
import type { SessionRow } from './sessions.ts';

/** A change of a file, as it was then. */
export interface ArtifactEvent {
  /** 32 hex digits. */
  id: string;
  /** From 1, without gaps, in the session. */
  sequence: number;
  change: ArtifactChange;
  artifactId: string;
  attachmentId: string;
  nodeId: string;
  hook: string;
  name: string;
  path: string;
  size: number;
  mimeType: string;
  sha256: string;
  createdAt: Date;
}

export type NewArtifactEvent = Omit<ArtifactEvent, 'id' | 'sequence'>;

/** What one append brought. */
export interface ArtifactBatch {
  /** `<session id>:<first>` */
  _id: string;
  sessionId: string;
  first: number;
  last: number;
  events: ArtifactEvent[];
}

/** What was found behind a sequence. */
export interface ArtifactEventPage {
  events: ArtifactEvent[];
  /** The sequence of the last event that was looked at. */
  nextCursor: number;
  hasMore: boolean;
}

export interface ScanOptions {
  after: number;
  first: number;
  isWanted(event: ArtifactEvent): boolean;
}

export interface ArtifactEventsOptions {
  collection: Model<ArtifactBatch>;
  sessionCollection: Model<SessionRow>;
  /** So many of the newest events of a session are kept. */
  keptMax?: number;
}

export type ArtifactEvents = ReturnType<typeof createArtifactEvents>;

/** The log of what happened to the files of each session. */
export function createArtifactEvents(options: ArtifactEventsOptions) {
  const { collection, sessionCollection, keptMax = 2_000 } = options;

  /** Behind the last one, in the transaction that moves it. */
  async function append(
    { _id: sessionId, lastSequence }: Pick<SessionRow, '_id' | 'lastSequence'>,
    added: readonly NewArtifactEvent[],
    session: ClientSession,
  ): Promise<ArtifactEvent[]> {
    const first = lastSequence + 1;
    const last = lastSequence + added.length;
    const events = added.map((event, index) => {
      return { ...event, id: randomBytes(16).toString('hex'), sequence: first + index };
    });
    await collection.create([{ _id: `${sessionId}:${first}`, sessionId, first, last, events }], {
      session,
    });
    const old = { sessionId, last: trusted({ $lte: last - keptMax }) };
    await collection.deleteMany(old, { session });
    return events;
  }

  /** The sequences of the newest event, and before the oldest that is kept. */
  async function readBounds(sessionId: string): Promise<{ newest: number; begin: number }> {
    const row = await sessionCollection
      .findOne({ _id: sessionId }, { lastSequence: 1 })
      .lean<Pick<SessionRow, 'lastSequence'>>();
    const newest = row?.lastSequence ?? 0;
    return { newest, begin: Math.max(0, newest - keptMax) };
  }

  /** The rest of each append behind a sequence, in order. */
  async function* read(sessionId: string, after: number): AsyncGenerator<ArtifactEvent[]> {
    const behind = { sessionId, last: trusted({ $gt: after }) };
    const batches = collection.find(behind).sort({ last: 1 }).lean<ArtifactBatch[]>().cursor();
    for await (const { events } of batches) {
      yield (events as ArtifactEvent[]).filter(({ sequence }) => sequence > after);
    }
  }

  /** Those that are wanted, up to so many, from the oldest kept at most. */
  async function scan(sessionId: string, options: ScanOptions): Promise<ArtifactEventPage> {
    const { newest, begin } = await readBounds(sessionId);
    const events: ArtifactEvent[] = [];
    let nextCursor = Math.max(options.after, begin);
    const page = () => ({ events, nextCursor, hasMore: newest > nextCursor });
    if (nextCursor >= newest) return page();
    for await (const batch of read(sessionId, nextCursor)) {
      for (const event of batch) {
        nextCursor = event.sequence;
        if (!options.isWanted(event)) continue;
        events.push(event);
        if (events.length === options.first) return page();
      }
    }
    return page();
  }

  return { append, read, readBounds, scan };
}
