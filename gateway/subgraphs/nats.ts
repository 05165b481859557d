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
    async *subscribe(request, { identity, signal, traceparent }: RequestContext) {
      const options = { identity, signal, ...(traceparent && { traceparent }) };
      const events = openStream(bus, `stream.${subject}`, encode(request), options);
      for await (const event of events) yield decode(event);
    },
  };
}
