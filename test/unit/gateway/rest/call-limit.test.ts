import { countCall } from '@tributary/gateway/rest/call-limit';
import type { Viewer } from '@tributary/runtime/identity';
import type { RateDecision, RateLimiter } from '@tributary/runtime/rate-limit';
import { expect, test } from 'vitest';

const policy = { name: 'face', limit: 5, windowMs: 60_000 };
const ada: Viewer = { id: 'ada', kind: 'account', scopes: [] };
const call = { viewer: ada, ip: '192.0.2.1', group: 'GET /things' };

/** Decides always the same, and remembers what it was asked. */
function createLimiter(decision: Partial<RateDecision>) {
  const asked: unknown[] = [];
  const whole = { allowed: true, remaining: 4, resetAt: 1_800_000_000, retryAfter: 0, ...decision };
  const take: RateLimiter['take'] = async (...question) => {
    asked.push(question);
    return whole;
  };
  return { asked, limiter: { take } as RateLimiter };
}

test('a call that is allowed says how many are left', async () => {
  const { limiter, asked } = createLimiter({});

  expect(await countCall(limiter, policy, call)).toEqual({
    isAllowed: true,
    headers: {
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '4',
      'x-ratelimit-reset': '1800000000',
    },
  });
  expect(asked).toEqual([['face:account:ada:GET /things', { limit: 5, windowMs: 60_000 }]]);
});

test('a call that is not says when the next one is', async () => {
  const { limiter } = createLimiter({ allowed: false, remaining: 0, retryAfter: 17 });

  const { isAllowed, headers } = await countCall(limiter, policy, call);

  expect([isAllowed, headers['retry-after'], headers['x-ratelimit-remaining']]).toEqual([
    ...[false, '17', '0'],
  ]);
});

test('a stranger is counted by the network that the address belongs to', async () => {
  const { limiter, asked } = createLimiter({});

  for (const ip of ['192.0.2.1', '2001:db8:0:7::1', '2001:db8:0:7:8::9']) {
    await countCall(limiter, policy, { ...call, viewer: undefined, ip });
  }

  expect(asked).toMatchObject([
    ['face:ip:192.0.2.1:GET /things', {}],
    ['face:ip:2001:db8:0:7::/64:GET /things', {}],
    ['face:ip:2001:db8:0:7::/64:GET /things', {}],
  ]);
});

test('without a limit nothing is counted, and nothing told', async () => {
  const { limiter, asked } = createLimiter({});

  expect(await countCall(limiter, { ...policy, limit: 0 }, call)).toEqual({
    isAllowed: true,
    headers: {},
  });
  expect(asked).toEqual([]);
});
