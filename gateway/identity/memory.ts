export interface MemoryOptions {
  /** So long a value is remembered. */
  msMax: number;
  /** Beyond so many, the oldest one is forgotten. */
  sizeMax: number;
}

/** Values that fall out with age. */
export interface Memory<Value> {
  get(key: string): Value | undefined;
  /** `at` is the moment that the value is of; those that are set later are not older. */
  set(key: string, value: Value, at?: number): void;
  delete(key: string): void;
  /** Forgets those that are affected. */
  drop(isAffected: (value: Value) => boolean): void;
  clear(): void;
}

export function createMemory<Value>({ msMax, sizeMax }: MemoryOptions): Memory<Value> {
  /** The order of a map is that of insertion: its first key is the oldest. */
  const values = new Map<string, { value: Value; until: number }>();

  function forgetOld(): void {
    for (const [key, { until }] of values) {
      if (until > Date.now() && values.size <= sizeMax) return;
      values.delete(key);
    }
  }

  return {
    get(key) {
      const found = values.get(key);
      return found && found.until > Date.now() ? found.value : undefined;
    },
    set(key, value, at = Date.now()) {
      values.delete(key);
      values.set(key, { value, until: at + msMax });
      forgetOld();
    },
    delete: (key) => void values.delete(key),
    drop(isAffected) {
      for (const [key, { value }] of values) if (isAffected(value)) values.delete(key);
    },
    clear: () => values.clear(),
  };
}
