import { Failure } from '@tributary/runtime/failure';
import { createMemory } from './memory.ts';

/** What credentials stand for, as the auth service answered. */
export interface Answers<Value> {
  /** Asks, unless that was answered lately or somebody is asking the same already. */
  find(key: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Something has changed: answers on their way are not remembered either. */
  forget(isAffected: (value: Value) => boolean): void;
}

const rememberedMs = 60_000;
const rememberedMax = 10_000;
/** So many different ones may be asked for at a time. */
const askedMax = 10_000;

/**
 * Remembers answers for a minute, also while nobody can be asked; a failure, and that there is nothing
 * of that name, is not remembered at all.
 */
export function createAnswers<Value extends object>(): Answers<Value> {
  const known = createMemory<Value>({ msMax: rememberedMs, sizeMax: rememberedMax });
  let asked = new Map<string, Promise<Value | undefined>>();

  async function keep(
    key: string,
    answer: Promise<Value | undefined>,
    round: typeof asked,
  ): Promise<Value | undefined> {
    try {
      const value = await answer;
      if (value !== undefined && round === asked) known.set(key, value);
      return value;
    } finally {
      round.delete(key);
    }
  }

  return {
    async find(key, ask) {
      const found = known.get(key);
      if (found) return found;
      const waiting = asked.get(key);
      if (waiting) return waiting;
      if (asked.size >= askedMax) {
        throw new Failure('UNAVAILABLE', `${askedMax} credentials are being looked up already`);
      }
      const round = asked;
      const answer = keep(key, ask(), round);
      round.set(key, answer);
      return answer;
    },
    forget(isAffected) {
      known.drop(isAffected);
      // Those who ask from now on must not get what was true before.
      asked = new Map();
    },
  };
}
