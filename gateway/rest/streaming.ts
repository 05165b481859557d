import { Failure } from '@tributary/runtime/failure';
import type { Reply, StreamEndpoint } from './endpoint.ts';
import { answer, callerOf, type Exchange } from './exchange.ts';
import { followEvents } from './following.ts';
import { toFailure } from './operation-runner.ts';
import { openSse } from './sse.ts';

/** No answer takes longer than this. */
const streamMsMax = 3_600_000;

/** Starts what the endpoint starts, then tells of it: event by event, or as a whole at the end. */
export async function runStream(one: StreamEndpoint, exchange: Exchange): Promise<unknown> {
  const { engine, input, reply } = exchange;
  const start = await engine.operations.run(one.document, one.variables(input), callerOf(exchange));
  const limited = {
    ...exchange,
    signal: AbortSignal.any([exchange.signal, AbortSignal.timeout(streamMsMax)]),
  };
  if (one.whole?.wanted(input)) return answer(reply, await awaitWhole(one, start, limited));
  return stream(one, start, limited);
}

function follow({ events }: StreamEndpoint, start: unknown, exchange: Exchange) {
  const { engine, signal } = exchange;
  return followEvents({
    open: (after) =>
      engine.operations.follow(events.document, events.variables(start, after), callerOf(exchange)),
    cursor: events.cursor,
    signal,
  });
}

async function stream(one: StreamEndpoint, start: unknown, exchange: Exchange): Promise<void> {
  const { engine, input, reply, signal } = exchange;
  using sse = openSse(reply, { keepAlive: one.keepAlive, signal });
  let state = one.begin(start, input);
  try {
    for await (const event of follow(one, start, exchange)) {
      const step = one.event(event, state);
      state = step.state;
      if (step.frames.length > 0) await sse.write(step.frames.join(''));
      if (step.isLast) return sse.end();
    }
  } catch (error) {
    // A client that left changes nothing: only the telling ends.
    if (signal.aborted) return;
    const failure = toFailure(error) ?? new Failure('INTERNAL', 'internal error');
    if (failure.code === 'INTERNAL') engine.log.error({ err: error }, 'stream broke');
    await sse.write(one.failed(failure, state).join(''));
    sse.end();
  }
}

async function awaitWhole(one: StreamEndpoint, start: unknown, exchange: Exchange): Promise<Reply> {
  const { engine, input } = exchange;
  const { whole } = one;
  if (!whole) throw new Error('the endpoint has no whole answer');
  let state = one.begin(start, input);
  for await (const event of follow(one, start, exchange)) {
    const failure = whole.failure(event);
    if (failure) throw failure;
    const step = one.event(event, state);
    state = step.state;
    if (!step.isLast) continue;
    const variables = whole.variables(start);
    const data = await engine.operations.run(whole.document, variables, callerOf(exchange));
    return whole.reply(data, start);
  }
  throw new Failure('TIMEOUT', 'the answer took too long');
}
