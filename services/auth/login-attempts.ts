import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@tributary/runtime/failure';
import { networkOf } from '@tributary/runtime/network';
import { type RateLimiter, rateLimitMax } from '@tributary/runtime/rate-limit';
import { emailLengthMax, normaliseEmail } from './email-address.ts';
import type { KnownNetworks } from './known-networks.ts';

export interface LoginAttemptsOptions {
  /** Its windows are at least a quarter of an hour. */
  limiter: RateLimiter;
  knownNetworks: KnownNetworks;
  /** False: nothing is counted and nobody waits. */
  isOn: boolean;
}

export interface Attempt {
  /** As it was given; whether it has an account makes no difference. */
  email: string;
  ip?: string | undefined;
}

export type LoginAttempts = ReturnType<typeof createLoginAttempts>;

/** What is slowed down: an account, or all that come from one network. */
interface Slowed {
  /** By which its failures are counted. */
  key: string;
  /** By which those who try wait for each other. */
  queue(): Promise<string>;
  /** What an attempt waits for after so many failures. */
  delayMsOf(failures: number): number;
}

/** When somebody's turn is over, and how many failures it waited for. */
interface Turn {
  until: number;
  level: number;
}

const failures = { limit: rateLimitMax, windowMs: 900_000 } as const;
/** The first wrong passwords cost nothing. */
const failuresFree = 5;
const waitMsMax = 15_000;
const pollMs = 100;
const knownMax = 10_000;

/** As long as any other, however long the address; none that is too long has an account. */
function keyOf(email: string): string {
  const known = email.length > emailLengthMax ? 'unknown' : email;
  return `account ${createHash('sha256').update(known).digest('base64url')}`;
}

function sourceOf(network: string): Slowed {
  const key = `ip ${network}`;
  return { key, queue: async () => key, delayMsOf: (count) => (count < failuresFree ? 0 : 250) };
}

const refused = (waitMs: number) =>
  new Failure(
    'RATE_LIMITED',
    `too many attempts: try again in ${Math.max(Math.ceil(waitMs / 1000), 1)} s`,
  );

/**
 * Makes guessing slow for all auth processes together: after some wrong passwords, attempts on one
 * account, and those from one network, are let through one by one with a pause before each.
 */
export function createLoginAttempts({ limiter, knownNetworks, isOn }: LoginAttemptsOptions) {
  /** The last turn of each queue that this process has given away. */
  const lastTurns = new Map<string, Turn>();

  const countOf = async ({ key }: Slowed): Promise<number> =>
    failures.limit - (await limiter.peek(key, failures)).remaining;

  const countFailure = async ({ key }: Slowed): Promise<number> =>
    failures.limit - (await limiter.take(key, failures)).remaining;

  /** Strangers cannot keep its owner waiting who calls from where the account was signed in. */
  function accountOf(given: string, network: string): Slowed {
    const email = normaliseEmail(given);
    const key = keyOf(email);
    return {
      key,
      queue: async () => ((await knownNetworks.has(email, network)) ? `${key} ${network}` : key),
      delayMsOf: (count) =>
        count < failuresFree ? 0 : 1000 * 2 ** Math.min(count - failuresFree, 3),
    };
  }

  /** Waits for a moment that nobody else has, in any process, then as long as the pause is. */
  async function takeTurn({ queue, delayMsOf }: Slowed, count: number, deadline: number) {
    if (delayMsOf(count) === 0) return;
    const key = await queue();
    const now = Date.now();
    const last = lastTurns.get(key);
    const ahead = last && last.until > now ? last : undefined;
    // Those ahead are taken to fail, as all have to who guess many at once.
    const level = ahead ? Math.max(count, ahead.level + 1) : count;
    const delayMs = delayMsOf(level);
    const begin = ahead?.until ?? now;
    if (begin + delayMs > deadline) throw refused(begin + delayMs - now);
    remember(lastTurns, key, { until: begin + delayMs, level });
    await pause(begin - now);
    // The one before has taken its turn at the level below.
    const turn = { limit: 1, windowMs: delayMsOf(level - 1) || delayMs };
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
    const network = networkOf(attempt.ip ?? '');
    const account = accountOf(attempt.email, network);
    // Whoever is kept waiting for their own network takes no turn of the account's meanwhile.
    const slowed = [sourceOf(network), account];
    const before = await Promise.all(slowed.map(countOf));
    for (const [at, one] of slowed.entries()) await takeTurn(one, before[at] ?? 0, deadline);
    const isRight = await verify();
    // Of many that began at once, none knew of the others: the late ones wait before they are told.
    const after = await Promise.all(slowed.map(isRight ? countOf : countFailure));
    for (const [at, one] of slowed.entries()) {
      const others = (after[at] ?? 0) - (isRight ? 0 : 1);
      if (one.delayMsOf(before[at] ?? 0) === 0) await takeTurn(one, others, deadline);
    }
    if (isRight && (after[1] ?? 0) > 0) await limiter.clear(account.key);
    return isRight;
  }

  /** The account's wrong passwords are forgotten. */
  async function forgive(email: string): Promise<void> {
    if (isOn) await limiter.clear(keyOf(normaliseEmail(email)));
  }

  return { guard, forgive };
}

/** The oldest go once they have passed, which is soon, or when there are too many. */
function remember(lastTurns: Map<string, Turn>, key: string, turn: Turn): void {
  lastTurns.delete(key);
  const now = Date.now();
  for (const [oldest, { until }] of lastTurns) {
    if (until > now && lastTurns.size < knownMax) break;
    lastTurns.delete(oldest);
  }
  lastTurns.set(key, turn);
}
