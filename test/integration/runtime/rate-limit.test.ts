import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { createRateLimiter } from '@tributary/runtime/rate-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NatsServer, startNats } from '../../nats.ts';

let nats: NatsServer;
let one: Bus;
let other: Bus;
beforeAll(async () => {
  nats = await startNats();
  const identities = createIdentities('a secret that is at least 32 characters long');
  const options = { servers: [nats.url], identities, log: silentLog };
  one = await connectBus({ ...options, name: 'one' });
  other = await connectBus({ ...options, name: 'other' });
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

const rate = { limit: 5, windowMs: 60_000 };

test('calls are counted down, then refused, by key', async () => {
  const limiter = createRateLimiter({ bus: one });
  const now = Date.now();

  const decisions = [];
  for (let call = 0; call < 7; call++) decisions.push(await limiter.take('a key', rate));

  expect(decisions.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
    ...[4, 3, 2, 1, 0].map((remaining) => [true, remaining]),
    [false, 0],
    [false, 0],
  ]);
  const refused = decisions[6];
  expect(refused?.retryAfter).toBe(60);
  expect((refused?.resetAt ?? 0) * 1000 - now).toBeGreaterThan(59_000);
  expect(await limiter.take('another key', rate)).toMatchObject({ allowed: true, remaining: 4 });
});

test('gateways share a limit exactly, however many calls come at once', async () => {
  const limiters = [createRateLimiter({ bus: one }), createRateLimiter({ bus: other })];
  const exact = { limit: 40, windowMs: 60_000 };

  const decisions = await Promise.all(
    Array.from({ length: 100 }, (_, index) => limiters[index % 2]?.take('shared', exact)),
  );

  expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(40);
});

test('the window slides, and refused calls are not counted', async () => {
  const limiter = createRateLimiter({ bus: one });
  const short = { limit: 2, windowMs: 300 };
  const take = async () => (await limiter.take('sliding', short)).allowed;

  const first = [await take(), await take(), await take(), await take()];
  await pause(320);
  const second = [await take(), await take(), await take()];

  expect(first).toEqual([true, true, false, false]);
  expect(second).toEqual([true, true, false]);
});

test('a limit of 0 is none', async () => {
  const limiter = createRateLimiter({ bus: one });

  const decision = await limiter.take('free', { limit: 0, windowMs: 1000 });

  expect(decision).toMatchObject({ allowed: true, retryAfter: 0 });
});

test('while NATS is away calls pass, and are limited again when it is back', async () => {
  const limiter = createRateLimiter({ bus: one });
  const single = { limit: 1, windowMs: 60_000 };
  await nats.kill();

  const away = [await limiter.take('away', single), await limiter.take('away', single)];
  await nats.start();
  await one.link.whenUp(Date.now() + 10_000);

  expect(away.map(({ allowed }) => allowed)).toEqual([true, true]);
  await expect
    .poll(
      async () => {
        await limiter.take('back', single);
        return (await limiter.take('back', single)).allowed;
      },
      { timeout: 10_000 },
    )
    .toBe(false);
});
