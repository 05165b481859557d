/**
 * Makes a generator end at once when its reader returns or the signal aborts, also while it waits;
 * of itself a generator's `return` waits for the pending `next`. The generator gets a signal by
 * which it ends what it has open.
 */
export function interruptible<Value>(
  generate: (signal: AbortSignal) => AsyncGenerator<Value>,
  outer?: AbortSignal,
): AsyncIterableIterator<Value> {
  const controller = new AbortController();
  const generator = generate(controller.signal);
  const done: IteratorResult<Value> = { done: true, value: undefined };
  let interrupt = () => {};

  function abort(): void {
    outer?.removeEventListener('abort', abort);
    controller.abort();
    interrupt();
    // It may still wait for an answer; nobody waits for it any more.
    generator.return(undefined).catch(() => undefined);
  }

  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (controller.signal.aborted) return done;
      const result = await new Promise<IteratorResult<Value>>((resolve, reject) => {
        interrupt = () => resolve(done);
        generator.next().then(resolve, reject);
      });
      if (result.done) outer?.removeEventListener('abort', abort);
      return result;
    },
    async return() {
      abort();
      return done;
    },
  };
}
