import { Failure } from '@tributary/runtime/failure';
import { toMimeType } from '@tributary/runtime/mime-type';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sender } from '../identity/identity.ts';
import { drain } from '../request-bodies.ts';
import { runPlain } from './answering.ts';
import { readJson } from './body.ts';
import { preflightHeaders } from './cors.ts';
import { runDownload } from './downloading.ts';
import type { Endpoint, Reply, Route } from './endpoint.ts';
import { answer, departureOf, type Engine, type Exchange } from './exchange.ts';
import { type Arrival, type Face, refusals } from './face.ts';
import { headersOf } from './face-headers.ts';
import { readForm } from './form.ts';
import { toFailure } from './operation-runner.ts';
import { createRouteTable, splitRoute } from './route-table.ts';
import { runStream } from './streaming.ts';
import { runLiveUpload, runRawUpload, runUpload } from './uploading.ts';
import { checkInput, firstOfEach } from './validation.ts';

const unknownType = 'application/octet-stream';

/** Serves one face; its errors, headers and bodies are its own, whatever else shares its paths. */
export async function serveFace(app: FastifyInstance, face: Face, engine: Engine): Promise<void> {
  await app.register(async (scope) => {
    // A body is read by its endpoint, which alone knows what it takes and how much of it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onRequest', async ({ raw: { headers } }, reply) => {
      reply.headers(headersOf(face, headers));
      // One that is malformed the server would refuse before the caller is known, and counted.
      const declared = headers['content-type'];
      if (declared !== undefined && !toMimeType(declared)) headers['content-type'] = unknownType;
    });
    scope.setErrorHandler((error, request, reply) => {
      // Nobody is left to be told.
      if (request.socket.destroyed) return reply.hijack();
      const failure = toFailure(error) ?? toRefusal(error);
      if (!failure) engine.log.error({ err: error, requestId: request.id }, 'endpoint failed');
      return answer(reply, refusalOf(face, failure ?? new Failure('INTERNAL', 'internal error')));
    });
    for (const one of face.endpoints) {
      const { method, path } = splitRoute(one.route);
      scope.route({
        method,
        url: path,
        handler: (request, reply) => serve(one, { face, engine, request, reply }),
      });
    }
    serveTheRest(scope, face, engine);
  });
}

/** No code of a failure stands for 416, which is what readers of ranges look for. */
function refusalOf(face: Face, failure: Failure): Reply {
  const refusal = face.refuse(failure);
  return failure.reason === refusals.rangeUnsatisfiable ? { ...refusal, status: 416 } : refusal;
}

interface Call {
  face: Face;
  engine: Engine;
  request: FastifyRequest;
  reply: FastifyReply;
}

async function serve(one: Endpoint, call: Call): Promise<unknown> {
  const { face, engine, request } = call;
  const arrival = arrivalOf(one.route, call);
  const caller = await drainIfRefused(request, () => face.admit(arrival, engine.gatekeepers));
  const admitted = { caller, sender: arrival.sender };
  if (one.kind === 'upload') {
    const limits = { ...one.file, fieldBytesMax: face.bodyBytesMax };
    await using form = await readForm(request.raw, limits);
    return await runUpload(one, await begin(one, call, admitted, form.fields), form);
  }
  if (one.kind === 'live-upload' || one.kind === 'raw-upload') {
    const exchange = await drainIfRefused(request, () => begin(one, call, admitted, undefined));
    if (one.kind === 'raw-upload') return runRawUpload(one, exchange);
    return runLiveUpload(one, exchange, face.bodyBytesMax);
  }
  const body = one.body && (await readJson(request.raw, face.bodyBytesMax));
  const exchange = await begin(one, call, admitted, body);
  if (one.kind === 'stream') return runStream(one, exchange);
  if (one.kind === 'download') {
    const { told } = one;
    return told?.wanted(exchange.input) ? runPlain(told, exchange) : runDownload(one, exchange);
  }
  return runPlain(one, exchange);
}

async function begin(
  one: Endpoint,
  { face, engine, request, reply }: Call,
  { caller, sender }: { caller: unknown; sender: Sender },
  body: unknown,
): Promise<Exchange> {
  const claim = { query: firstOfEach(request.query), body };
  const principal = await face.identify(caller, one.identity, claim, engine.gatekeepers);
  const { viewer, credential } = principal;
  const input = checkInput(one, claim, { params: request.params, sender, viewer });
  const signal = AbortSignal.any([departureOf(reply), engine.stopping]);
  return { engine, request, reply, input, credential, signal };
}

function arrivalOf(route: Route | undefined, { engine, request, reply }: Call): Arrival {
  const sender = engine.gatekeepers.identity.readSender(request.raw);
  const setHeader = (name: string, value: string) => void reply.header(name, value);
  const [path = ''] = request.originalUrl.split('?', 1);
  const params = request.params as Readonly<Record<string, string>>;
  return { route, method: request.method, path, params, sender, setHeader };
}

/** Who is refused here is refused before the body is looked at. */
async function drainIfRefused<T>({ raw }: FastifyRequest, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await drain(raw);
    throw error;
  }
}

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const endpointsAt = ({ endpoints }: Face, url: string): Endpoint[] =>
  endpoints.filter(({ route }) => splitRoute(route).path === url);

/** What is below the face's paths but no endpoint. A longer path of another face comes before. */
function serveTheRest(scope: FastifyInstance, face: Face, engine: Engine): void {
  const methodsOf = createRouteTable(face.endpoints);
  for (const url of face.paths.flatMap((path) => [path, `${path}/*`])) {
    // A face's own path may be an endpoint too, and so may all that is below it.
    const served = url.endsWith('*')
      ? createRouteTable(endpointsAt(face, url))(url)
      : methodsOf(url);
    scope.route({
      method: allMethods.filter((method) => !served.includes(method)),
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        if (request.method === 'OPTIONS' && face.cors) {
          return reply.code(204).headers(preflightHeaders).send();
        }
        const arrival = arrivalOf(undefined, { face, engine, request, reply });
        await drainIfRefused(request, async () => face.notice?.(arrival, engine.gatekeepers));
        await drain(request.raw);
        throw notServed(methodsOf(decodeURI(request.url.split('?', 1)[0] ?? '')), request, reply);
      },
    });
  }
}

function notServed(methods: string[], { method }: FastifyRequest, reply: FastifyReply): Failure {
  if (methods.length === 0) {
    const reason = refusals.unknownRoute;
    return new Failure('NOT_FOUND', 'there is nothing at this address', { reason });
  }
  reply.header('allow', methods.join(', '));
  const reason = refusals.unknownMethod;
  return new Failure('NOT_FOUND', `the method ${method} is not allowed here`, { reason });
}

/** What the HTTP server itself refuses before an endpoint is asked. */
function toRefusal(error: unknown): Failure | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 415) {
    return new Failure('UNSUPPORTED_TYPE', 'the content type is not valid', {
      reason: refusals.mediaType,
    });
  }
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new Failure('BAD_INPUT', 'the request is malformed', { reason: refusals.malformedBody });
}
