import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';

export interface FairTurnsOptions {
  /** What waits for a turn, as a refusal calls it. */
  name: string;
  /** Of all that is at work at a time. */
  sizeMax: number;
  /** Of what one owner has at work. */
  ownerSizeMax?: number;
  waitingMax: number;
  ownerWaitingMax?: number;
}

/** What asks for a turn. */
export interface Claim {
  /** Without, no share bounds it. */
  owner?: string | undefined;
  size?: number;
  signal?: AbortSignal;
  /** Whoever holds a turn must not wait for another one: all might, and nothing would move. */
  isImpatient?: boolean;
}

/** Lets so much be at work at a time; of those that wait, the owner with the least at work is next. */
export interface FairTurns {
  /**
   * A turn, which ends when it is disposed of. Rejects with the signal's reason when that aborts
   * first, UNAVAILABLE when too many wait, and RATE_LIMITED when too many of the owner do.
   */
  take(claim: Claim): Promise<Disposable>;
}

interface Waiter {
  owner: string | undefined;
  size: number;
  begin(): void;
}

/** Services act for everybody; of those who are nobody, the address tells one from another. */
export function ownerOf({ kind, id, ip = '' }: Viewer): string | undefined {
  return kind === 'service' || kind === 'operator' ? undefined : `${kind}:${id || ip}`;
}

export function createFairTurns(options: FairTurnsOptions): FairTurns {
  const { name, sizeMax, ownerSizeMax = sizeMax, waitingMax } = options;
  const { ownerWaitingMax = waitingMax } = options;
  const sizes = new Map<string | undefined, number>();
  const waiting = new Set<Waiter>();
  let left = sizeMax;

  const sizeOf = (owner: string | undefined): number =>
    owner === undefined ? 0 : (sizes.get(owner) ?? 0);

  /** One that is too large for now holds up those behind it: else it might never be let in. */
  function findNext(): Waiter | undefined {
    let next: Waiter | undefined;
    for (const waiter of waiting) {
      const size = sizeOf(waiter.owner);
      if (size > 0 && size + waiter.size > ownerSizeMax) continue;
      if (!next || size < sizeOf(next.owner)) next = waiter;
    }
    return next && next.size <= left ? next : undefined;
  }

  function count(owner: string | undefined, size: number): void {
    left -= size;
    const total = sizeOf(owner) + size;
    if (owner === undefined) return;
    if (total > 0) sizes.set(owner, total);
    else sizes.delete(owner);
  }

  function letIn(): void {
    for (let next = findNext(); next; next = findNext()) {
      waiting.delete(next);
      count(next.owner, next.size);
      next.begin();
    }
  }

  function checkRoom({ owner }: Waiter, isImpatient: boolean): void {
    if (isImpatient || waiting.size > waitingMax) {
      throw new Failure('UNAVAILABLE', `too many ${name} wait`);
    }
    if (owner === undefined || ownerWaitingMax >= waitingMax) return;
    const own = waiting.values().filter((other) => other.owner === owner);
    if (own.reduce((sum) => sum + 1, 0) <= ownerWaitingMax) return;
    throw new Failure('RATE_LIMITED', `at most ${ownerWaitingMax} ${name} of one caller wait`);
  }

  async function take(claim: Claim): Promise<Disposable> {
    const { owner, size = 1, signal, isImpatient = false } = claim;
    signal?.throwIfAborted();
    const begun = Promise.withResolvers<void>();
    const waiter: Waiter = { owner, size, begin: begun.resolve };
    const giveUp = () => {
      // What was held up by this one alone may begin.
      if (waiting.delete(waiter)) letIn();
      begun.reject(signal?.reason);
    };
    waiting.add(waiter);
    letIn();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      if (waiting.has(waiter)) checkRoom(waiter, isImpatient);
      await begun.promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      if (waiting.delete(waiter)) letIn();
    }
    let isOver = false;
    return {
      [Symbol.dispose]() {
        if (isOver) return;
        isOver = true;
        count(owner, -size);
        letIn();
      },
    };
  }

  return { take };
}
