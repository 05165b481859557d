import { Readable } from 'node:stream';
import { Failure } from '@tributary/runtime/failure';
import { type BytesHandle, openBytes } from '../bytes.ts';
import { answerBytes } from './byte-answer.ts';
import { type ByteRange, readByteRange } from './byte-range.ts';
import { hasAlready, mayContinue, toCacheHeaders } from './conditions.ts';
import type { DownloadEndpoint } from './endpoint.ts';
import { callerOf, type Exchange } from './exchange.ts';
import { refusals } from './face.ts';

/** Streams the bytes that the operation gave permission for, or the range that was asked for. */
export async function runDownload(one: DownloadEndpoint, exchange: Exchange): Promise<unknown> {
  const { engine, input, reply, request, signal } = exchange;
  const data = await engine.operations.run(one.document, one.variables(input), callerOf(exchange));
  const { content, size, etag, headers } = one.bytes(data, input);
  const tag: Record<string, string> = etag === undefined ? {} : { etag };
  if (hasAlready(input.headers, etag)) {
    return reply
      .code(304)
      .headers({ ...tag, ...toCacheHeaders(headers) })
      .send();
  }
  // Only what would have content can be asked for in parts.
  const range = request.method === 'GET' ? rangeOf(input.headers, size, etag) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    const reason = refusals.rangeUnsatisfiable;
    throw new Failure('BAD_INPUT', `the range lies outside of ${size} bytes`, { reason });
  }
  const length = range ? range.end - range.start + 1 : size;
  const head = { status: range ? 206 : 200, headers: { ...tag, ...headers } };
  if (range) head.headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  const handle = toHandle(content);
  if (request.method === 'HEAD') {
    reply.headers(head.headers);
    if (length !== undefined) reply.header('content-length', length);
    // An empty stream leaves the length alone, which no body at all would set to none.
    return reply.send(Readable.from([]));
  }
  const bytes = openBytes(engine.bus, handle, { range, signal });
  const onBreak = (err: unknown) =>
    engine.log.warn({ err, requestId: request.id }, 'download broke off');
  return answerBytes(reply, { ...head, bytes, length, signal, onBreak });
}

function rangeOf(
  headers: Exchange['input']['headers'],
  size: number | undefined,
  etag: string | undefined,
): ByteRange | 'unsatisfiable' | undefined {
  if (size === undefined || !mayContinue(headers, etag)) return undefined;
  return readByteRange(headers.range, size);
}

function toHandle(content: unknown): BytesHandle {
  if (typeof content !== 'object' || content === null) {
    throw new Failure('NOT_FOUND', 'the bytes are gone', { reason: 'file_not_found' });
  }
  return content as BytesHandle;
}
