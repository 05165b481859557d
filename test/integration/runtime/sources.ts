import type { Bus } from '@tributary/runtime/bus';
import { openStream } from '@tributary/runtime/streams';
import { encode } from './network.ts';

export const service = 'source';
export const subject = 'test.source';

/** Counts up for ever and remembers how far it came and how it ended. */
export function createCounter(chunkLength = 1) {
  const closed = Promise.withResolvers<void>();
  const counter = { produced: 0, closed: closed.promise };
  async function* count(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(chunkLength, counter.produced++);
    } finally {
      closed.resolve();
    }
  }
  return { counter, count };
}

/** A source that is open and has nothing to send until it is closed. */
export function createIdle() {
  const closed = Promise.withResolvers<void>();
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      async return() {
        closed.resolve();
        return { done: true, value: undefined };
      },
    }),
  };
  return { source, closed: closed.promise };
}

export async function* sourceOf(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export const open = (bus: Bus, signal?: AbortSignal, name = subject) =>
  openStream(bus, name, encode('request'), { identity: 'ada', signal })[Symbol.asyncIterator]();

export async function readAll(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return chunks;
    chunks.push(value);
  }
}
