import { headers, type Msg, type MsgHdrs } from 'nats';
import { loadBody, offerBody } from './body.ts';
import { addEndpoint } from './endpoint.ts';
import { Failure } from './failure.ts';
import { goneHeader } from './inbox.ts';
import { encodeFailure, toFailure } from './remote-failure.ts';
import { beatHeader, beatQuestion, beatsHeader, requestMsMax } from './requests.ts';
import type { Wire } from './wire.ts';

/** A request as its responder sees it. */
export interface Call {
  readonly data: Uint8Array;
  readonly identity: string;
  readonly deadline: number;
  readonly traceparent: string | undefined;
  /**
   * Aborts at the deadline, when the service stops and cannot wait any longer, and soon after the
   * caller has gone: work that does not look at it goes on then.
   */
  readonly signal: AbortSignal;
}

export interface Responder {
  service: string;
  subject: string;
  handle(call: Call): Promise<Uint8Array>;
}

const callsMax = 4096;
/** So often a caller learns that its request is still worked on: a killed process says no more. */
const beatMs = 400;
/** A caller that waits for longer, as for an upload, learns at once that there is a responder. */
const patienceMs = 30_000;
const drainMsMax = 4_000;

/**
 * Answers the requests on a subject; several processes share them. Each is answered by its deadline,
 * whatever its handler does. Disposing takes no new ones and lets those that run end.
 */
export async function serveRequests(
  wire: Wire,
  { service, subject, handle }: Responder,
): Promise<AsyncDisposable> {
  const running = new Map<Promise<void>, Work>();

  async function answer(work: Work): Promise<void> {
    const { message, limit, signal } = work;
    const late = () => new Failure('TIMEOUT', `${service} did not finish in time`);
    const deadline = deadlineOf(message);
    const timer = setTimeout(() => limit.abort(late()), Math.max(0, deadline - Date.now()));
    const identity = message.headers?.get('Identity') ?? '';
    const traceparent = message.headers?.get('traceparent') || undefined;
    try {
      if (deadline <= Date.now()) throw late();
      const data = await loadBody(wire, message, { identity, signal });
      const call = { data, identity, deadline, traceparent, signal };
      // Work whose caller is gone keeps its place until it ends, as it still takes up room.
      const result = await untilAborted(handle(call), limit.signal);
      signal.throwIfAborted();
      const body = offerBody(wire, result);
      if (message.headers?.get(beatHeader) === beatQuestion) body.headers.set(beatsHeader, '1');
      // A reply given while this side of the cluster is cut off would be dropped.
      await wire.link.whenUp(deadline, signal);
      work.respond(body.data, body.headers);
      signal.addEventListener('abort', () => body[Symbol.asyncDispose](), { once: true });
      await body.done;
    } catch (error) {
      const { data, headers } = encodeFailure(toFailure(error, wire.log));
      if (!wire.connection.isClosed()) work.respond(data, headers);
    } finally {
      clearTimeout(timer);
      work[Symbol.dispose]();
    }
  }

  const endpoint = await addEndpoint(wire, { service, subject }, (message) => {
    if (running.size >= callsMax) {
      const { data, headers } = encodeFailure(new Failure('UNAVAILABLE', `${service} is busy`));
      message.respond(data, { headers });
      return;
    }
    const work = begin(wire, message);
    if (deadlineOf(message) - Date.now() > patienceMs) work.beat();
    const answered = answer(work).finally(() => running.delete(answered));
    running.set(answered, work);
  });
  const beats = setInterval(() => {
    if (wire.connection.isClosed()) return;
    for (const work of running.values()) work.beat();
  }, beatMs);

  return {
    async [Symbol.asyncDispose]() {
      await endpoint[Symbol.asyncDispose]();
      const cut = setTimeout(() => {
        const stopped = new Failure('TIMEOUT', `${service} stopped before it was done`);
        for (const { limit } of running.values()) limit.abort(stopped);
      }, drainMsMax);
      await Promise.all(running.keys());
      clearTimeout(cut);
      clearInterval(beats);
    },
  };
}

/** A request that is worked on. */
interface Work extends Disposable {
  readonly message: Msg;
  /** What it is to be answered with at once, whatever its handler does. */
  readonly limit: AbortController;
  readonly signal: AbortSignal;
  beat(): void;
  respond(data: Uint8Array, headers: MsgHdrs): void;
}

const beating = headers();
beating.set(beatHeader, '1');

function begin(wire: Wire, message: Msg): Work {
  const limit = new AbortController();
  const leaving = new AbortController();
  const signal = AbortSignal.any([limit.signal, leaving.signal]);
  // A caller that knows beats says where it is gone from, and so a beat asks whether it is.
  const isFollowed = message.headers?.has(beatHeader) ?? false;
  const address = wire.inbox.open({
    receive({ headers: fields }) {
      if (fields?.has(goneHeader)) leaving.abort(new Failure('TIMEOUT', 'the caller is gone'));
    },
    lose() {},
  });
  let isOver = false;
  return {
    ...{ message, limit, signal },
    beat() {
      if (!isFollowed || isOver || signal.aborted) return;
      message.respond(undefined, { headers: beating, reply: address.subject });
    },
    respond(data, fields) {
      // The caller listens no longer than that: a beat behind it would find nobody.
      isOver = true;
      message.respond(data, { headers: fields });
    },
    [Symbol.dispose]: () => address[Symbol.dispose](),
  };
}

function deadlineOf(message: Msg): number {
  const latest = Date.now() + requestMsMax;
  return Math.min(Number(message.headers?.get('Deadline')) || latest, latest);
}

function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
