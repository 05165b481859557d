import type { Bus } from '@tributary/runtime/bus';
import { asService } from '@tributary/runtime/identity';
import { openStream } from '@tributary/runtime/streams';

/** The value of the scalar `Bytes`: where bytes flow from, and the permission to read them. */
export interface BytesHandle {
  readonly stream: string;
  readonly ticket: string;
}

export interface BytesOptions {
  /** First and last byte; without an end, up to the last one. */
  range?: { start: number; end?: number } | undefined;
  signal?: AbortSignal | undefined;
}

/** The bytes behind a handle, no faster than they are read. The ticket is the permission. */
export async function* openBytes(
  bus: Bus,
  { stream, ticket }: BytesHandle,
  { range, signal }: BytesOptions = {},
): AsyncGenerator<Uint8Array, undefined> {
  const identity = await bus.identities.sign(asService('gateway'));
  const request = new TextEncoder().encode(JSON.stringify({ ticket, ...range }));
  yield* openStream(bus, stream, request, { identity, signal, asPieces: true });
}
