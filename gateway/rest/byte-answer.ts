import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Failure } from '@tributary/runtime/failure';
import type { FastifyReply } from 'fastify';

export interface ByteAnswer {
  /** Sent when the first of the bytes is there: a failure before it has a head of its own. */
  status: number;
  headers: Readonly<Record<string, string>>;
  bytes: AsyncIterable<Uint8Array>;
  /** How many there have to be, if that is known. */
  length: number | undefined;
  /** Aborts when nobody is there any more to take them. */
  signal: AbortSignal;
  /** Told when the bytes broke off although somebody waits for them. */
  onBreak(error: unknown): void;
  /** So long a client may take nothing at all. */
  stallMsMax?: number;
}

const stallMsStandard = 60_000;

/**
 * Answers with bytes, no faster than the client takes them. What keeps the first of them from coming
 * is still an ordinary failure; behind it the connection is cut, so that no part looks like the whole.
 */
export async function answerBytes(reply: FastifyReply, answer: ByteAnswer): Promise<void> {
  const { status, headers, bytes, length, signal, onBreak, stallMsMax = stallMsStandard } = answer;
  const source = bytes[Symbol.asyncIterator]();
  const first = await source.next();
  const { raw } = reply;
  reply.hijack();
  raw.statusCode = status;
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...headers })) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  if (length !== undefined) raw.setHeader('content-length', length);
  const untilTaken = createPatience(raw, signal, stallMsMax);
  try {
    await sendAll(raw, { source, first, length, untilTaken });
    raw.end();
    await untilTaken('finish');
  } catch (error) {
    raw.destroy();
    if (!signal.aborted) onBreak(error);
  } finally {
    await source.return?.();
  }
}

interface Sending {
  source: AsyncIterator<Uint8Array>;
  first: IteratorResult<Uint8Array>;
  length: number | undefined;
  untilTaken(sign: 'drain'): Promise<unknown>;
}

/** So much may wait for the client. */
const waitingMax = 262_144;

async function sendAll(
  raw: ServerResponse,
  { source, first, length, untilTaken }: Sending,
): Promise<void> {
  const gatherer = createGatherer(raw);
  let sent = 0;
  for (let piece = first; !piece.done; piece = await source.next()) {
    if (raw.destroyed) throw new Failure('UNAVAILABLE', 'the client is gone');
    sent += piece.value.length;
    if (length !== undefined && sent > length) throw wrongLength();
    gatherer.gather();
    raw.write(piece.value);
    if (raw.writableLength >= waitingMax) await untilTaken('drain');
  }
  if (length !== undefined && sent !== length) throw wrongLength();
  // Node loses what is held back when an answer of unknown length ends.
  gatherer.release();
}

const wrongLength = () => new Failure('INTERNAL', 'the bytes are not as many as there should be');

/** Waits for a sign that the client takes what was written; not for ever, as all the while bytes are held. */
function createPatience(raw: ServerResponse, signal: AbortSignal, stallMsMax: number) {
  const stalling = new AbortController();
  const either = AbortSignal.any([signal, stalling.signal]);
  return async (sign: 'drain' | 'finish') => {
    const stall = () => stalling.abort(new Failure('TIMEOUT', 'the client takes nothing'));
    const timer = setTimeout(stall, stallMsMax);
    try {
      await once(raw, sign, { signal: either });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What arrives together goes to the client in one write. */
function createGatherer(raw: ServerResponse) {
  let pending: NodeJS.Immediate | undefined;
  const release = () => {
    if (!pending) return;
    clearImmediate(pending);
    pending = undefined;
    raw.uncork();
  };
  return {
    gather() {
      if (pending) return;
      raw.cork();
      pending = setImmediate(release);
    },
    release,
  };
}
