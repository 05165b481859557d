import { setTimeout as pause } from 'node:timers/promises';
import type { Msg } from 'nats';
import { hasStream, loadBody, offerBody, type SentBody } from './body.ts';
import { Failure } from './failure.ts';
import { decodeFailure } from './remote-failure.ts';
import { createSilences, type Silences } from './silences.ts';
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
export const requestMsMax = 3_600_000;
const healPauseMs = 100;
/** In a request it says that the caller knows beats; in a message to the caller, that it is one. */
export const beatHeader = 'Beat';
/** The value of a request that also asks whether its responder beats. */
export const beatQuestion = 'ask';
/** In a reply it says that the responder does. */
export const beatsHeader = 'Beats';

export interface Requests extends Disposable {
  /**
   * Sends a request and waits for its reply. UNAVAILABLE says that nothing was done, TIMEOUT that
   * nobody knows: the deadline passed, or while the request was on its way the connection was lost, or
   * the responder fell silent. Only one that is known to beat can: others need not know how.
   */
  send(subject: string, data: Uint8Array, options: CallOptions): Promise<Uint8Array>;
}

/** What exchanges have in common. */
interface Watchers {
  silences: Silences;
  /** The subjects whose responders beat. */
  beating: Set<string>;
}

export function createRequests(wire: Wire): Requests {
  const watchers: Watchers = { silences: createSilences(), beating: new Set() };
  return {
    send: (subject, data, options) => sendRequest(wire, watchers, { subject, data, options }),
    [Symbol.dispose]: () => watchers.silences[Symbol.dispose](),
  };
}

interface Outgoing {
  subject: string;
  data: Uint8Array;
  options: CallOptions;
}

async function sendRequest(
  wire: Wire,
  watchers: Watchers,
  { subject, data, options }: Outgoing,
): Promise<Uint8Array> {
  const deadline = Math.min(options.deadline, Date.now() + requestMsMax);
  await wire.link.whenUp(deadline, options.signal);
  await using body = offerBody(wire, data);
  const send = () => exchange(wire, watchers, { subject, body, call: { ...options, deadline } });
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

interface Sending {
  subject: string;
  body: SentBody;
  call: CallOptions;
}

function exchange(
  { connection, inbox }: Wire,
  { silences, beating }: Watchers,
  { subject, body, call }: Sending,
): Promise<Msg> {
  const { identity, deadline, signal, traceparent } = call;
  const { data, headers } = body;
  const service = serviceOf(subject);
  signal?.throwIfAborted();
  headers.set('Identity', identity);
  headers.set('Deadline', String(deadline));
  headers.set(beatHeader, beating.has(subject) ? '1' : beatQuestion);
  if (traceparent) headers.set('traceparent', traceparent);

  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      close();
      reject(error);
    };
    const watch = () =>
      silences.watch(() => fail(new Failure('TIMEOUT', `${service} fell silent`)));
    // Whoever was killed with the request before its first beat will never say anything.
    let vigil = beating.has(subject) ? watch() : undefined;
    const address = inbox.open({
      receive(message) {
        if (message.headers?.has(beatHeader)) {
          beating.add(subject);
          vigil ??= watch();
          vigil.hear();
          return;
        }
        if (message.headers?.has(beatsHeader)) beating.add(subject);
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
      vigil?.[Symbol.dispose]();
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
