import { headers } from 'nats';
import { addEndpoint } from './endpoint.ts';
import { Failure } from './failure.ts';
import { StreamReader } from './stream-reader.ts';
import { isStreamRequest, refuseStream, StreamSender } from './stream-sender.ts';
import type { Wire } from './wire.ts';

export interface StreamOptions {
  identity: string;
  signal?: AbortSignal | undefined;
  traceparent?: string | undefined;
  /** For bytes, whose chunks mean nothing: gives them in the pieces in which they arrive. */
  asPieces?: boolean | undefined;
}

/**
 * Opens a stream on a subject. Slow reading slows the sender; leaving the loop, or the signal,
 * cancels it. A failure of the sender arrives as it was thrown; UNAVAILABLE means that the stream
 * was cut off, and may be opened again behind what was read.
 */
export function openStream(
  wire: Wire,
  subject: string,
  data: Uint8Array,
  { identity, signal, traceparent, asPieces }: StreamOptions,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const fields = headers();
      fields.set('Identity', identity);
      if (traceparent) fields.set('traceparent', traceparent);
      return new StreamReader(wire, { subject, data, headers: fields, signal, asPieces });
    },
  };
}

/** What a reader asked for. */
export interface StreamCall {
  readonly data: Uint8Array;
  readonly identity: string;
  readonly traceparent: string | undefined;
  /** Aborts when the reader is gone or the service stops. */
  readonly signal: AbortSignal;
}

export interface StreamEndpoint {
  service: string;
  subject: string;
  /** How many streams a process has at a time. */
  streamsMax?: number | undefined;
  open(call: StreamCall): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

const streamsStandard = 10_000;

/**
 * Answers each reader of a subject with a stream of its own; several processes share the readers.
 * Disposing ends the streams that run with UNAVAILABLE, so that readers resume elsewhere.
 */
export async function serveStream(
  wire: Wire,
  { service, subject, streamsMax = streamsStandard, open }: StreamEndpoint,
): Promise<AsyncDisposable> {
  const running = new Set<StreamSender>();
  const endpoint = await addEndpoint(wire, { service, subject }, (message) => {
    if (!isStreamRequest(message)) {
      return void refuseStream(
        message,
        new Failure('BAD_INPUT', `${subject} answers with a stream`),
      );
    }
    if (running.size >= streamsMax) {
      return void refuseStream(
        message,
        new Failure('UNAVAILABLE', `${service} has too many streams`),
      );
    }
    const { data, headers: fields } = message;
    const call = {
      data,
      identity: fields?.get('Identity') ?? '',
      traceparent: fields?.get('traceparent') || undefined,
    };
    const stream = new StreamSender(wire, message, (signal) => open({ ...call, signal }));
    running.add(stream);
    stream.done.then(() => running.delete(stream));
  });
  return {
    async [Symbol.asyncDispose]() {
      await endpoint[Symbol.asyncDispose]();
      const ended = [...running];
      for (const stream of ended) stream.end(new Failure('UNAVAILABLE', `${service} is stopping`));
      await Promise.all(ended.map(({ done }) => done));
    },
  };
}

const offerMsMax = 30_000;

export interface StreamOffer extends AsyncDisposable {
  /** Where one reader may open the stream, once. */
  readonly subject: string;
  /** Settles when the stream was read, or will not be. */
  readonly done: Promise<void>;
}

/**
 * Offers a source on a subject of its own to the one reader that is told of it. The source is closed
 * when nobody opens it within 30 s, when the connection is lost, or by disposing.
 */
export function offerStream(wire: Wire, source: AsyncIterable<Uint8Array>): StreamOffer {
  const done = Promise.withResolvers<void>();
  let stream: StreamSender | undefined;

  const address = wire.inbox.open({
    receive(message) {
      if (!isStreamRequest(message)) return;
      withdraw();
      stream = new StreamSender(wire, message, () => source);
      stream.done.then(done.resolve);
    },
    lose: () => drop(),
  });
  const timer = setTimeout(() => drop(), offerMsMax);

  function withdraw(): void {
    clearTimeout(timer);
    address[Symbol.dispose]();
  }

  function drop(): void {
    withdraw();
    const closed = Promise.resolve(source[Symbol.asyncIterator]().return?.());
    closed
      .catch((err) => wire.log.warn({ err }, 'source did not close'))
      .then(() => done.resolve());
  }

  return {
    subject: address.subject,
    done: done.promise,
    async [Symbol.asyncDispose]() {
      if (stream) stream.end(new Failure('UNAVAILABLE', 'the stream is not offered any more'));
      else drop();
      await done.promise;
    },
  };
}
