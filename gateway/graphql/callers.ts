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
    ...(await identity.authenticate(identity.readSender(request.raw))),
    signal: stopping ? AbortSignal.any([gone.signal, stopping]) : gone.signal,
    traceparent: readTraceparent(request.headers.traceparent),
  };
}
