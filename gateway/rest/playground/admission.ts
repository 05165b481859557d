import { Failure } from '@tributary/runtime/failure';
import { readBearer, readSession } from '../../identity/credentials.ts';
import type { Principal, Sender } from '../../identity/identity.ts';
import { type CallPolicy, countCall } from '../call-limit.ts';
import type { Arrival, Gatekeepers } from '../face.ts';

/** The reasons of this API's own refusals. */
export const reasons = { rateLimit: 'rate_limit', notAcceptable: 'not_acceptable' } as const;

export const limitOf = (limit: number): CallPolicy => ({
  ...{ name: 'playground', limit, windowMs: 60_000 },
});

/**
 * The account that calls. Calls are counted for each account and endpoint by themselves, so that
 * polling several endpoints once a second is allowed; those of strangers by their address.
 */
export async function admit(
  arrival: Arrival,
  gatekeepers: Gatekeepers,
  policy: CallPolicy,
): Promise<Principal> {
  const { sender, method } = arrival;
  const isSafe = method === 'GET' || method === 'HEAD';
  const principal = await findAccount(sender, gatekeepers);
  await count(arrival, gatekeepers, policy, principal);
  if (isMisled(sender) && !isSafe)
    throw new Failure('FORBIDDEN', 'a page of another site may not do this');
  if (!principal) throw new Failure('UNAUTHENTICATED', 'an access token or a session is needed');
  if (!isAcceptable(sender.headers.accept)) {
    throw new Failure('BAD_INPUT', 'only application/json can be answered', {
      reason: reasons.notAcceptable,
    });
  }
  return principal;
}

/** What is no endpoint is counted too, all of it together. */
export async function notice(
  arrival: Arrival,
  gatekeepers: Gatekeepers,
  policy: CallPolicy,
): Promise<void> {
  await count(arrival, gatekeepers, policy, await findAccount(arrival.sender, gatekeepers));
}

/** What a caller sent on purpose wins. */
const isBySession = (sender: Sender): boolean =>
  sender.headers.authorization === undefined && readSession(sender) !== undefined;

/** Whether a page of another site may have made a browser call with its session. */
const isMisled = (sender: Sender): boolean => sender.isForeign && isBySession(sender);

async function findAccount(
  sender: Sender,
  { identity }: Gatekeepers,
): Promise<Principal | undefined> {
  const token = isBySession(sender) ? readSession(sender) : readBearer(sender);
  if (token === undefined || isMisled(sender)) return undefined;
  try {
    return await identity.verifyAccessToken(token, sender);
  } catch (error) {
    // A stranger is counted before being refused.
    if (error instanceof Failure && error.code === 'UNAUTHENTICATED') return undefined;
    throw error;
  }
}

async function count(
  { route, sender: { ip }, setHeader }: Arrival,
  { rateLimiter }: Gatekeepers,
  policy: CallPolicy,
  principal: Principal | undefined,
): Promise<void> {
  // With a slash at its end it is the same endpoint.
  const group = route?.replace(/\/$/, '') ?? 'elsewhere';
  const call = { viewer: principal?.viewer, ip, group };
  const { isAllowed, headers } = await countCall(rateLimiter, policy, call);
  for (const [name, value] of Object.entries(headers)) setHeader(name, value);
  if (isAllowed) return;
  throw new Failure('RATE_LIMITED', `rate limit exceeded: ${policy.limit} per 1 minute`, {
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
