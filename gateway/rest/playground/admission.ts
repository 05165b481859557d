import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RateDecision } from '../../identity/rate-limit.ts';
import type { Arrival, Gatekeepers } from '../face.ts';

/** The reasons of this API's own refusals. */
export const reasons = { rateLimit: 'rate_limit', notAcceptable: 'not_acceptable' } as const;

const windowMs = 60_000;

/**
 * The account that calls. Calls are counted for each account and endpoint by themselves, so that
 * polling several endpoints once a second is allowed; those of strangers by their address.
 */
export async function admit(
  arrival: Arrival,
  { identity, rateLimiter }: Gatekeepers,
  limit: number,
): Promise<Viewer> {
  const token = /^bearer +(\S+)$/i.exec(arrival.headers.authorization?.trim() ?? '')?.[1];
  const viewer = await findAccount(token, identity);
  if (limit > 0) {
    const caller = viewer ? `account:${viewer.id}` : `ip:${arrival.ip}`;
    const key = `playground:${caller}:${arrival.route.replace(/\/$/, '')}`;
    announce(arrival, limit, await rateLimiter.take(key, { limit, windowMs }));
  }
  if (!viewer) throw new Failure('UNAUTHENTICATED', 'an access token is needed');
  if (!isAcceptable(arrival.headers.accept)) {
    throw new Failure('BAD_INPUT', 'only application/json can be answered', {
      reason: reasons.notAcceptable,
    });
  }
  return viewer;
}

async function findAccount(
  token: string | undefined,
  identity: Gatekeepers['identity'],
): Promise<Viewer | undefined> {
  if (token === undefined) return undefined;
  try {
    return await identity.verifyAccessToken(token);
  } catch (error) {
    // A stranger is counted before being refused.
    if (error instanceof Failure && error.code === 'UNAUTHENTICATED') return undefined;
    throw error;
  }
}

function announce({ setHeader }: Arrival, limit: number, decision: RateDecision): void {
  setHeader('x-ratelimit-limit', String(limit));
  setHeader('x-ratelimit-remaining', String(decision.remaining));
  setHeader('x-ratelimit-reset', String(Math.ceil(decision.resetAt)));
  if (decision.allowed) return;
  setHeader('retry-after', String(Math.max(1, decision.retryAfter)));
  throw new Failure('RATE_LIMITED', `rate limit exceeded: ${limit} per 1 minute`, {
    reason: reasons.rateLimit,
  });
}

/** Whether a client that says what it takes takes JSON. */
export function isAcceptable(accept: string | undefined): boolean {
  if (!accept?.trim()) return true;
  const quality = new Map<string, number>();
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
    quality.set(type, Number(weight));
  }
  // The most specific range that speaks of JSON decides.
  const ranges = ['application/json', 'application/*', '*/*'];
  const decisive = ranges.find((range) => quality.has(range));
  return decisive !== undefined && quality.get(decisive) !== 0;
}
