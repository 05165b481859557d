import { once } from 'node:events';
import type { Bus } from '@tributary/runtime/bus';
import type { Log } from '@tributary/runtime/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Credential } from '../identity/identity.ts';
import type { Caller } from '../operations.ts';
import { readTraceparent } from '../trace.ts';
import type { Input, Reply } from './endpoint.ts';
import type { Gatekeepers } from './face.ts';
import type { OperationRunner } from './operation-runner.ts';

/** What all endpoints are run with. */
export interface Engine {
  readonly bus: Bus;
  readonly operations: OperationRunner;
  readonly gatekeepers: Gatekeepers;
  readonly log: Log;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

/** One request that was admitted and checked, and its answer. */
export interface Exchange {
  readonly engine: Engine;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly input: Input;
  /** By what the caller is known. */
  readonly credential: Credential | undefined;
  /** Aborts when the client goes away or the process stops. */
  readonly signal: AbortSignal;
}

/** Aborts when the connection ends before the answer does. */
export function departureOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const { raw } = reply;
  void once(raw, 'close', { signal: gone.signal }).then(
    () => raw.writableFinished || gone.abort(),
    () => {},
  );
  return gone.signal;
}

/** As whom, and for how long, the operations of an exchange run. */
export function callerOf(exchange: Exchange, timeMsMax?: number): Caller {
  const { request, input, credential, signal } = exchange;
  return {
    viewer: input.viewer,
    credential,
    signal,
    traceparent: readTraceparent(request.headers.traceparent),
    timeMsMax,
  };
}

export async function answer(reply: FastifyReply, { status, headers, body }: Reply) {
  reply.code(status).headers(headers ?? {});
  if (body === undefined) return reply.send();
  // An API may name the type in a form of its own.
  if (!headers?.['content-type']) reply.header('content-type', 'application/json');
  return reply.send(JSON.stringify(body));
}
