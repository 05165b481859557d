import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import { toMimeType } from '@tributary/runtime/mime-type';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toGraphError } from '../federation/errors.ts';
import type { Graph } from '../federation/graph.ts';
import type { Identity } from '../identity/identity.ts';
import type { Caller, Operations } from '../operations.ts';
import { startApollo } from './apollo.ts';
import { readJson } from './body.ts';
import { identifyCaller } from './callers.ts';
import { graphiql, serveAssets, wantsPage } from './graphiql.ts';
import { readParams, readSearch } from './params.ts';
import { sendEvents } from './sse.ts';
import { type FormOptions, readForm } from './uploads.ts';

export interface EndpointOptions {
  bus: Bus;
  graph: Graph;
  operations: Operations;
  identity: Identity;
  log: Log;
  uploadBytesMax: number;
  /** Aborts when the gateway stops, and streams have to end. */
  stopping: AbortSignal;
}

const bodyBytesMax = 1024 * 1024;
/** A large file may take its time; what is asked of the services while it flows lasts as long. */
const uploadMsMax = 3_600_000;
/** Of the disk, for the files of all forms that wait for others. */
const spoolBytesMax = 2_147_483_648;

/** The GraphQL endpoint for HTTP: POST, GET, multipart forms, event streams, and a page for people. */
export async function serveGraphql(app: FastifyInstance, options: EndpointOptions): Promise<void> {
  const { log, graph } = options;
  const room = { bytesLeft: spoolBytesMax };
  let started: ReturnType<typeof startApollo> | undefined;
  const start = () => {
    started ??= startApollo(options);
    return started;
  };
  app.addHook('onClose', async () => (await started)?.stop());

  async function answer(request: FastifyRequest, reply: FastifyReply, caller: Caller) {
    if (!graph.current) throw new Failure('UNAVAILABLE', 'the graph has no services yet');
    if (!options.identity.readSender(request.raw).isForeign) {
      request.headers['apollo-require-preflight'] = 'not needed';
    }
    const context = async () => caller;
    const handle = fastifyApolloHandler(await start(), { context });
    return handle.call(app, request, reply);
  }

  async function post(request: FastifyRequest, reply: FastifyReply) {
    if (isForm(request)) return postForm(request, reply);
    if (isJson(request)) request.body = await readJson(request.raw, bodyBytesMax);
    if (acceptsEvents(request)) return stream(request, reply);
    return answer(request, reply, await identifyCaller(request, reply, options));
  }

  async function postForm(request: FastifyRequest, reply: FastifyReply) {
    const caller = await identifyCaller(request, reply, options);
    const { bus, uploadBytesMax: bytesMax } = options;
    const admits: FormOptions['admits'] = (operation, files) => {
      if (files > 1 && caller.viewer.kind === 'anonymous') {
        throw new Failure('UNAUTHENTICATED', 'several files need a signed-in caller');
      }
      return mayRun(operation, caller);
    };
    await using form = await readForm(request.raw, { bus, bytesMax, room, admits });
    request.body = form.operation;
    return await answer(request, reply, { ...caller, timeMsMax: uploadMsMax });
  }

  /** What is refused before it runs is refused the same when it comes to that, but without its files. */
  function mayRun(operation: Record<string, unknown>, { viewer }: Caller): boolean {
    try {
      const { query, operationName } = readParams(operation);
      options.operations.prepare(query, operationName, viewer);
      return true;
    } catch {
      return false;
    }
  }

  async function get(request: FastifyRequest, reply: FastifyReply) {
    if (wantsPage(request.headers.accept, request.query as object)) {
      return reply.headers(graphiql.headers).send(graphiql.page);
    }
    if (acceptsEvents(request)) return stream(request, reply);
    return answer(request, reply, await identifyCaller(request, reply, options));
  }

  async function stream(request: FastifyRequest, reply: FastifyReply) {
    const caller = await identifyCaller(request, reply, options);
    const isSafe = request.method !== 'POST';
    const params = readParams(isSafe ? readSearch(request.query) : request.body);
    return sendEvents(reply, params, { ...options, caller, isSafe });
  }

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onRequest', async (request, reply) => {
      // Any page may ask, since nothing is given for cookies.
      if (request.headers.origin !== undefined) {
        reply.headers({
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'x-request-id',
        });
      }
    });
    scope.setErrorHandler((error, request, reply) => {
      const failure = error instanceof Failure ? error : toFailure(error);
      if (!failure) log.error({ err: error, requestId: request.id }, 'bug');
      const body = { errors: [toGraphError(failure ?? error, {})] };
      return reply.code(failure?.status ?? 500).send(body);
    });
    scope.get('/graphql', get);
    scope.post('/graphql', post);
    scope.options('/graphql', preflight);
    scope.get('/graphql/stream', stream);
    scope.post('/graphql/stream', async (request, reply) => {
      // Any other type could come from a page of another site, without the browser asking first.
      if (!isJson(request)) throw new Failure('UNSUPPORTED_TYPE', 'the body must be JSON');
      request.body = await readJson(request.raw, bodyBytesMax);
      return stream(request, reply);
    });
    scope.options('/graphql/stream', preflight);
    serveAssets(scope);
  });
}

async function preflight(request: FastifyRequest, reply: FastifyReply) {
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-max-age': '86400',
      vary: 'access-control-request-headers',
    })
    .send();
}

const mimeTypeOf = ({ headers }: FastifyRequest) => toMimeType(headers['content-type']);

const isForm = (request: FastifyRequest) => mimeTypeOf(request) === 'multipart/form-data';
const isJson = (request: FastifyRequest) => mimeTypeOf(request) === 'application/json';

const acceptsEvents = ({ headers }: FastifyRequest) =>
  Boolean(headers.accept?.includes('text/event-stream'));

/** What the HTTP server itself refuses, such as a malformed content type. */
function toFailure(error: unknown): Failure | undefined {
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) return new Failure('TOO_LARGE', 'the request is too large');
  if (status === 415) return new Failure('UNSUPPORTED_TYPE', 'the content type is not valid');
  const isClients = typeof status === 'number' && status >= 400 && status < 500;
  return isClients ? new Failure('BAD_INPUT', 'the request is malformed') : undefined;
}
