import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId } from '@tributary/runtime/ids';
import type { Log } from '@tributary/runtime/log';
import { type FastifyInstance, fastify } from 'fastify';
import { createBrokenRequests } from './broken-requests.ts';
import { endIfAbandoned, noteAnswered } from './request-bodies.ts';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Server {
  readonly app: FastifyInstance;
  /** What answers a WebSocket handshake, by path. */
  readonly upgrades: Map<string, Upgrade>;
}

/** A whole request, a large upload included, arrives within this time; what is small has less. */
const requestMsMax = 3_600_000;
const headersMsMax = 20_000;
/** The longest part of a path: what is longer than a whole address may be cannot come. */
const paramLengthMax = 16_384;
const requestIdPattern = /^[\w.-]{1,128}$/;

/** The HTTP server that all APIs share: request ids, safe headers and one log line per request. */
export function createServer({ log }: { log: Log }): Server {
  const upgrades = new Map<string, Upgrade>();
  const broken = createBrokenRequests();
  const app = fastify({
    logger: false,
    requestTimeout: requestMsMax,
    http: { headersTimeout: headersMsMax },
    // Idle connections would hold up the end.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: paramLengthMax },
    clientErrorHandler: broken.answer,
    rewriteUrl: ({ url = '/' }) => toReadableUrl(url),
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : newId();
    },
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  });
  app.addHook('onSend', endIfAbandoned);
  // The template of the route and not the address, which may hold a token or a person's words.
  app.addHook('onResponse', async (request, reply) => {
    noteAnswered(request.raw);
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ code: 'NOT_FOUND', message: 'there is nothing at this address' }),
  );
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: 'BAD_INPUT', message: 'bad request' });
    log.error({ err: error, requestId: request.id }, 'bug');
    return reply.code(500).send({ code: 'INTERNAL', message: 'internal error' });
  });

  app.server.on('request', broken.notice);
  app.server.on('upgrade', (request, socket, head) => {
    const upgrade = upgrades.get((request.url ?? '').split('?', 1)[0] ?? '');
    // Until a handler takes over, a broken connection would otherwise end the process.
    socket.on('error', (err) => log.debug({ err }, 'connection broken'));
    if (upgrade) return upgrade(request, socket, head);
    // A client that keeps its half open would otherwise keep the connection for ever.
    socket.once('finish', () => socket.destroy());
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return { app, upgrades };
}

/** A path that cannot be decoded is taken letter by letter: its API then refuses it in its own way. */
function toReadableUrl(url: string): string {
  const [path = ''] = url.split('?', 1);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}
