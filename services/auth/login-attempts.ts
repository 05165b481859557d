import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@tributary/runtime/failure';
import { type RateLimiter, rateLimitMax } from '@tributary/runtime/rate-limit';
import { normaliseEmail } from './email-address.ts';

export interface LoginAttemptsOptions {
  /** Its windows are at least a quarter of an hour. */
  limiter: RateLimiter;
  /** False: nothing is counted and nobody waits. */
  isOn: boolean;
}

export interface Attempt {
  /** As it was given; whether it has an account makes no difference. */
  email: string;
  ip?: string | undefined;
}

export type LoginAttempts = ReturnType<typeof createLoginAttempts>;

/** What is slowed down: an account, or all that come from one address. */
interface Slowed {
  key: string;
  /** What an attempt waits for after so many failures. */
  delayMsOf(failures: number): number;
}

const failures = { limit: rateLimitMax, windowMs: 900_000 } as const;
/** The first wrong passwords cost nothing. */
const failuresFree = 5;
const waitMsMax = 15_000;
const pollMs = 100;
const knownMax = 10_000;

const accountOf = ({ email }: Attempt): Slowed => ({
  key: `account ${normaliseEmail(email)}`,
  delayMsOf: (count) => (count < failuresFree ? 0 : 1000 * 2 ** Math.min(count - failuresFree, 3)),
});

const sourceOf = (ip: string): Slowed => ({
  key: `ip ${ip}`,
  delayMsOf: (count) => (count < failuresFree ? 0 : 250),
});

const refused = (waitMs: number) =>
  new Failure(
    'RATE_LIMITED',
    `too many attempts: try again in ${Math.max(Math.ceil(waitMs / 1000), 1)} s`,
  );

/**
 * Makes guessing slow for all auth processes together: after some wrong passwords, attempts on one
 * account, and those from one address, are let through one by one with a pause before each.
 */
export function createLoginAttempts({ limiter, isOn }: LoginAttemptsOptions) {
  /** Until when this process has given away the turns of a key. */
  const takenUntil = new Map<string, number>();

  const countOf = async ({ key }: Slowed): Promise<number> =>
    failures.limit - (await limiter.peek(key, failures)).remaining;

  const countFailure = async ({ key }: Slowed): Promise<number> =>
    failures.limit - (await limiter.take(key, failures)).remaining;

  /** Waits for a moment that nobody else has, in any process, then as long as the pause is. */
  async function takeTurn({ key, delayMsOf }: Slowed, count: number, deadline: number) {
    const delayMs = delayMsOf(count);
    if (delayMs === 0) return;
    const begin = Math.max(Date.now(), takenUntil.get(key) ?? 0);
    if (begin + delayMs > deadline) throw refused(begin + delayMs - Date.now());
    if (takenUntil.size >= knownMax) forget(takenUntil);
    takenUntil.set(key, begin + delayMs);
    await pause(begin - Date.now());
    // The one before has taken its turn at the level below.
    const turn = { limit: 1, windowMs: delayMsOf(count - 1) || delayMs };
    while (!(await limiter.take(`turn ${key}`, turn)).allowed) {
      if (Date.now() + pollMs + delayMs > deadline) throw refused(2 * delayMs);
      await pause(pollMs);
    }
    await pause(delayMs);
  }

  /**
   * Whether the password is right, as `verify` says. Fails with RATE_LIMITED, and does not tell, when
   * it would have to wait for more than 15 s.
   */
  async function guard(attempt: Attempt, verify: () => Promise<boolean>): Promise<boolean> {
    if (!isOn) return verify();
    const deadline = Date.now() + waitMsMax;
    const account = accountOf(attempt);
    const slowed = [account, ...(attempt.ip === undefined ? [] : [sourceOf(attempt.ip)])];
    const before = await Promise.all(slowed.map(countOf));
    for (const [at, one] of slowed.entries()) await takeTurn(one, before[at] ?? 0, deadline);
    const isRight = await verify();
    // Of many that began at once, none knew of the others: the late ones wait before they are told.
    const after = await Promise.all(slowed.map(isRight ? countOf : countFailure));
    for (const [at, one] of slowed.entries()) {
      const others = (after[at] ?? 0) - (isRight ? 0 : 1);
      if (one.delayMsOf(before[at] ?? 0) === 0) await takeTurn(one, others, deadline);
    }
    if (isRight && (after[0] ?? 0) > 0) await limiter.clear(account.key);
    return isRight;
  }

  /** The account's wrong passwords are forgotten. */
  async function forgive(email: string): Promise<void> {
    if (isOn) await limiter.clear(accountOf({ email }).key);
  }

  return { guard, forgive };
}

/** A moment that has passed says nothing any more. */
function forget(takenUntil: Map<string, number>): void {
  const now = Date.now();
  for (const [key, until] of takenUntil) if (until <= now) takenUntil.delete(key);
}
