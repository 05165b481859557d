export interface WaitingRoomOptions {
  /** Who waits for the same. */
  sameMax?: number;
  allMax?: number;
}

/** Those of a process who wait for something to happen: so many, and no more. */
export interface WaitingRoom {
  /** Takes a place, until it is disposed; undefined when there is none. */
  enter(name: string): Disposable | undefined;
}

export function createWaitingRoom(options: WaitingRoomOptions = {}): WaitingRoom {
  const { sameMax = 20, allMax = 1_000 } = options;
  const counts = new Map<string, number>();
  let total = 0;

  function leave(name: string): void {
    const left = (counts.get(name) ?? 0) - 1;
    if (left > 0) counts.set(name, left);
    else counts.delete(name);
    total -= 1;
  }

  return {
    enter(name) {
      const count = counts.get(name) ?? 0;
      if (count >= sameMax || total >= allMax) return undefined;
      counts.set(name, count + 1);
      total += 1;
      return { [Symbol.dispose]: () => leave(name) };
    },
  };
}
