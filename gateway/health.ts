import type { FastifyInstance } from 'fastify';
import type { Schemas } from './schemas.ts';

export interface HealthOptions {
  schemas: Pick<Schemas, 'isReady' | 'health'>;
  /** Callers can be told apart. */
  identity: { isReady(): boolean };
  stopping: AbortSignal;
}

/** What an orchestrator and an operator ask: is it alive, may it get requests, is its graph sound. */
export function serveHealth(
  app: FastifyInstance,
  { schemas, identity, stopping }: HealthOptions,
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/health')) reply.header('cache-control', 'no-store');
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (stopping.aborted) return reply.code(503).send({ status: 'stopping' });
    if (!schemas.isReady() || !identity.isReady())
      return reply.code(503).send({ status: 'waiting' });
    return { status: 'ok' };
  });
  app.get('/health/supergraph', async () => schemas.health());
}
