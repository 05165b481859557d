import { AckPolicy, type ConsumerConfig, DeliverPolicy, nanos, nuid, ReplayPolicy } from 'nats';
import { Failure } from './failure.ts';
import type { JetStream } from './jetstream.ts';
import { messageBytesMax } from './jetstream-setup.ts';
import { type Delivery, openPull } from './pull.ts';

/** A list of more events than this is not meant to be read at once. */
const listMax = 100_000;
const listMsMax = 30_000;
/** So much may wait in a process for readers that are slower than the stream, over all of them. */
const waitingMax = 16_384;
const waitingBytesMax = 64 * 1_048_576;
const batchMin = 16;
const batchMax = 256;
/** One message of the greatest size must fit. */
const batchBytesMin = messageBytesMax + 65_536;
const batchBytesMax = 4 * 1_048_576;
/** A consumer whose reader is gone without a word ends after this. */
const idleMsMax = 30_000;

/** A fact as it is kept; its cursor is its place in the order of all facts. */
export interface StoredEvent {
  readonly cursor: string;
  readonly data: unknown;
  readonly time: Date;
}

export interface Position {
  /** The sequence of the last message that the reader has seen. */
  after?: number | undefined;
  /** Without `after`: only messages from this moment on. */
  since?: Date | undefined;
}

/**
 * Delivers a subject's messages behind a position, then live, until the signal aborts. After a
 * break it goes on behind the last message that it delivered: no gap, no repeat.
 */
export async function* follow(
  stream: JetStream,
  subject: string,
  { after, since }: Position,
  signal: AbortSignal,
): AsyncGenerator<Delivery> {
  let last = after;
  let origin: string | undefined;
  while (!signal.aborted) {
    const config = consumerConfig(subject, { after: last, since });
    // The state is asked for after the consumer stands: what is kept now, it will deliver.
    const opened = await stream.retry(
      async () => {
        const { name } = await stream.manager.consumers.add(stream.name, config);
        return { consumer: name, info: await stream.manager.streams.info(stream.name) };
      },
      { signal },
    );
    const { created, state } = opened.info;
    if (last !== undefined) {
      const isLost = created !== (origin ?? created) || last > state.last_seq;
      if (isLost || last < state.first_seq - 1) throw expired(last);
    }
    origin = created;
    for await (const delivery of receive(stream, opened.consumer, signal)) {
      last = delivery.sequence;
      yield delivery;
    }
  }
}

/** What a subject holds now, behind a position. */
export async function listDeliveries(
  stream: JetStream,
  subject: string,
  position: Position = {},
): Promise<Delivery[]> {
  const last = await stream.retry(() => stream.last(subject));
  if (!last || last.sequence <= (position.after ?? 0)) return [];
  const found: Delivery[] = [];
  const signal = AbortSignal.timeout(listMsMax);
  for await (const delivery of follow(stream, subject, position, signal)) {
    if (found.length === listMax) {
      throw new Failure('TOO_LARGE', `${subject} holds more than ${listMax} events`);
    }
    found.push(delivery);
    if (delivery.sequence >= last.sequence) return found;
  }
  throw new Failure('UNAVAILABLE', `${subject} could not be read in ${listMsMax} ms`);
}

/** What one of so many readers may ask for at once. */
export function shareOf(readers: number): { count: number; bytes: number } {
  const count = Math.floor(waitingMax / readers);
  const bytes = Math.floor(waitingBytesMax / readers);
  return {
    count: Math.min(batchMax, Math.max(batchMin, count)),
    bytes: Math.min(batchBytesMax, Math.max(batchBytesMin, bytes)),
  };
}

export const toEvent = ({ message, sequence, time }: Delivery): StoredEvent => ({
  cursor: String(sequence),
  data: readData(message),
  time,
});

/** What is not JSON, by whoever's hand it was written, must not hold up the events behind it. */
export function readData(message: Pick<Delivery['message'], 'json' | 'string'>): unknown {
  try {
    return message.json();
  } catch {
    return message.string();
  }
}

/** What one consumer delivers, in order, until anything may have been lost. */
async function* receive(
  { connection, link, name: stream, readers }: JetStream,
  consumer: string,
  signal: AbortSignal,
): AsyncGenerator<Delivery> {
  using pull = openPull({ connection, link, stream, consumer, signal });
  const request = () => {
    const { count, bytes } = shareOf(readers.size);
    pull.request(count, bytes);
  };
  let position = 0;
  readers.add(pull);
  try {
    request();
    for (;;) {
      const pulled = await pull.next();
      if (pulled === 'broken') return;
      if (pulled === 'end') {
        request();
        continue;
      }
      position += 1;
      if (pulled.position !== position) return;
      yield pulled;
    }
  } finally {
    readers.delete(pull);
    // Nobody waits for the answer: a consumer that this does not reach ends by being idle.
    if (link.isUp) connection.publish(`$JS.API.CONSUMER.DELETE.${stream}.${consumer}`);
  }
}

function consumerConfig(subject: string, { after, since }: Position): ConsumerConfig {
  const config = {
    name: nuid.next(),
    filter_subject: subject,
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    inactive_threshold: nanos(idleMsMax),
    mem_storage: true,
    num_replicas: 1,
  };
  if (after !== undefined) {
    return { ...config, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 };
  }
  if (!since) return { ...config, deliver_policy: DeliverPolicy.All };
  const start = since.toISOString();
  return { ...config, deliver_policy: DeliverPolicy.StartTime, opt_start_time: start };
}

const expired = (cursor: number) =>
  new Failure(
    'BAD_INPUT',
    `cursor ${cursor} is older than the events that are kept: read the stored state instead`,
    { reason: 'cursor_expired' },
  );
