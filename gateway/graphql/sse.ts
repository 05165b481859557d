import { Readable } from 'node:stream';
import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import type { FastifyReply } from 'fastify';
import type { GraphResult } from '../federation/subgraph.ts';
import type { Caller, Operations } from '../operations.ts';
import { toFormatted, toRefusals } from './errors.ts';
import type { Params } from './params.ts';

const keepAliveMs = 12_000;

export interface StreamOptions {
  operations: Operations;
  log: Log;
  caller: Caller;
  /** Whether the request is of a method that must not change anything. */
  isSafe: boolean;
}

/**
 * Answers an operation of any kind as a stream of events, in the distinct connections mode of the
 * GraphQL over SSE protocol: a `next` for each result, then `complete`.
 */
export async function sendEvents(
  reply: FastifyReply,
  params: Params,
  options: StreamOptions,
): Promise<FastifyReply> {
  const { caller } = options;
  const results = await openResults(params, options);
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  // Read as fast as the client takes it: the results are not asked for before that.
  return reply.send(Readable.from(toFrames(results, caller.signal), { highWaterMark: 1 }));
}

async function openResults(
  { query, operationName, variables }: Params,
  { caller, isSafe, operations, log }: StreamOptions,
): Promise<AsyncIterator<GraphResult>> {
  try {
    const prepared = operations.prepare(query, operationName, caller.viewer);
    if (isSafe && prepared.kind === 'mutation') {
      throw new Failure('BAD_INPUT', 'a mutation needs the method POST');
    }
    if (prepared.kind !== 'subscription') {
      return only(await operations.execute(prepared, variables, caller));
    }
    const results = await operations.subscribe(prepared, variables, caller);
    return Symbol.asyncIterator in results ? results : only(results);
  } catch (error) {
    return only({ errors: toFormatted(toRefusals(error, log)) });
  }
}

async function* only(result: GraphResult): AsyncGenerator<GraphResult> {
  yield result;
}

async function* toFrames(results: AsyncIterator<GraphResult>, signal: AbortSignal) {
  try {
    // Tells the client at once that the stream is open.
    yield ':\n\n';
    for (let next = results.next(); ; ) {
      const step = await orSilence(next);
      // A stream that is cut off, rather than at its end, must not say that it is complete.
      if (signal.aborted) return;
      if (!step) {
        yield ':\n\n';
        continue;
      }
      if (step.done) break;
      yield `event: next\ndata: ${JSON.stringify(step.value)}\n\n`;
      next = results.next();
    }
    yield 'event: complete\ndata:\n\n';
  } finally {
    await results.return?.();
  }
}

/** What comes next, or nothing if it does not come for a while. */
async function orSilence<T>(next: Promise<T>): Promise<T | undefined> {
  const silence = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => silence.resolve(undefined), keepAliveMs);
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}
