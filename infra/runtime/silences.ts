import { beatMs, quietBeatsMax } from './stream-protocol.ts';

/** A peer that is so busy that it has not even begun is given more time: 10 s at most. */
const unheardBeatsMax = 7;

/** Somebody is waited for. */
export interface Vigil extends Disposable {
  /** There was a sign of life. */
  hear(): void;
}

/** Notices those among many peers that say nothing for too long, with one timer for all of them. */
export interface Silences extends Disposable {
  /** Calls back once, unless the vigil ends before. */
  watch(onSilence: () => void): Vigil;
}

export function createSilences(): Silences {
  const vigils = new Map<Vigil, { quietBeats: number; isHeard: boolean; onSilence: () => void }>();
  const timer = setInterval(() => {
    for (const [vigil, one] of vigils) {
      if (++one.quietBeats <= (one.isHeard ? quietBeatsMax : unheardBeatsMax)) continue;
      vigils.delete(vigil);
      one.onSilence();
    }
  }, beatMs).unref();
  return {
    watch(onSilence) {
      const one = { quietBeats: 0, isHeard: false, onSilence };
      const vigil: Vigil = {
        hear() {
          one.quietBeats = 0;
          one.isHeard = true;
        },
        [Symbol.dispose]: () => void vigils.delete(vigil),
      };
      vigils.set(vigil, one);
      return vigil;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
