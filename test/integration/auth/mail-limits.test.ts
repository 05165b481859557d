import { createMailLimits } from '@tributary/auth/mail-limits';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Guards, openGuards } from './guesses.ts';

let guards: Guards;
let limiter: RateLimiter;
beforeAll(async () => {
  guards = await openGuards();
  ({ limiter } = await guards.open());
});
afterAll(() => guards?.[Symbol.asyncDispose]());

const refusedAs = (reason?: string) => ({ code: 'RATE_LIMITED', reason });
const wrongCode = () =>
  Promise.reject(new Failure('BAD_INPUT', 'code is wrong', { reason: 'email_code_error' }));

test('a caller may ask for so many mails a minute', async () => {
  const limits = createMailLimits({ limiter, perMinute: 3 });

  for (let n = 0; n < 3; n++) await limits.takeFrom('192.0.2.1');

  await expect(limits.takeFrom('192.0.2.1')).rejects.toMatchObject({
    ...refusedAs('email_send_ip_limit'),
    message: expect.stringMatching(/^too many mails: try again in (59|60) s$/),
  });
  await limits.takeFrom('192.0.2.2');
  await limits.takeFrom(undefined);
});

test('a caller who goes on after ten refusals is refused for an hour', async () => {
  const limits = createMailLimits({ limiter, perMinute: 1 });
  const ip = '192.0.2.3';
  await limits.takeFrom(ip);
  for (let n = 0; n < 10; n++) await limits.takeFrom(ip).catch(() => {});

  await expect(limits.takeFrom(ip)).rejects.toMatchObject({
    ...refusedAs('email_send_ip_limit'),
    message: expect.stringMatching(/^too many mails: try again in (3599|3600) s$/),
  });
});

test.each([
  ['reset', 1, 'password_reset_rate_limit_exceeded'],
  ['login', 3, 'email_code_login_rate_limit_exceeded'],
  ['email-change', 1, undefined],
] as const)('of mails for a %s an address gets %i', async (mail, max, reason) => {
  const limits = createMailLimits({ limiter, perMinute: 50 });
  const to = `${newId()}@example.com`;

  for (let n = 0; n < max; n++) await limits.takeTo(mail, to);

  await expect(limits.takeTo(mail, to)).rejects.toMatchObject(refusedAs(reason));
});

test('after six wrong codes an address is asked for no more, until a day has passed', async () => {
  const limits = createMailLimits({ limiter, perMinute: 50 });
  const email = `${newId()}@example.com`;

  for (let n = 0; n < 6; n++) {
    const guessing = limits.guardCode(email, wrongCode);
    await expect(guessing).rejects.toMatchObject({ reason: 'email_code_error' });
  }

  await expect(limits.guardCode(email, async () => 'right')).rejects.toMatchObject({
    ...refusedAs('email_password_reset_limit'),
    message: expect.stringMatching(/^too many wrong codes: try again in \d{5} s$/),
  });
});

test('a right code clears the wrong ones, and other failures are none', async () => {
  const limits = createMailLimits({ limiter, perMinute: 50 });
  const email = `${newId()}@example.com`;
  for (let n = 0; n < 5; n++) await limits.guardCode(email, wrongCode).catch(() => {});
  const expired = () => Promise.reject(new Failure('UNAUTHENTICATED', 'the token has expired'));

  await limits.guardCode(email, expired).catch(() => {});
  const right = await limits.guardCode(email, async () => 'right');
  for (let n = 0; n < 5; n++) await limits.guardCode(email, wrongCode).catch(() => {});
  const again = await limits.guardCode(email, async () => 'right');

  expect([right, again]).toEqual(['right', 'right']);
});

test('switched off, nothing is limited', async () => {
  const limits = createMailLimits({ limiter, perMinute: 0 });

  for (let n = 0; n < 8; n++) {
    await limits.takeFrom('192.0.2.4');
    await limits.takeTo('reset', 'ada@example.com');
    await limits.guardCode('ada@example.com', wrongCode).catch(() => {});
  }

  expect(await limits.guardCode('ada@example.com', async () => 'right')).toBe('right');
});
