/** Runs an act as soon as fewer than so many others run; those that wait keep their order. */
export type Turns = <Value>(act: () => Promise<Value>) => Promise<Value>;

export function createTurns(max: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (act) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await act();
    } finally {
      // The turn is handed on, so that nobody who comes now can take it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
