import type { Identities } from './identity.ts';
import { type CallOptions, createRequests } from './requests.ts';
import { type Responder, serveRequests } from './responder.ts';
import { openWire, type Wire, type WireOptions } from './wire.ts';

export interface BusOptions extends WireOptions {
  identities: Identities;
}

/** How the processes of an installation reach each other. */
export interface Bus extends Wire, AsyncDisposable {
  readonly identities: Identities;
  /**
   * UNAVAILABLE says that nothing was done, at once when nobody serves the subject; TIMEOUT says that
   * nobody knows. Requests and replies may be larger than NATS allows for one message.
   */
  request(subject: string, data: Uint8Array, options: CallOptions): Promise<Uint8Array>;
  respond(responder: Responder): Promise<AsyncDisposable>;
}

const drainMsMax = 4_000;

/** Connects to NATS, waiting up to 30 s for it; a connection that breaks later is made again. */
export async function connectBus({ identities, ...options }: BusOptions): Promise<Bus> {
  const wire = await openWire(options);
  const { connection, inbox } = wire;
  const requests = createRequests(wire);
  return {
    ...wire,
    identities,
    request: requests.send,
    respond: (responder) => serveRequests(wire, responder),
    async [Symbol.asyncDispose]() {
      inbox[Symbol.dispose]();
      requests[Symbol.dispose]();
      const cut = Promise.withResolvers<void>();
      const timer = setTimeout(cut.resolve, drainMsMax);
      // While NATS is away a drain never ends.
      await Promise.race([connection.drain().catch(() => {}), cut.promise]);
      clearTimeout(timer);
      await connection.close();
    },
  };
}
