import { setTimeout as pause } from 'node:timers/promises';
import type { AccessEvent } from '@tributary/runtime/access-events';
import { Failure, isOutage } from '@tributary/runtime/failure';
import type { Credential } from './identity.ts';

/** What a credential depends on. */
export interface Dependence {
  kind: AccessEvent['kind'] | 'signingKey';
  id: string;
}

export interface Terms {
  /** One of these changes when a credential ends ahead of its time. */
  dependsOn: readonly Dependence[];
  /** Unix milliseconds. */
  expiresAt?: number | undefined;
  /** Throws what is wrong with the credential as it is now. */
  check(): Promise<void> | void;
}

export interface Endings {
  createCredential(terms: Terms): Credential;
  /** Checks again what depends on it. */
  noteChange(dependence: Dependence): void;
}

/** Timers take no longer time. */
const timerMsMax = 2_147_483_647;
const retryMsStandard = 1_000;

/** Notices the end of those credentials that somebody waits for; all others cost nothing. */
export function createEndings({ retryMs = retryMsStandard } = {}): Endings {
  const checks = new Map<string, Set<() => void>>();

  function add(name: string, check: () => void): void {
    const all = checks.get(name) ?? new Set();
    checks.set(name, all.add(check));
  }

  function remove(name: string, check: () => void): void {
    const all = checks.get(name);
    all?.delete(check);
    if (all?.size === 0) checks.delete(name);
  }

  function watch({ dependsOn, expiresAt, check }: Terms, onEnd: (why: Failure) => void) {
    const names = dependsOn.map(nameOf);
    const over = new AbortController();
    let isChecking = false;
    let isOutdated = false;
    function stop(): void {
      over.abort();
      for (const name of names) remove(name, examine);
    }
    function end(why: Failure): void {
      if (over.signal.aborted) return;
      stop();
      onEnd(why);
    }
    /** One check at a time; whatever changes meanwhile makes for just one more. */
    async function examine(): Promise<void> {
      isOutdated = true;
      if (isChecking) return;
      isChecking = true;
      while (isOutdated && !over.signal.aborted) {
        isOutdated = false;
        const why = await findEnd(check, retryMs, over.signal);
        if (why) end(why);
      }
      isChecking = false;
    }
    for (const name of names) add(name, examine);
    if (expiresAt !== undefined) endAt(expiresAt, over.signal, end);
    // It may have ended between the check that let it pass and now.
    void examine();
    return { [Symbol.dispose]: stop };
  }

  return {
    createCredential: (terms) => ({ onEnd: (listener) => watch(terms, listener) }),
    noteChange(dependence) {
      for (const check of [...(checks.get(nameOf(dependence)) ?? [])]) check();
    },
  };
}

const nameOf = ({ kind, id }: Dependence): string => `${kind}:${id}`;

/** Asks until there is an answer: nothing ends because nobody can be asked. */
async function findEnd(
  check: Terms['check'],
  retryMs: number,
  over: AbortSignal,
): Promise<Failure | undefined> {
  while (!over.aborted) {
    try {
      await check();
      return undefined;
    } catch (cause) {
      if (!(cause instanceof Failure) || !isPassing(cause)) {
        const reason = cause instanceof Failure ? cause.reason : undefined;
        const message = 'the credential is not valid any more';
        return new Failure('UNAUTHENTICATED', message, { cause, reason });
      }
      await pause(retryMs, undefined, { signal: over, ref: false }).catch(() => {});
    }
  }
  return undefined;
}

const isPassing = (failure: Failure): boolean => isOutage(failure) || failure.code === 'INTERNAL';

function endAt(at: number, over: AbortSignal, end: (failure: Failure) => void): void {
  const leftMs = Math.max(at - Date.now(), 0);
  const timer = setTimeout(
    () => {
      if (leftMs > timerMsMax) return endAt(at, over, end);
      end(new Failure('UNAUTHENTICATED', 'the credential has expired'));
    },
    Math.min(leftMs, timerMsMax),
  ).unref();
  over.addEventListener('abort', () => clearTimeout(timer), { once: true });
}
