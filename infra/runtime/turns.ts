/** Lets so many be at work at a time; the others wait, first come, first served. */
export interface Turns {
  /** A turn, which ends when it is disposed of. Rejects with the signal's reason when that aborts first. */
  take(signal?: AbortSignal): Promise<Disposable>;
}

export function createTurns(turnsMax: number): Turns {
  const waiting = new Set<() => void>();
  let left = turnsMax;

  function giveBack(): void {
    const [next] = waiting;
    // The turn is handed on, so that nobody who comes now can take it.
    if (next) next();
    else left += 1;
  }

  function toTurn(): Disposable {
    let isOver = false;
    return {
      [Symbol.dispose]() {
        if (!isOver) giveBack();
        isOver = true;
      },
    };
  }

  function untilFree(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = () => {
        waiting.delete(begin);
        signal?.removeEventListener('abort', giveUp);
      };
      const begin = () => {
        forget();
        resolve();
      };
      const giveUp = () => {
        forget();
        reject(signal?.reason);
      };
      waiting.add(begin);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (left > 0) left -= 1;
      else await untilFree(signal);
      return toTurn();
    },
  };
}
