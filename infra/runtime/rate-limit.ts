import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type KV, StorageType } from 'nats';
import type { Bus } from './bus.ts';

export interface Rate {
  /** Calls per window; 0 means that there is no limit. */
  limit: number;
  windowMs: number;
}

export interface RateDecision {
  allowed: boolean;
  /** Calls that are still allowed in this window. */
  remaining: number;
  /** Unix seconds: when the oldest counted call leaves the window. */
  resetAt: number;
  /** Whole seconds until a call is allowed again, at least 1; 0 when this one is. */
  retryAfter: number;
}

/** Counts calls by key in a sliding window that all processes share. */
export interface RateLimiter {
  /** Counts this call if it is allowed; a refused one does not count. */
  take(key: string, rate: Rate): Promise<RateDecision>;
  /** What `take` would say; nothing is counted. */
  peek(key: string, rate: Rate): Promise<RateDecision>;
  /** Forgets what was counted. */
  clear(key: string): Promise<void>;
}

export interface RateLimiterOptions {
  bus: Bus;
  /** The key-value bucket that holds the counted calls. */
  bucket?: string;
  /** The longest window. */
  windowMsMax?: number;
  /** Whether the counts outlive a restart of NATS. */
  isDurable?: boolean;
}

/** The moments of the counted calls of one key, oldest first, as the bucket has them. */
interface Counted {
  times: readonly number[];
  revision: number;
}

export const rateLimitMax = 512;
const windowMsStandard = 600_000;
const attemptsMax = 20;
/** So many keys are remembered, each of which then costs one round trip instead of two. */
const knownMax = 10_000;
/** After the bucket failed, calls pass without asking it for so long. */
const restMs = 1000;

/**
 * The counted calls of a key are one small value of a bucket, replaced only as it was read. Calls of
 * one key in one process wait for each other, so that only processes compete.
 * A limit protects from floods, not from strangers: while the bucket does not answer, calls pass.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { bus, bucket = 'rates', windowMsMax = windowMsStandard, isDurable = false } = options;
  const storage = isDurable ? StorageType.File : StorageType.Memory;
  const known = new Map<string, Counted>();
  const turns = new Map<string, Promise<unknown>>();
  let opening: Promise<KV> | undefined;
  let restsUntil = 0;

  function open(): Promise<KV> {
    opening ??= bus.connection
      .jetstream({ timeout: 2000 })
      .views.kv(bucket, { history: 1, ttl: windowMsMax, storage });
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  }

  async function load(kv: KV, key: string): Promise<Counted> {
    const entry = await kv.get(key);
    if (entry?.operation !== 'PUT') return { times: [], revision: entry?.revision ?? 0 };
    return { times: toTimes(entry.value), revision: entry.revision };
  }

  async function count(key: string, rate: Rate): Promise<RateDecision> {
    const kv = await open();
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const { times, revision } = known.get(key) ?? (await load(kv, key));
      const now = Date.now();
      const recent = times.filter((time) => time > now - rate.windowMs);
      if (recent.length >= rate.limit) return decide(recent, rate, { now, allowed: false });
      const counted = [...recent, now];
      try {
        const next = await kv.put(key, toBytes(counted), { previousSeq: revision });
        remember(key, { times: counted, revision: next });
        return decide(counted, rate, { now, allowed: true });
      } catch (error) {
        known.delete(key);
        if (!isConflict(error)) throw error;
        await pause(Math.random() * 5 * attempt);
      }
    }
    // So many calls come for the key that this one cannot even be counted.
    return decide([], { ...rate, windowMs: restMs }, { now: Date.now(), allowed: false });
  }

  function remember(key: string, counted: Counted): void {
    known.delete(key);
    known.set(key, counted);
    if (known.size > knownMax) known.delete(known.keys().next().value ?? '');
  }

  async function takeTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
    const turn = (turns.get(key) ?? Promise.resolve()).then(act, act);
    turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(key) === turn) turns.delete(key);
    }
  }

  async function look(key: string, rate: Rate): Promise<RateDecision> {
    const { times } = await load(await open(), key);
    const now = Date.now();
    const recent = times.filter((time) => time > now - rate.windowMs);
    return decide(recent, rate, { now, allowed: recent.length < rate.limit });
  }

  async function attempt(
    name: string,
    rate: Rate,
    act: (key: string) => Promise<RateDecision>,
  ): Promise<RateDecision> {
    const { limit, windowMs } = rate;
    const now = Date.now();
    const pass = { allowed: true, remaining: Math.max(limit - 1, 0), retryAfter: 0 };
    const open = { ...pass, resetAt: Math.ceil((now + windowMs) / 1000) };
    if (limit <= 0) return { ...open, remaining: 0 };
    if (limit > rateLimitMax || windowMs > windowMsMax) {
      throw new RangeError(`a rate is at most ${rateLimitMax} calls in ${windowMsMax} ms`);
    }
    if (restsUntil > now || !bus.link.isUp) return open;
    const key = keyOf(name);
    try {
      return await takeTurn(key, () => act(key));
    } catch (err) {
      fail(err);
      return open;
    }
  }

  function fail(err: unknown): void {
    restsUntil = Date.now() + restMs;
    // A server that was started again has forgotten the bucket.
    opening = undefined;
    known.clear();
    bus.log.warn({ err }, 'rate limits do not answer');
  }

  return {
    take: (name, rate) => attempt(name, rate, (key) => count(key, rate)),
    peek: (name, rate) => attempt(name, rate, (key) => look(key, rate)),
    async clear(name) {
      const key = keyOf(name);
      try {
        await takeTurn(key, async () => {
          known.delete(key);
          await (await open()).delete(key);
        });
      } catch (err) {
        fail(err);
      }
    },
  };
}

const keyOf = (name: string) => createHash('sha256').update(name).digest('base64url');

function decide(
  times: readonly number[],
  { limit, windowMs }: Rate,
  { now, allowed }: { now: number; allowed: boolean },
): RateDecision {
  // Usually the oldest one; later if the limit was higher when they were counted.
  const freeAt = (times[Math.max(times.length - limit, 0)] ?? now) + windowMs;
  return {
    allowed,
    remaining: Math.max(limit - times.length, 0),
    resetAt: Math.ceil(freeAt / 1000),
    retryAfter: allowed ? 0 : Math.max(Math.ceil((freeAt - now) / 1000), 1),
  };
}

const toBytes = (times: readonly number[]) => new Uint8Array(Float64Array.from(times).buffer);

function toTimes(bytes: Uint8Array): number[] {
  // The bytes of a message begin anywhere; those of a Float64Array must not.
  return [...new Float64Array(Uint8Array.from(bytes).buffer)];
}

/** JetStream's code for: somebody else has written since. */
const wrongLastSequence = '10071';

function isConflict(error: unknown): boolean {
  const apiError = (error as { api_error?: { err_code?: number } }).api_error;
  return String(apiError?.err_code) === wrongLastSequence;
}
