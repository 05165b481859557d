import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** One event of a stream: a single line, since JSON escapes line ends. */
export const dataFrame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

export interface SseStream extends Disposable {
  /** Resolves when the client can take more, so that a slow one slows the source. */
  write(text: string): Promise<void>;
  end(): void;
}

export interface SseOptions {
  /** Sent whenever nothing was for so long. */
  keepAlive: { text: string; everyMs: number };
  signal: AbortSignal;
}

/** Takes the answer over from fastify and sends its head at once. */
export function openSse(reply: FastifyReply, { keepAlive, signal }: SseOptions): SseStream {
  const { raw } = reply;
  reply.hijack();
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    // A proxy that collects the answer would defeat it.
    'x-accel-buffering': 'no',
  };
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.flushHeaders();
  const beat = setInterval(() => {
    // Behind what the client has not even read yet, it is of no use.
    if (!raw.writableNeedDrain) raw.write(keepAlive.text);
  }, keepAlive.everyMs);
  return {
    async write(text) {
      signal.throwIfAborted();
      beat.refresh();
      if (!raw.write(text)) await once(raw, 'drain', { signal });
    },
    end() {
      raw.end();
    },
    [Symbol.dispose]() {
      clearInterval(beat);
      // An answer that was not ended is not whole, and must not look as if it were.
      if (!raw.writableEnded) raw.destroy();
    },
  };
}
