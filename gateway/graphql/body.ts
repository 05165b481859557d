import type { IncomingMessage } from 'node:http';
import { Failure } from '@tributary/runtime/failure';

/** Of a body that is too large, so much is still read, so that its sender gets to hear of it. */
const discardedBytesMax = 64 * 1024 * 1024;

/** Reads a JSON body up to a maximum size. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const text = await readText(request, bytesMax);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('BAD_INPUT', 'the body is not valid JSON', { cause });
  }
}

async function readText(request: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
    else chunks.length = 0;
    if (size > discardedBytesMax) break;
  }
  if (size > bytesMax) throw new Failure('TOO_LARGE', `the body exceeds ${bytesMax} bytes`);
  return Buffer.concat(chunks).toString();
}
