import { createInbox, type Msg, type NatsConnection, nanos } from 'nats';
import type { Link } from './link.ts';

/** A message that a JetStream consumer delivered. */
export interface Delivery {
  message: Msg;
  /** The message's sequence in the stream. */
  sequence: number;
  /** The delivery's place among the consumer's: a gap means that one was lost on the way. */
  position: number;
  /** 1 for the first delivery of the message. */
  attempt: number;
  time: Date;
  /** So many messages for this consumer come after it. */
  pending: number;
}

/** `end`: all that was asked for has come. `broken`: nothing more may come; open another pull. */
export type Pulled = Delivery | 'end' | 'broken';

export interface Pull extends Disposable {
  /** Asks for up to so many messages and bytes; one request at a time. */
  request(count: number, bytes?: number): void;
  /** The next message, or what ended the request; an abort of the signal is `broken`. */
  next(): Promise<Pulled>;
  /** Takes back the request; what was on its way, or not yet taken, is returned. */
  drain(): Promise<Delivery[]>;
}

export interface PullOptions {
  connection: NatsConnection;
  link: Link;
  stream: string;
  consumer: string;
  signal: AbortSignal;
}

const expiresMs = 30_000;
/** The server reports so often that a request still stands; without a report it is given up. */
const heartbeatMs = 2_000;
const silenceMsMax = 5_000;

/** Takes messages from a consumer in bounded batches and notices when they can no longer come. */
export function openPull({ connection, link, stream, consumer, signal }: PullOptions): Pull {
  const queue: Pulled[] = [];
  const inbox = createInbox();
  let wake = () => {};
  let missing = 0;
  let silence: NodeJS.Timeout | undefined;

  function put(pulled: Pulled): void {
    queue.push(pulled);
    if (typeof pulled === 'string') clearTimeout(silence);
    wake();
  }

  function receive(message: Msg): void {
    silence?.refresh();
    const status = message.headers?.code;
    if (!status) {
      put(toDelivery(message));
      missing -= 1;
      if (missing === 0) put('end');
    } else if (status !== heartbeat) {
      put(isBatchOver(status, message.headers?.description) ? 'end' : 'broken');
    }
  }

  const subscription = connection.subscribe(inbox, {
    callback: (error, message) => (error ? put('broken') : receive(message)),
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  const down = link.onDown(() => put('broken'));

  function close(): void {
    clearTimeout(silence);
    down[Symbol.dispose]();
    signal.removeEventListener('abort', onAbort);
  }

  return {
    request(count, bytes) {
      missing = count;
      clearTimeout(silence);
      silence = setTimeout(() => put('broken'), silenceMsMax);
      const request = {
        batch: count,
        expires: nanos(expiresMs),
        idle_heartbeat: nanos(heartbeatMs),
        ...(bytes !== undefined && { max_bytes: bytes }),
      };
      const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
      connection.publish(subject, JSON.stringify(request), { reply: inbox });
    },
    async next() {
      while (queue.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return signal.aborted ? 'broken' : (queue.shift() ?? 'broken');
    },
    async drain() {
      close();
      await subscription.drain();
      return queue.filter((pulled) => typeof pulled !== 'string');
    },
    [Symbol.dispose]() {
      close();
      if (!subscription.isClosed()) subscription.unsubscribe();
    },
  };
}

const heartbeat = 100;

/** 404: nothing there; 408: the time is over; a 409 is the end of a batch only by its size. */
const isBatchOver = (status: number, description: string | undefined): boolean =>
  status === 404 || status === 408 || (status === 409 && /max_?bytes/i.test(description ?? ''));

/** The reply subject says it all: `$JS.ACK.[domain.account.]stream.consumer.attempt.sequence…`. */
function toDelivery(message: Msg): Delivery {
  const tokens = message.reply?.split('.') ?? [];
  const [attempt, sequence, position, timeNanos, pending] = tokens
    .slice(tokens.length > 9 ? 6 : 4, tokens.length > 9 ? 11 : 9)
    .map(Number);
  if (!attempt || !sequence || !position || !timeNanos) {
    throw new Error(`not a delivery of a consumer: ${message.reply}`);
  }
  const time = new Date(timeNanos / 1_000_000);
  return { message, sequence, position, attempt, time, pending: pending ?? 0 };
}
