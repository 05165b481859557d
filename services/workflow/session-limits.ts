import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { networkOf } from '@tributary/runtime/network';
import type { Rate, RateLimiter } from '@tributary/runtime/rate-limit';

export interface SessionLimitsOptions {
  limiter: Pick<RateLimiter, 'take'>;
  rate?: Rate;
}

export type SessionLimits = ReturnType<typeof createSessionLimits>;

/** All who sit behind one address translation share it: it stops floods, not offices. */
const standard: Rate = { limit: 500, windowMs: 60_000 };

/** End users cost nothing: like strangers, they are counted by where they come from. */
const callerOf = ({ kind, id, ip = '' }: Viewer): string =>
  kind === 'account' || kind === 'app' ? `${kind}:${id}` : `network:${networkOf(ip)}`;

/** How often somebody opens sessions, and stores something in them. */
export function createSessionLimits({ limiter, rate = standard }: SessionLimitsOptions) {
  async function count(what: 'opened' | 'used', viewer: Viewer): Promise<void> {
    if (viewer.kind === 'service' || viewer.kind === 'operator') return;
    const name = `sessions-${what}:${callerOf(viewer)}`;
    const { allowed, retryAfter } = await limiter.take(name, rate);
    if (allowed) return;
    const message = `too many sessions are ${what}: try again in ${Math.max(retryAfter, 1)} s`;
    throw new Failure('RATE_LIMITED', message);
  }

  return { count };
}
