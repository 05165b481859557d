import { setTimeout as pause } from 'node:timers/promises';
import { isOutage } from '@tributary/runtime/failure';
import { getOperationAST } from 'graphql';
import type { PlainEndpoint } from './endpoint.ts';
import { answer, callerOf, type Exchange } from './exchange.ts';
import { toFailure } from './operation-runner.ts';

/** All of it that has to do with the answer. */
type Asking = Pick<PlainEndpoint, 'document' | 'variables' | 'timeMsMax' | 'reply'>;

/** Runs the one operation of an endpoint. */
export async function runPlain(one: Asking, exchange: Exchange): Promise<unknown> {
  const { input, reply } = exchange;
  const timeMsMax = one.timeMsMax?.(input);
  const data = timeMsMax === undefined ? run(one, exchange) : runFor(one, exchange, timeMsMax);
  return answer(reply, one.reply(await data, input));
}

const run = (one: Asking, exchange: Exchange, timeMsLeft?: number) =>
  exchange.engine.operations.run(
    one.document,
    one.variables(exchange.input, timeMsLeft),
    callerOf(exchange, timeMsLeft),
  );

const retryMs = 250;

/** The restart of a service is no reason to stop waiting. */
async function runFor(one: Asking, exchange: Exchange, timeMsMax: number): Promise<unknown> {
  const until = Date.now() + timeMsMax;
  const isQuery = getOperationAST(one.document)?.operation === 'query';
  for (;;) {
    try {
      return await run(one, exchange, until - Date.now());
    } catch (error) {
      const failure = toFailure(error);
      const isWorthIt = isQuery && failure && isOutage(failure) && !exchange.signal.aborted;
      if (!isWorthIt || Date.now() + retryMs >= until) throw error;
      await pause(retryMs);
    }
  }
}
