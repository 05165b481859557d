import { Failure } from '@tributary/runtime/failure';
import { siteAdmin, type Viewer } from '@tributary/runtime/identity';
import { type CallPolicy, countCall } from '../call-limit.ts';
import type { Route } from '../endpoint.ts';
import type { Arrival, Gatekeepers } from '../face.ts';

/** Calls a minute of each user; 0 means that there is no limit. */
export interface CallLimits {
  /** Of each endpoint by itself. */
  readonly rateLimit: number;
  /** Of all that have to do with files, together. */
  readonly fileRateLimit: number;
}

export interface CallPolicies {
  readonly endpoints: CallPolicy;
  readonly files: CallPolicy;
}

const windowMs = 60_000;

export const limitsOf = ({ rateLimit, fileRateLimit }: CallLimits): CallPolicies => ({
  endpoints: { name: 'coder', limit: rateLimit, windowMs },
  files: { name: 'coder-files', limit: fileRateLimit, windowMs },
});

/** Counts a call by everything that limits it; strangers, who are no user, by their network. */
export async function count(
  { route, sender, setHeader }: Arrival,
  { rateLimiter }: Gatekeepers,
  policies: CallPolicies,
  viewer: Viewer | undefined,
): Promise<void> {
  if (viewer && isExempt(viewer, sender.headers['x-coder-bypass-ratelimit'])) return;
  for (const { policy, group, what } of countsOf(route, policies)) {
    const call = { viewer, ip: sender.ip, group };
    const { isAllowed, headers } = await countCall(rateLimiter, policy, call);
    for (const [name, value] of Object.entries(headers)) setHeader(name, value);
    if (isAllowed) continue;
    const message = `rate limit exceeded: ${policy.limit} requests per minute ${what}`;
    throw new Failure('RATE_LIMITED', message);
  }
}

/** Only somebody who administers the installation may ask for it. */
const isExempt = ({ scopes }: Viewer, bypass: string | string[] | undefined): boolean =>
  scopes.includes(siteAdmin) && bypass === 'true';

/** An endpoint is the same under each prefix. What is none is counted too, all of it together. */
function countsOf(route: Route | undefined, { endpoints, files }: CallPolicies) {
  const group = route?.replace(/\/api\/[^/]+/, '') ?? 'elsewhere';
  const counts = [{ policy: endpoints, group, what: 'to one endpoint' }];
  const isOfFiles = / \/chats\/files(?:\/|$)/.test(group);
  return isOfFiles ? [...counts, { policy: files, group: 'files', what: 'for files' }] : counts;
}
