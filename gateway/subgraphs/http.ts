import { Failure } from '@tributary/runtime/failure';
import type { GraphResult, RequestContext, Subgraph } from '../federation/subgraph.ts';

/** The longest delay that a timer takes. */
const timerMsMax = 2 ** 31 - 1;
const answerBytesMax = 16 * 1024 * 1024;

/** A service that a team brings along: GraphQL over HTTP, for queries and mutations. */
export function connectHttp(name: string, url: string): Subgraph {
  return {
    async query(request, { identity, deadline, signal, traceparent }: RequestContext) {
      const left = Math.min(deadline - Date.now(), timerMsMax);
      if (left <= 0) throw new Failure('TIMEOUT', `there is no time left to ask ${name}`);
      const response = await send(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          identity,
          ...(traceparent && { traceparent }),
        },
        body: JSON.stringify(request),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(left)]),
      });
      return readAnswer(name, response);
    },
    // biome-ignore lint/correctness/useYield: it has no events to give, only the reason why.
    async *subscribe() {
      throw new Failure('UNAVAILABLE', `${name} is reached by HTTP, which has no subscriptions`);
    },
  };

  async function send(address: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, init);
    } catch (cause) {
      if (init.signal?.aborted) throw new Failure('TIMEOUT', `${name} took too long`, { cause });
      throw new Failure('UNAVAILABLE', `${name} does not answer`, { cause });
    }
  }
}

async function readAnswer(name: string, response: Response): Promise<GraphResult> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > answerBytesMax) throw new Error(`more than ${answerBytesMax} bytes`);
      chunks.push(chunk);
    }
    const answer: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const isResult = typeof answer === 'object' && answer !== null;
    if (isResult && ('data' in answer || 'errors' in answer)) return answer as GraphResult;
    throw new Error(`status ${response.status} without a GraphQL result`);
  } catch (cause) {
    throw new Failure('UNAVAILABLE', `${name} gives no valid answer`, { cause });
  }
}
