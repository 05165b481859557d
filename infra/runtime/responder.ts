import { headers, type Msg } from 'nats';
import { loadBody, offerBody } from './body.ts';
import { addEndpoint } from './endpoint.ts';
import { Failure } from './failure.ts';
import { encodeFailure, toFailure } from './remote-failure.ts';
import { beatHeader, beatQuestion, beatsHeader, requestMsMax } from './requests.ts';
import type { Wire } from './wire.ts';

/** A request as its responder sees it. */
export interface Call {
  readonly data: Uint8Array;
  readonly identity: string;
  readonly deadline: number;
  readonly traceparent: string | undefined;
  /** Aborts at the deadline, or when the service stops and cannot wait any longer. */
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
  const running = new Map<Promise<void>, Running>();

  async function answer(message: Msg, controller: AbortController): Promise<void> {
    const { signal } = controller;
    const late = () => new Failure('TIMEOUT', `${service} did not finish in time`);
    const deadline = deadlineOf(message);
    const timer = setTimeout(() => controller.abort(late()), Math.max(0, deadline - Date.now()));
    const identity = message.headers?.get('Identity') ?? '';
    const traceparent = message.headers?.get('traceparent') || undefined;
    try {
      if (deadline <= Date.now()) throw late();
      const data = await loadBody(wire, message, { identity, signal });
      const call = { data, identity, deadline, traceparent, signal };
      const body = offerBody(wire, await untilAborted(handle(call), signal));
      if (message.headers?.get(beatHeader) === beatQuestion) body.headers.set(beatsHeader, '1');
      // A reply given while this side of the cluster is cut off would be dropped.
      await wire.link.whenUp(deadline, signal);
      message.respond(body.data, { headers: body.headers });
      signal.addEventListener('abort', () => body[Symbol.asyncDispose](), { once: true });
      await body.done;
    } catch (error) {
      const { data, headers } = encodeFailure(toFailure(error, wire.log));
      if (!wire.connection.isClosed()) message.respond(data, { headers });
    } finally {
      clearTimeout(timer);
    }
  }

  const endpoint = await addEndpoint(wire, { service, subject }, (message) => {
    if (running.size >= callsMax) {
      const { data, headers } = encodeFailure(new Failure('UNAVAILABLE', `${service} is busy`));
      message.respond(data, { headers });
      return;
    }
    if (deadlineOf(message) - Date.now() > patienceMs) beat(message);
    const controller = new AbortController();
    const answered = answer(message, controller).finally(() => running.delete(answered));
    running.set(answered, { controller, message });
  });
  const beats = setInterval(() => {
    if (wire.connection.isClosed()) return;
    for (const { message } of running.values()) beat(message);
  }, beatMs);

  return {
    async [Symbol.asyncDispose]() {
      await endpoint[Symbol.asyncDispose]();
      const cut = setTimeout(() => {
        const stopped = new Failure('TIMEOUT', `${service} stopped before it was done`);
        for (const { controller } of running.values()) controller.abort(stopped);
      }, drainMsMax);
      await Promise.all(running.keys());
      clearTimeout(cut);
      clearInterval(beats);
    },
  };
}

interface Running {
  controller: AbortController;
  message: Msg;
}

const beating = headers();
beating.set(beatHeader, '1');

/** A caller that does not know beats would take one for the reply. */
function beat(message: Msg): void {
  if (message.headers?.has(beatHeader)) message.respond(undefined, { headers: beating });
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
