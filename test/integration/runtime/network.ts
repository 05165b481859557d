import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { type Log, silentLog } from '@tributary/runtime/log';
import { pino } from 'pino';
import { type NatsServer, startNats } from '../../nats.ts';

export const identities = createIdentities('a secret that all processes share');

/** NATS, and as many processes on its bus as a test asks for. */
export interface Network extends AsyncDisposable {
  readonly nats: NatsServer;
  connect(log?: Log): Promise<Bus>;
}

export async function startNetwork(options: { maxPayload?: number } = {}): Promise<Network> {
  const stack = new AsyncDisposableStack();
  const nats = stack.use(await startNats(options));
  return {
    nats,
    async connect(log = silentLog) {
      return stack.use(await connectBus({ servers: [nats.url], name: 'test', identities, log }));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Resolves once a process has noticed that NATS is away. */
export async function linkDown({ link }: Bus): Promise<void> {
  if (!link.isUp) return;
  const down = Promise.withResolvers<void>();
  using _ = link.onDown(down.resolve);
  await down.promise;
}

/** A log whose warnings and errors can be looked at. */
export function collectLog(): { log: Log; entries: Record<string, unknown>[] } {
  const entries: Record<string, unknown>[] = [];
  const log = pino(
    { base: null, level: 'warn' },
    { write: (line) => entries.push(JSON.parse(line)) },
  );
  return { log, entries };
}

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (data: Uint8Array): string => new TextDecoder().decode(data);

/** What a promise rejects with, as plain data. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { resolved: await promise };
  } catch (error) {
    const { code, reason, message } = error as Record<string, unknown>;
    return { code, message, ...(reason !== undefined && { reason }) };
  }
}

/** What happens, one after the other, to be awaited. */
export interface Events<Value> {
  add(value: Value): void;
  next(): Promise<Value>;
}

export function createEvents<Value>(): Events<Value> {
  const values: Value[] = [];
  const waiting: ((value: Value) => void)[] = [];
  return {
    add(value) {
      const resolve = waiting.shift();
      if (resolve) resolve(value);
      else values.push(value);
    },
    next() {
      const [value, ...rest] = values;
      if (value === undefined) return new Promise((resolve) => waiting.push(resolve));
      values.splice(0, values.length, ...rest);
      return Promise.resolve(value);
    },
  };
}
