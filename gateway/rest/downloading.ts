import { Readable } from 'node:stream';
import { Failure } from '@tributary/runtime/failure';
import { type BytesHandle, openBytes } from '../bytes.ts';
import { type ByteRange, readByteRange } from './byte-range.ts';
import type { DownloadEndpoint } from './endpoint.ts';
import { callerOf, type Exchange } from './exchange.ts';

/** Streams the bytes that the operation gave permission for, or the range that was asked for. */
export async function runDownload(one: DownloadEndpoint, exchange: Exchange): Promise<unknown> {
  const { engine, input, reply, request, signal } = exchange;
  const data = await engine.operations.run(one.document, one.variables(input), callerOf(exchange));
  const { content, size, headers } = one.bytes(data, input);
  const range = rangeOf(input.headers, size);
  reply.headers(headers);
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${size}`).send();
  }
  const length = range ? range.end - range.start + 1 : size;
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  if (length !== undefined && length > 0) reply.header('content-length', length);
  // An empty stream leaves the length alone, which no body at all would set to none.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const bytes = openBytes(engine.bus, toHandle(content), { range, signal });
  return reply.send(Readable.from(await begun(bytes), { objectMode: false }));
}

function rangeOf(
  headers: Exchange['input']['headers'],
  size: number | undefined,
): ByteRange | 'unsatisfiable' | undefined {
  // Without a validator of our own, a conditional range can only be answered in full.
  if (size === undefined || headers['if-range'] !== undefined) return undefined;
  return readByteRange(headers.range, size);
}

function toHandle(content: unknown): BytesHandle {
  if (typeof content !== 'object' || content === null) {
    throw new Failure('NOT_FOUND', 'the bytes are gone', { reason: 'file_not_found' });
  }
  return content as BytesHandle;
}

/** Waits for the first chunk: what keeps it from coming is still an ordinary failure. */
async function begun(bytes: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const first = await bytes.next();
  return (async function* () {
    try {
      if (!first.done) yield first.value;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  })();
}
