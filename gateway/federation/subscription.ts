import { Failure } from '@tributary/runtime/failure';
import { toGraphError } from './errors.ts';
import { type ExecuteOptions, finish, makeReady, type Ready } from './execution.ts';
import type { Prepared } from './operation.ts';
import type { Source } from './program.ts';
import { Expiry, type Report, type Run } from './run.ts';
import type { GraphResult, RequestContext } from './subgraph.ts';

/**
 * Opens the source of a subscription, and answers each of its events with the rest of the plan. An
 * event is only asked for when the one before it has been taken, so that a slow reader slows the
 * source. A source that fails ends the results with one that holds the error.
 */
export function subscribeToOperation(
  prepared: Prepared,
  { variables: inputs, context }: ExecuteOptions,
  report: Report,
): GraphResult | AsyncIterableIterator<GraphResult, undefined> {
  const ready = makeReady(prepared, inputs, report);
  if ('errors' in ready) return ready;
  const { source } = ready.program;
  if (!source) return { errors: [toGraphError(new Error('the plan has no source'), {})] };
  return new Subscription({ ready, source, context, report });
}

interface SubscriptionOptions {
  ready: Ready;
  source: Source;
  context: RequestContext;
  report: Report;
}

type Step = IteratorResult<GraphResult, undefined>;

const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

class Subscription implements AsyncIterableIterator<GraphResult, undefined> {
  readonly #options: SubscriptionOptions;
  readonly #events: AsyncIterator<GraphResult>;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #budgetMs: number;
  #last: Promise<Step> = Promise.resolve(end);
  /** Ends the wait for an event, which a silent source would not. */
  #wake: () => void = () => {};

  constructor(options: SubscriptionOptions) {
    const { ready, source, context } = options;
    this.#options = options;
    this.#budgetMs = Math.max(context.deadline - Date.now(), 0);
    this.#signal = AbortSignal.any([context.signal, this.#stop.signal]);
    this.#signal.addEventListener('abort', () => this.#close(), { once: true });
    const request = source.request(ready.variables);
    const events = source.subgraph.subscribe(request, { ...context, signal: this.#signal });
    this.#events = events[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Results come in the order of their events, one at a time, however often this is called. */
  next(): Promise<Step> {
    this.#last = this.#last.then(() => this.#pull());
    return this.#last;
  }

  async return(): Promise<Step> {
    this.#stop.abort();
    return end;
  }

  async #pull(): Promise<Step> {
    try {
      const event = await this.#event();
      if (!event.done && !this.#signal.aborted) return await this.#answer(event.value);
      this.#stop.abort();
      return end;
    } catch (error) {
      if (this.#signal.aborted) return end;
      this.#stop.abort();
      const { source, report } = this.#options;
      const { service } = source;
      if (!(error instanceof Failure)) report(error, service);
      return { done: false, value: { errors: [toGraphError(error, { service })] } };
    }
  }

  #event(): Promise<IteratorResult<GraphResult>> {
    if (this.#signal.aborted) return Promise.resolve(end);
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(end);
      this.#events.next().then(resolve, reject);
    });
  }

  async #answer(event: GraphResult): Promise<Step> {
    const { ready, source, report } = this.#options;
    const { program, variables } = ready;
    const deadline = Date.now() + this.#budgetMs;
    const context = { ...this.#options.context, signal: this.#signal, deadline };
    using expiry = new Expiry(context);
    const run: Run = { data: undefined, errors: [], variables, context, expiry, report };
    source.receive(run, event);
    const value = await finish(program, run);
    return this.#signal.aborted ? end : { done: false, value };
  }

  #close(): void {
    this.#wake();
    // The source may still be waiting for an event; its end is its own business.
    void this.#events.return?.().catch(() => {});
  }
}
