import { headers, type Msg, type MsgHdrs } from 'nats';
import { Failure } from './failure.ts';
import { type Address, goneHeader } from './inbox.ts';
import { decodeFailure } from './remote-failure.ts';
import {
  beatMs,
  chunkLengthMax,
  firstWindowOf,
  messageCost,
  quietBeatsMax,
  streamHeaders,
  windowOf,
} from './stream-protocol.ts';
import { dataLengthMax, type Wire } from './wire.ts';

export interface StreamRequest {
  subject: string;
  data: Uint8Array;
  headers: MsgHdrs;
  signal?: AbortSignal | undefined;
  /** Gives what arrives at once, and leaves the chunks in the pieces in which they came. */
  asPieces?: boolean | undefined;
}

type Result = IteratorResult<Uint8Array, undefined>;
type Waiter = Pick<PromiseWithResolvers<Result>, 'resolve' | 'reject'>;

/** A stream is looked for as long as a silent peer would be waited for. */
const openMsMax = beatMs * (quietBeatsMax + 1);

/**
 * The reading end of a stream, which it opens at the first `next()`. What arrived is handed out
 * before a failure is. An iterator of its own rather than a generator, because `return()` has to end
 * a `next()` that waits.
 */
export class StreamReader implements AsyncIterator<Uint8Array, undefined> {
  readonly #wire: Wire;
  readonly #request: StreamRequest;
  readonly #arrived: Msg[] = [];
  readonly #waiters: Waiter[] = [];
  #parts: Uint8Array[] = [];
  #partsLength = 0;
  /** The number of the last message. */
  #sequence = 0;
  #credit = 0;
  #taken = 0;
  #quietBeats = 0;
  #isOpen = false;
  #address: Address | undefined;
  /** Where the sender listens, once it has accepted. */
  #control: string | undefined;
  #beats: NodeJS.Timeout | undefined;
  #ending: { error?: unknown } | undefined;

  constructor(wire: Wire, request: StreamRequest) {
    this.#wire = wire;
    this.#request = request;
  }

  next(): Promise<Result> {
    if (!this.#isOpen) this.#open().catch((error) => this.#end(error));
    this.#isOpen = true;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#deliver();
    });
  }

  async return(): Promise<Result> {
    this.#isOpen = true;
    this.#cancel();
    this.#ending = {};
    return { value: undefined, done: true };
  }

  async #open(): Promise<void> {
    const { connection, inbox, link } = this.#wire;
    const { subject, data, headers: fields, signal } = this.#request;
    signal?.addEventListener('abort', this.#abort, { once: true });
    await link.whenUp(Date.now() + openMsMax, signal);
    if (this.#ending) return;
    const lengthMax = dataLengthMax(this.#wire);
    if (data.length > lengthMax) {
      throw new Failure('TOO_LARGE', `the request exceeds ${lengthMax} bytes`);
    }
    this.#address = inbox.open({
      receive: (message) => this.#receive(message),
      lose: () => this.#fail('the connection to NATS was lost'),
    });
    this.#beats = setInterval(() => this.#beat(), beatMs);
    this.#credit = firstWindowOf(inbox.size);
    fields.set(streamHeaders.credit, String(this.#credit));
    connection.publish(subject, data, { headers: fields, reply: this.#address.subject });
  }

  #receive(message: Msg): void {
    this.#quietBeats = 0;
    const fields = message.headers;
    if (fields?.code === 503) this.#fail(`${this.#peer} does not answer`);
    else if (fields?.get(goneHeader)) this.#fail('the stream is not offered any more');
    else if (fields?.get(streamHeaders.accept)) this.#control = message.reply;
    else if (!this.#isNext(fields)) this.#fail('a part of the stream was lost');
    else if (fields?.get(streamHeaders.end)) this.#end();
    else if (!fields?.get(streamHeaders.beat)) this.#accept(message);
  }

  /** Numbered messages come one after the other; a beat repeats the number of the last one. */
  #isNext(fields: MsgHdrs | undefined): boolean {
    const number = fields?.get(streamHeaders.sequence);
    if (!number) return Number(fields?.get(streamHeaders.beat)) === this.#sequence;
    return Number(number) === ++this.#sequence;
  }

  #accept(message: Msg): void {
    const failure = decodeFailure(message);
    if (failure) return void this.#end(failure);
    this.#arrived.push(message);
    this.#deliver();
  }

  #deliver(): void {
    while (this.#waiters.length > 0) {
      const message = this.#arrived.shift();
      if (!message) break;
      this.#take(message);
      if (this.#partsLength > chunkLengthMax) {
        this.#cancel(new Failure('TOO_LARGE', `a chunk exceeds ${chunkLengthMax} bytes`));
      } else if (this.#request.asPieces || !message.headers?.get(streamHeaders.more)) {
        this.#waiters.shift()?.resolve({ value: joined(this.#parts), done: false });
        this.#parts = [];
        this.#partsLength = 0;
      }
    }
    if (!this.#ending || this.#arrived.length > 0) return;
    for (const waiter of this.#waiters.splice(0)) {
      if (this.#ending.error === undefined) waiter.resolve({ value: undefined, done: true });
      else waiter.reject(this.#ending.error);
      this.#ending = {};
    }
  }

  /** Credit follows what the caller takes, not what arrives: a slow caller slows the sender. */
  #take({ data }: Msg): void {
    this.#parts.push(data);
    this.#partsLength += data.length;
    this.#taken += messageCost(data);
    const window = windowOf(this.#wire.inbox.size);
    if (this.#credit - this.#taken > window / 2) return;
    this.#credit = this.#taken + window;
    this.#say(streamHeaders.credit, this.#credit);
  }

  #beat(): void {
    if (++this.#quietBeats <= quietBeatsMax) this.#say(streamHeaders.credit, this.#credit);
    else this.#fail(`${this.#peer} ${this.#control ? 'fell silent' : 'does not answer'}`);
  }

  #say(header: string, value: number): void {
    const { connection, link } = this.#wire;
    if (!this.#control || !link.isUp || this.#ending) return;
    const fields = headers();
    fields.set(header, String(value));
    connection.publish(this.#control, undefined, { headers: fields });
  }

  #fail(text: string): void {
    this.#say(streamHeaders.cancel, 1);
    this.#end(new Failure('UNAVAILABLE', text));
  }

  #cancel(error?: unknown): void {
    this.#say(streamHeaders.cancel, 1);
    this.#arrived.length = 0;
    this.#end(error);
  }

  readonly #abort = () => this.#cancel(this.#request.signal?.reason);

  #end(error?: unknown): void {
    if (this.#ending) return;
    this.#ending = error === undefined ? {} : { error };
    clearInterval(this.#beats);
    this.#request.signal?.removeEventListener('abort', this.#abort);
    this.#address?.[Symbol.dispose]();
    this.#deliver();
  }

  get #peer(): string {
    const { subject } = this.#request;
    return subject.startsWith('_INBOX.') ? 'the sender' : (subject.split('.').at(-1) ?? subject);
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const [first] = parts;
  return first && parts.length === 1 ? first : Buffer.concat(parts);
}
