import { toGraphError } from './federation/errors.ts';
import type { GraphResult } from './federation/subgraph.ts';
import type { Caller, Events } from './operations.ts';

type Step = IteratorResult<GraphResult, undefined>;

const end: Step = { done: true, value: undefined };

/**
 * The same events for as long as the caller is there and the credential good: when that ends, a last
 * result says so. What was opened with the events is closed with them.
 */
export function endWith(
  { signal, credential }: Pick<Caller, 'signal' | 'credential'>,
  events: Events,
  opened: Disposable,
): Events {
  let last: GraphResult | undefined;
  let isOver = false;
  let interrupt = () => {};

  /** At once, also while nobody asks for the next event. */
  function close(): void {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', close);
    watch?.[Symbol.dispose]();
    opened[Symbol.dispose]();
    // It may still wait for an event; nobody waits for it any more.
    void events.return?.().catch(() => {});
    interrupt();
  }

  function takeLast(): Step {
    const value = last;
    last = undefined;
    return value ? { done: false, value } : end;
  }

  const watch = credential?.onEnd((why) => {
    last = { errors: [toGraphError(why, {})] };
    close();
  });
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return takeLast();
      try {
        const step = await new Promise<Step>((resolve, reject) => {
          interrupt = () => resolve(end);
          events.next().then(resolve, reject);
        });
        if (isOver) return takeLast();
        if (step.done) close();
        return step;
      } catch (error) {
        close();
        throw error;
      }
    },
    async return() {
      last = undefined;
      close();
      return end;
    },
  };
}
