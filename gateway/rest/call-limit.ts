import type { Viewer } from '@tributary/runtime/identity';
import { networkOf } from '@tributary/runtime/network';
import type { RateLimiter } from '@tributary/runtime/rate-limit';

/** How often a caller may call. A face that exempts somebody does not count their calls. */
export interface CallPolicy {
  /** What is counted under one name is apart from what is counted under another. */
  readonly name: string;
  /** Calls in a window; 0 means that there is no limit. */
  readonly limit: number;
  readonly windowMs: number;
}

export interface Call {
  /** A stranger, who is counted by network, without. */
  readonly viewer: Viewer | undefined;
  readonly ip: string;
  /** What is counted by itself: an endpoint, or a group of them. */
  readonly group: string;
}

export interface CallCount {
  readonly isAllowed: boolean;
  /** To be sent with the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts a call, unless the caller has none left: then it has to be refused with 429. */
export async function countCall(
  rateLimiter: RateLimiter,
  { name, limit, windowMs }: CallPolicy,
  { viewer, ip, group }: Call,
): Promise<CallCount> {
  if (limit === 0) return { isAllowed: true, headers: {} };
  const caller = viewer ? `${viewer.kind}:${viewer.id}` : `ip:${networkOf(ip)}`;
  const rate = { limit, windowMs };
  const { allowed, remaining, resetAt, retryAfter } = await rateLimiter.take(
    `${name}:${caller}:${group}`,
    rate,
  );
  return {
    isAllowed: allowed,
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(resetAt),
      ...(!allowed && { 'retry-after': String(Math.max(1, retryAfter)) }),
    },
  };
}
