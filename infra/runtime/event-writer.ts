import { listDeliveries, type StoredEvent, toEvent } from './event-reader.ts';
import { Failure } from './failure.ts';
import { newId } from './ids.ts';
import type { JetStream, RetryOptions } from './jetstream.ts';

/** The one writer of a subject. After an append has failed the writer is of no more use. */
export interface EventWriter {
  /** What the subject held when the writer was opened. */
  readonly history: readonly StoredEvent[];
  /** Resolves to the cursor once stored. Appends are stored in the order of the calls. */
  append(data: unknown): Promise<string>;
}

/** A fact with an id that ends in `:<n>`, n rising with each fact of one document. */
export interface IdentifiedEvent {
  id: string;
  subject: string;
  data: unknown;
  /** When the fact came about; without it a fact of today is looked for like an old one. */
  at?: Date | undefined;
}

/** So many appends may wait for their turn. */
const waitingMax = 10_000;
/** Well within the time for which the server recognizes a message id. */
const freshMs = 60_000;
/** Clocks of two machines differ by less than this. */
const clockSkewMs = 60_000;
const appendMsMax = 30_000;

export const toPayload = (data: unknown): Uint8Array => Buffer.from(JSON.stringify(data));

/**
 * Each append names the sequence that it follows, so the server refuses a writer that another has
 * overtaken, and an append whose answer was lost is found rather than stored again.
 */
export async function createWriter(stream: JetStream, subject: string): Promise<EventWriter> {
  const history = (await listDeliveries(stream, subject)).map(toEvent);
  const writerId = newId();
  let last = Number(history.at(-1)?.cursor ?? 0);
  let count = 0;
  let waiting = 0;
  let tail: Promise<unknown> = Promise.resolve();

  async function store(data: Uint8Array): Promise<string> {
    const sequence = await stream.publish({
      ...{ subject, data, after: last },
      id: `${writerId}:${++count}`,
    });
    if (sequence === undefined) {
      throw new Failure('CONFLICT', `the writer of ${subject} is superseded`);
    }
    last = sequence;
    waiting -= 1;
    return String(sequence);
  }

  return {
    history,
    append(data) {
      if (waiting === waitingMax) {
        const text = `more than ${waitingMax} appends to ${subject} wait`;
        return Promise.reject(new Failure('UNAVAILABLE', text));
      }
      waiting += 1;
      const payload = toPayload(data);
      const stored = tail.then(() => store(payload));
      tail = stored;
      return stored;
    },
  };
}

/** Appends a fact behind the last one on its subject, unless it is there already. */
export async function appendOnce(
  stream: JetStream,
  event: IdentifiedEvent,
  options: RetryOptions = {},
): Promise<void> {
  const { id, subject } = event;
  const data = toPayload(event.data);
  const deadline = Date.now() + (options.waitMs ?? appendMsMax);
  while (!options.signal?.aborted && Date.now() <= deadline) {
    const last = await stream.retry(() => stream.last(subject), options);
    if (last && (await isStored(stream, event, last.id))) return;
    const after = last?.sequence ?? 0;
    // Another may have appended meanwhile: then behind that.
    if ((await stream.publish({ subject, data, id, after, ...options })) !== undefined) return;
  }
  throw new Failure('UNAVAILABLE', `${subject} has too many writers`);
}

/**
 * The last message tells, if it is of the same document. Else the server's memory of message ids
 * does for a while, and after that the subject itself.
 */
async function isStored(
  stream: JetStream,
  { id, subject, at }: IdentifiedEvent,
  lastId: string,
): Promise<boolean> {
  const [own, last] = [readId(id), readId(lastId)];
  if (own.document === last.document) return last.count >= own.count;
  if (at && Date.now() - at.getTime() < freshMs) return false;
  const since = at && new Date(at.getTime() - clockSkewMs);
  const stored = await listDeliveries(stream, subject, { since });
  return stored.some(({ message }) => message.headers?.get('Nats-Msg-Id') === id);
}

function readId(id: string): { document: string; count: number } {
  const end = id.lastIndexOf(':');
  return { document: id.slice(0, end), count: Number(id.slice(end + 1)) };
}
