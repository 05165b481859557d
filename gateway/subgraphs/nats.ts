import type { Bus } from '@tributary/runtime/bus';
import { openStream } from '@tributary/runtime/streams';
import type { GraphResult, RequestContext, Subgraph } from '../federation/subgraph.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (value: unknown) => encoder.encode(JSON.stringify(value));
const decode = (bytes: Uint8Array) => JSON.parse(decoder.decode(bytes)) as GraphResult;

/** A service on the bus: operations are requests to its subject, subscriptions are streams. */
export function connectNats(bus: Bus, subject: string): Subgraph {
  return {
    async query(request, { identity, deadline, signal, traceparent }: RequestContext) {
      const options = { identity, deadline, signal, ...(traceparent && { traceparent }) };
      return decode(await bus.request(subject, encode(request), options));
    },
    subscribe(request, { identity, signal, traceparent }: RequestContext) {
      const options = { identity, signal, ...(traceparent && { traceparent }) };
      return decodeAll(openStream(bus, `stream.${subject}`, encode(request), options));
    },
  };
}

/** Not a generator, whose end would wait for the next event of a stream that may be silent. */
function decodeAll(chunks: AsyncIterable<Uint8Array>): AsyncIterable<GraphResult> {
  return {
    [Symbol.asyncIterator]() {
      const source = chunks[Symbol.asyncIterator]();
      return {
        async next() {
          const { done, value } = await source.next();
          return done ? { done, value } : { done: false, value: decode(value) };
        },
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
