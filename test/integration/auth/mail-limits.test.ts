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
    const guessing = limits.guardCode('reset', email, wrongCode);
    await expect(guessing).rejects.toMatchObject({ reason: 'email_code_error' });
  }

  await expect(limits.guardCode('reset', email, async () => 'right')).rejects.toMatchObject({
    ...refusedAs('email_password_reset_limit'),
    message: expect.stringMatching(/^too many wrong codes: try again in \d{5} s$/),
  });
});

test('a right code clears the wrong ones, and other failures are none', async () => {
  const limits = createMailLimits({ limiter, perMinute: 50 });
  const email = `${newId()}@example.com`;
  for (let n = 0; n < 5; n++) await limits.guardCode('reset', email, wrongCode).catch(() => {});
  const expired = () => Promise.reject(new Failure('UNAUTHENTICATED', 'the token has expired'));

  await limits.guardCode('reset', email, expired).catch(() => {});
  const right = await limits.guardCode('reset', email, async () => 'right');
  for (let n = 0; n < 5; n++) await limits.guardCode('reset', email, wrongCode).catch(() => {});
  const again = await limits.guardCode('reset', email, async () => 'right');

  expect([right, again]).toEqual(['right', 'right']);
});

test('a network of IPv6 is one caller, and so are all from nowhere', async () => {
  const limits = createMailLimits({ limiter, perMinute: 1 });
  await limits.takeFrom('2001:db8:5:5::1');
  await limits.takeFrom(undefined);

  const refused = refusedAs('another_reason');
  const again = limits.takeFrom('2001:db8:5:5:ffff::2', 'another_reason');
  await expect(again).rejects.toMatchObject(refused);
  await expect(limits.takeFrom(undefined, 'another_reason')).rejects.toMatchObject(refused);
});

test('an address has twenty wrong login codes a day, apart from those for a reset', async () => {
  const limits = createMailLimits({ limiter, perMinute: 50 });
  const email = `${newId()}@example.com`;
  for (let n = 0; n < 6; n++) await limits.guardCode('reset', email, wrongCode).catch(() => {});
  for (let n = 0; n < 20; n++) {
    const guessing = limits.guardCode('login', email, wrongCode);
    await expect(guessing).rejects.toMatchObject({ reason: 'email_code_error' });
  }

  const next = limits.guardCode('login', email.toUpperCase(), async () => 'right');

  const reason = 'email_code_login_rate_limit_exceeded';
  await expect(next).rejects.toMatchObject(refusedAs(reason));
});

test('switched off, mails are not limited, and wrong codes are all the same', async () => {
  const limits = createMailLimits({ limiter, perMinute: 0 });
  const email = `${newId()}@example.com`;

  for (let n = 0; n < 8; n++) {
    await limits.takeFrom('192.0.2.4');
    await limits.takeTo('reset', email);
  }
  for (let n = 0; n < 6; n++) await limits.guardCode('reset', email, wrongCode).catch(() => {});

  const next = limits.guardCode('reset', email, async () => 'right');
  await expect(next).rejects.toMatchObject(refusedAs('email_password_reset_limit'));
});
