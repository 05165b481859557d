import { setTimeout as pause } from 'node:timers/promises';
import type { Msg } from 'nats';
import { hasStream, loadBody, offerBody, type SentBody } from './body.ts';
import { Failure } from './failure.ts';
import { decodeFailure } from './remote-failure.ts';
import { beatMs, quietBeatsMax } from './stream-protocol.ts';
import type { Wire } from './wire.ts';

export interface CallOptions {
  /** The signed identity of the viewer. */
  identity: string;
  /** Epoch milliseconds. */
  deadline: number;
  signal?: AbortSignal | undefined;
  traceparent?: string | undefined;
}

/** No request waits longer, whatever its deadline says; a slow upload takes about that long. */
export const requestMsMax = 600_000;
const healPauseMs = 100;
/** In a request it says that the caller knows beats; in a message to the caller, that it is one. */
export const beatHeader = 'Beat';

/**
 * Sends a request and waits for its reply. UNAVAILABLE says that nothing was done, TIMEOUT that
 * nobody knows: the deadline passed, or while the request was on its way the connection was lost, or
 * the responder fell silent. Only one that has beaten can: others need not know how.
 */
export async function sendRequest(
  wire: Wire,
  subject: string,
  data: Uint8Array,
  options: CallOptions,
): Promise<Uint8Array> {
  const deadline = Math.min(options.deadline, Date.now() + requestMsMax);
  await wire.link.whenUp(deadline, options.signal);
  await using body = offerBody(wire, data);
  const send = () => exchange(wire, subject, body, { ...options, deadline });
  let reply = await send();
  while (isUnserved(reply) && wire.link.isHealing && Date.now() < deadline) {
    await pause(healPauseMs);
    reply = await send();
  }
  if (isUnserved(reply)) {
    throw new Failure('UNAVAILABLE', `${serviceOf(subject)} does not answer`);
  }
  const failure = decodeFailure(reply);
  if (failure) throw failure;
  return hasStream(reply) ? loadReply(wire, subject, reply, { ...options, deadline }) : reply.data;
}

/** A reply that comes as a stream has to be complete by the deadline as well. */
async function loadReply(
  wire: Wire,
  subject: string,
  reply: Msg,
  { identity, deadline, signal }: CallOptions,
): Promise<Uint8Array> {
  const late = new AbortController();
  const expire = () => late.abort(expired(subject));
  const timer = setTimeout(expire, Math.max(0, deadline - Date.now()));
  try {
    const either = signal ? AbortSignal.any([late.signal, signal]) : late.signal;
    return await loadBody(wire, reply, { identity, signal: either });
  } finally {
    clearTimeout(timer);
  }
}

/** What NATS itself answers when nobody serves a subject. */
const isUnserved = ({ headers, data }: Msg) => headers?.code === 503 && data.length === 0;

const serviceOf = (subject: string) => subject.split('.').at(-1);
const expired = (subject: string) =>
  new Failure('TIMEOUT', `${serviceOf(subject)} did not answer in time`);

function exchange(
  { connection, inbox }: Wire,
  subject: string,
  { data, headers }: SentBody,
  { identity, deadline, signal, traceparent }: CallOptions,
): Promise<Msg> {
  const service = serviceOf(subject);
  signal?.throwIfAborted();
  headers.set('Identity', identity);
  headers.set('Deadline', String(deadline));
  headers.set(beatHeader, '1');
  if (traceparent) headers.set('traceparent', traceparent);

  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      close();
      reject(error);
    };
    let quietBeats = 0;
    let watch: NodeJS.Timeout | undefined;
    const listen = () => {
      if (++quietBeats > quietBeatsMax) fail(new Failure('TIMEOUT', `${service} fell silent`));
    };
    const address = inbox.open({
      receive(message) {
        if (message.headers?.has(beatHeader)) {
          quietBeats = 0;
          watch ??= setInterval(listen, beatMs);
          return;
        }
        close();
        resolve(message);
      },
      lose: () => fail(new Failure('TIMEOUT', `the connection was lost while ${service} worked`)),
    });
    const expire = () => fail(expired(subject));
    const timer = setTimeout(expire, Math.max(0, deadline - Date.now()));
    const abort = () => fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const close = () => {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', abort);
      address[Symbol.dispose]();
    };
    try {
      connection.publish(subject, data, { headers, reply: address.subject });
    } catch (cause) {
      fail(new Failure('UNAVAILABLE', `${service} cannot be reached`, { cause }));
    }
  });
}
