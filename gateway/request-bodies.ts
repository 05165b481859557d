import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyReasons } from './body-reasons.ts';

/** No more of a refused body is read. */
export const drainBytesMax = 134_217_728;

/** Who sends nothing for so long is not waited for. */
const silenceMsStandard = 60_000;
/** Nor is whoever sends nothing more of what is refused: the answer may be all that is waited for. */
export const drainSilenceMs = 5_000;
/** So long a client that still sends has for the answer. */
const lingerMs = 1_000;

/** Told by a request whose client has closed its half of the connection in the middle of the body. */
const cut = Symbol('cut');
/** The requests of which the rest is never read. */
const abandoned = new WeakSet<IncomingMessage>();
const answered = new WeakSet<IncomingMessage>();

const cutOff = () =>
  new Failure('BAD_INPUT', 'the body was cut off', { reason: bodyReasons.cutOff });

/** From now on nothing more of it is read: its connection ends with the answer. */
export function abandon(request: IncomingMessage): void {
  abandoned.add(request);
  if (answered.has(request)) request.socket.destroy();
}

export function noteAnswered(request: IncomingMessage): void {
  answered.add(request);
}

/** What is being read of the body breaks off; an answer may still reach the client. */
export function cutShort(request: IncomingMessage): void {
  abandon(request);
  request.emit(cut);
}

/** What comes of the body, unless nothing does for too long. */
export function untilSilent<Value>(
  request: IncomingMessage,
  coming: Promise<Value>,
  silenceMsMax = silenceMsStandard,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const giveUp = () => {
    abandon(request);
    reject(cutOff());
  };
  const timer = setTimeout(giveUp, silenceMsMax);
  request.once(cut, giveUp);
  const forget = () => {
    clearTimeout(timer);
    request.off(cut, giveUp);
  };
  promise.then(forget, forget);
  coming.then(resolve, reject);
  return promise;
}

/**
 * Reads without ending the connection, whatever happens: an answer must still reach the caller.
 * Fails with BAD_INPUT when nothing comes any more.
 */
export function chunksOf(request: IncomingMessage, silenceMsMax?: number): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const source: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
      return {
        async next() {
          if (abandoned.has(request)) throw cutOff();
          return untilSilent(request, source.next(), silenceMsMax);
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/**
 * Throws away the rest of a refused body. Many clients read the answer only after they have sent
 * all of it, and would otherwise see a broken connection instead.
 */
export async function drain(request: IncomingMessage, bytesMax = drainBytesMax): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of chunksOf(request, drainSilenceMs)) {
      size += chunk.length;
      if (size > bytesMax) return abandon(request);
    }
  } catch {
    // The caller went away, and with it the reason to read on.
  }
}

/** An answer to a body that is not read ends the connection, which nothing could be sent on again. */
export async function endIfAbandoned({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!abandoned.has(raw)) return;
  reply.header('connection', 'close');
  const { socket } = raw;
  // Closed at once, as the server does it, with bytes left to read, it would take the answer along.
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
}
