import { headers, type Msg, type MsgHdrs } from 'nats';
import { Failure } from './failure.ts';
import { offerStream, openStream } from './streams.ts';
import { dataLengthMax, type Wire } from './wire.ts';

/** Names the stream that holds a body too large for one message. */
const streamHeader = 'Stream';
const bodyLengthMax = 67_108_864;
/** Small enough that the first chunk is under way while the others wait for credit. */
const chunkLength = 65_536;

/** The payload of a request or a reply as it is sent. */
export interface SentBody extends AsyncDisposable {
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
  /** Settles when the peer has the body, as far as it depends on this side. */
  readonly done: Promise<void>;
}

/** A body goes with its message when it fits; else the message names a stream of it. */
export function offerBody(wire: Wire, data: Uint8Array): SentBody {
  if (data.length > bodyLengthMax) {
    throw new Failure('TOO_LARGE', `the message exceeds ${bodyLengthMax} bytes`);
  }
  const fields = headers();
  if (data.length <= dataLengthMax(wire)) {
    return { data, headers: fields, done: Promise.resolve(), async [Symbol.asyncDispose]() {} };
  }
  const offer = offerStream(wire, split(data));
  fields.set(streamHeader, offer.subject);
  return {
    data: new Uint8Array(),
    headers: fields,
    done: offer.done,
    [Symbol.asyncDispose]: () => offer[Symbol.asyncDispose](),
  };
}

export const hasStream = (message: Msg): boolean => Boolean(message.headers?.get(streamHeader));

/** The body of a message, wherever it is. */
export async function loadBody(
  wire: Wire,
  message: Msg,
  options: { identity: string; signal: AbortSignal },
): Promise<Uint8Array> {
  const subject = message.headers?.get(streamHeader);
  if (!subject) return message.data;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of openStream(wire, subject, new Uint8Array(), options)) {
    length += chunk.length;
    if (length > bodyLengthMax) {
      throw new Failure('TOO_LARGE', `the message exceeds ${bodyLengthMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* split(data: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < data.length; start += chunkLength) {
    yield data.subarray(start, start + chunkLength);
  }
}
