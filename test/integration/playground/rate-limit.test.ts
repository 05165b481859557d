import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ RATE_LIMIT_PLAYGROUND: '5' });
});
afterAll(() => stack[Symbol.asyncDispose]());

test('each endpoint allows so many calls a minute to each account', async () => {
  const ada = await stack.signUp('ada');
  const eve = await stack.signUp('eve');
  const limits = ({ status, headers }: Response) => [
    status,
    ...['limit', 'remaining'].map((name) => headers.get(`x-ratelimit-${name}`)),
  ];

  const allowed = [];
  // With the slash it is the same endpoint.
  for (const path of ['/api/workflows', '/api/workflows/', '/api/workflows', '/api/workflows']) {
    allowed.push(limits(await ada.fetch(path)));
  }
  const last = await ada.fetch('/api/workflows');
  const refused = await ada.fetch('/api/workflows/');
  const other = await ada.fetch('/api/workflows/wf_none/status');
  const others = await eve.fetch('/api/workflows');

  expect(allowed).toEqual(['4', '3', '2', '1'].map((left) => [200, '5', left]));
  expect(limits(last)).toEqual([200, '5', '0']);
  expect(limits(refused)).toEqual([429, '5', '0']);
  expect(await refused.json()).toEqual({ detail: 'rate limit exceeded: 5 per 1 minute' });
  const seconds = Number(refused.headers.get('retry-after'));
  expect([seconds >= 1, seconds <= 60]).toEqual([true, true]);
  const reset = Number(refused.headers.get('x-ratelimit-reset'));
  expect(Math.abs(reset - Date.now() / 1000 - seconds)).toBeLessThan(3);
  expect([limits(other), limits(others)]).toEqual([
    [404, '5', '4'],
    [200, '5', '4'],
  ]);
});

test('strangers are counted by their address, before they are told to sign in', async () => {
  const statuses = [];
  for (let call = 0; call < 6; call++) {
    statuses.push((await stack.anonymous.fetch('/api/workflows')).status);
  }

  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});
