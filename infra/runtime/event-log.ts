import { RetentionPolicy } from 'nats';
import {
  follow,
  listDeliveries,
  type Position,
  readData,
  type StoredEvent,
  toEvent,
} from './event-reader.ts';
import {
  appendOnce,
  createWriter,
  type EventWriter,
  type IdentifiedEvent,
} from './event-writer.ts';
import { Failure } from './failure.ts';
import { interruptible } from './interruption.ts';
import {
  type JetStream,
  type JetStreamAccess,
  openJetStream,
  type RetryOptions,
} from './jetstream.ts';

export type { StoredEvent } from './event-reader.ts';
export type { EventWriter, IdentifiedEvent } from './event-writer.ts';

export interface ReadOptions {
  /** The cursor of the last event that the reader has; all that is kept, without. */
  after?: string | null | undefined;
  signal?: AbortSignal | undefined;
}

export interface WatchOptions {
  since: Date;
  signal?: AbortSignal | undefined;
}

/** The durable facts, `event.<kind>.<id>`, in JetStream. */
export interface EventLog {
  /**
   * Follows a subject from its start, or behind `after`, then live, across restarts of NATS,
   * without gap or repeat, until the reader returns or the signal aborts.
   */
  read(subject: string, options?: ReadOptions): AsyncIterableIterator<StoredEvent>;
  /**
   * The same for all subjects of a kind, `event.<kind>.<id>`, from a moment on. A watch is for facts
   * that are few and small.
   */
  watch(kind: string, options: WatchOptions): AsyncIterableIterator<StoredEvent>;
  /** The newest event of a kind that is kept: whoever watches has it now, or will get it. */
  newest(kind: string): Promise<Pick<StoredEvent, 'cursor' | 'time'> | undefined>;
  /** The event of a subject that has this cursor, if it is kept. */
  find(subject: string, cursor: string): Promise<StoredEvent | undefined>;
  /** What the subject holds now. */
  list(subject: string): Promise<StoredEvent[]>;
  /** Opens the only writer of a subject; the appends of an earlier one fail with CONFLICT. */
  openWriter(subject: string): Promise<EventWriter>;
  /** Appends a fact unless it is there already, however long ago that was first tried. */
  appendOnce(event: IdentifiedEvent, options?: RetryOptions): Promise<void>;
}

export interface EventLogOptions {
  keepMs?: number;
  bytesMax?: number;
}

const week = 7 * 86_400_000;
const duplicatesMs = 120_000;
const gibibyte = 1_073_741_824;

/** Opens the event log, and makes its stream when there is none. */
export async function openEventLog(
  bus: JetStreamAccess,
  { keepMs = week, bytesMax = 8 * gibibyte }: EventLogOptions = {},
): Promise<EventLog> {
  const stream = await openJetStream(bus, {
    name: 'EVENTS',
    subjects: 'event.>',
    retention: RetentionPolicy.Limits,
    ageMsMax: keepMs,
    bytesMax,
    duplicatesMs: Math.min(duplicatesMs, keepMs),
  });
  return {
    list: async (subject) => (await listDeliveries(stream, checkSubject(subject))).map(toEvent),
    async find(subject, cursor) {
      checkSubject(subject);
      const sequence = readCursor(cursor);
      if (sequence === undefined) return undefined;
      const kept = await stream.retry(() => stream.get(sequence));
      if (kept?.subject !== subject) return undefined;
      return { cursor: String(kept.seq), data: readData(kept), time: kept.time };
    },
    openWriter: async (subject) => createWriter(stream, checkSubject(subject)),
    appendOnce: async (event, options) => {
      checkSubject(event.subject);
      await appendOnce(stream, event, options);
    },
    read(subject, { after, signal } = {}) {
      const position = { after: readCursor(after) };
      checkSubject(subject);
      return interruptible((ended) => read(stream, subject, position, ended), signal);
    },
    watch(kind, { since, signal }) {
      const subjects = subjectsOf(kind);
      return interruptible((ended) => read(stream, subjects, { since }, ended), signal);
    },
    async newest(kind) {
      const last = await stream.retry(() => stream.last(subjectsOf(kind)));
      return last && { cursor: String(last.sequence), time: last.time };
    },
  };
}

async function* read(
  stream: JetStream,
  subject: string,
  position: Position,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  for await (const delivery of follow(stream, subject, position, signal)) yield toEvent(delivery);
}

/** A sequence of the stream; 0, which no event has, stands for the start. */
function readCursor(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  const cursor = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(cursor)) {
    throw new Failure('BAD_INPUT', 'the cursor is not one that was handed out');
  }
  return cursor === 0 ? undefined : cursor;
}

const subjectsOf = (kind: string): string => `${checkSubject(`event.${kind}`)}.*`;

/** A wildcard or a blank from outside must not reach other subjects. */
function checkSubject(subject: string): string {
  if (!/^event(\.[\w-]+)+$/.test(subject) || subject.length > 255) {
    throw new Failure('BAD_INPUT', 'not the subject of an event');
  }
  return subject;
}
