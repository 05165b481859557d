import { headers, type Msg, type MsgHdrs } from 'nats';
import { Failure } from './failure.ts';
import { type Address, goneHeader } from './inbox.ts';
import { encodeFailure, toFailure } from './remote-failure.ts';
import {
  beatMs,
  chunkLengthMax,
  fragmentLengthMax,
  messageCost,
  quietBeatsMax,
  streamHeaders,
} from './stream-protocol.ts';
import { dataLengthMax, type Wire } from './wire.ts';

export type OpenSource = (
  signal: AbortSignal,
) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

/** Whether a message asks for a stream: it says where chunks go, and how many the reader takes. */
export function isStreamRequest(message: Msg): boolean {
  return Boolean(message.reply && message.headers?.get(streamHeaders.credit));
}

/** Answers a request for a stream with the reason why there is none. */
export function refuseStream(request: Msg, failure: Failure): void {
  const { data, headers: fields } = encodeFailure(failure);
  fields.set(streamHeaders.sequence, '1');
  request.respond(data, { headers: fields });
}

/**
 * The sending end of a stream. The source is not asked for its next chunk before there is credit to
 * send one, and it is closed when the reader cancels, falls silent or is cut off. When it is asked, the
 * reader has taken all but the last mebibyte: what was given before that is nobody's any more.
 */
export class StreamSender {
  /** Settles, without ever rejecting, when nothing of the stream is left. */
  readonly done: Promise<void>;
  readonly #wire: Wire;
  readonly #reply: string;
  readonly #control: Address;
  readonly #controller = new AbortController();
  #credit: number;
  #sent = 0;
  #sequence = 0;
  #quietBeats = 0;
  /** Why the stream ended early, if the reader is there to be told. */
  #ending: Failure | undefined;
  #wake = () => {};

  constructor(wire: Wire, request: Msg, open: OpenSource) {
    this.#wire = wire;
    this.#reply = request.reply ?? '';
    this.#credit = Number(request.headers?.get(streamHeaders.credit));
    this.#control = wire.inbox.open({
      receive: (message) => this.#receive(message),
      lose: () => this.#abort(new Failure('UNAVAILABLE', 'the reader is cut off')),
    });
    this.done = this.#run(open).catch((err) => wire.log.error({ err }, 'stream failed'));
  }

  /** Ends the stream before its time; the reader learns why. */
  end(failure: Failure): void {
    if (this.#signal.aborted) return;
    this.#ending = failure;
    this.#abort(failure);
  }

  get #signal(): AbortSignal {
    return this.#controller.signal;
  }

  #abort(failure: Failure): void {
    this.#controller.abort(failure);
    this.#wake();
  }

  #receive({ headers: fields }: Msg): void {
    this.#quietBeats = 0;
    if (fields?.get(streamHeaders.cancel) || fields?.get(goneHeader)) {
      this.#abort(new Failure('UNAVAILABLE', 'the reader is gone'));
    }
    this.#credit = Math.max(this.#credit, Number(fields?.get(streamHeaders.credit)) || 0);
    if (this.#sent < this.#credit) this.#wake();
  }

  async #run(open: OpenSource): Promise<void> {
    this.#publish({ headers: field(streamHeaders.accept, 1), reply: this.#control.subject });
    const beats = setInterval(() => this.#beat(), beatMs);
    const last = await this.#sendFrom(open);
    clearInterval(beats);
    this.#control[Symbol.dispose]();
    if (!last) return;
    last.headers.set(streamHeaders.sequence, String(++this.#sequence));
    this.#publish(last);
  }

  /** Sends all there is; the result is the message that ends the stream, if there is to be one. */
  async #sendFrom(open: OpenSource): Promise<{ data?: Uint8Array; headers: MsgHdrs } | undefined> {
    try {
      const opening = Promise.resolve(open(this.#signal));
      const source = await this.#untilAborted(opening);
      if (source) await this.#sendAll(source[Symbol.asyncIterator]());
      else opening.then((late) => this.#close(late[Symbol.asyncIterator]())).catch(() => {});
    } catch (error) {
      if (!this.#signal.aborted) return encodeFailure(toFailure(error, this.#wire.log));
    }
    if (!this.#signal.aborted) return { headers: field(streamHeaders.end, 1) };
    return this.#ending && encodeFailure(this.#ending);
  }

  async #sendAll(source: AsyncIterator<Uint8Array>): Promise<void> {
    let isDone = false;
    try {
      while (!isDone) {
        await this.#credited();
        if (this.#signal.aborted) return;
        const result = await this.#untilAborted(source.next());
        if (!result) return;
        if (result.done) isDone = true;
        else await this.#sendChunk(result.value);
      }
    } finally {
      if (!isDone) this.#close(source);
    }
  }

  async #sendChunk(chunk: Uint8Array): Promise<void> {
    if (chunk.length > chunkLengthMax) {
      throw new Failure('TOO_LARGE', `a chunk exceeds ${chunkLengthMax} bytes`);
    }
    const length = Math.min(fragmentLengthMax, dataLengthMax(this.#wire));
    for (let start = 0; start === 0 || start < chunk.length; start += length) {
      // Without a pause where there is credit, the client sends all of a chunk in one write.
      if (this.#sent >= this.#credit) await this.#credited();
      if (this.#signal.aborted) return;
      const data = chunk.subarray(start, start + length);
      const fields = field(streamHeaders.sequence, ++this.#sequence);
      if (start + length < chunk.length) fields.set(streamHeaders.more, '1');
      this.#sent += messageCost(data);
      this.#publish({ data, headers: fields });
    }
  }

  /** A source that hangs in its own work must not hold up the end. */
  #close(source: AsyncIterator<Uint8Array>): void {
    const { log } = this.#wire;
    Promise.resolve(source.return?.()).catch((err) => log.warn({ err }, 'source did not close'));
  }

  #beat(): void {
    if (++this.#quietBeats > quietBeatsMax) {
      this.#abort(new Failure('UNAVAILABLE', 'the reader fell silent'));
    } else {
      this.#publish({ headers: field(streamHeaders.beat, this.#sequence) });
    }
  }

  #publish(message: { data?: Uint8Array; headers: MsgHdrs; reply?: string }): void {
    const { connection } = this.#wire;
    const { data, ...options } = message;
    if (!connection.isClosed()) connection.publish(this.#reply, data, options);
  }

  #credited(): Promise<void> | undefined {
    if (this.#sent < this.#credit || this.#signal.aborted) return undefined;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** A race that leaves nothing behind on the side which lost, however long the stream lives. */
  #untilAborted<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        if (this.#signal.aborted) resolve(undefined);
      };
      promise.then(resolve, reject);
    });
  }
}

function field(name: string, value: number): MsgHdrs {
  const fields = headers();
  fields.set(name, String(value));
  return fields;
}
