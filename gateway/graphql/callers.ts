import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '../identity/identity.ts';
import type { Caller } from '../operations.ts';
import { readTraceparent } from '../trace.ts';

/** Finds out who sent a request, and notices when the sender goes away before the answer is out. */
export async function identifyCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  { identity, stopping }: { identity: Identity; stopping?: AbortSignal },
): Promise<Caller> {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return {
    viewer: await identity.authenticate(request.headers),
    signal: stopping ? AbortSignal.any([gone.signal, stopping]) : gone.signal,
    traceparent: readTraceparent(request.headers.traceparent),
  };
}

/**
 * Whether a page of another site may have sent this without the browser asking first. Browsers say
 * where a request comes from; who does not say so is no browser, and has no user to be misled.
 */
export function isForeign({ headers }: FastifyRequest, publicOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && headers.origin !== publicOrigin;
}
