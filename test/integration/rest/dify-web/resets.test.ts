import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import { newestMail } from '../../../outbox.ts';
import { type Person, password } from '../../../person.ts';
import {
  encoded,
  moveAway,
  openPage,
  type Page,
  refused,
  success,
  tokenOf,
  told,
} from './world.ts';

/** Reset mails a minute that one address may ask for. */
const mailsMax = 4;
const newPassword = 'another horse 2';

let entrance: Entrance;

beforeAll(async () => {
  entrance = await startEntrance({ variables: { RATE_LIMIT_LOGIN: String(mailsMax) } });
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

const steps = { ask: '/forgot-password', verify: '/forgot-password/validity' } as const;
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

/** Asks for a reset, and reads the mail. */
async function ask(page: Page, { email }: Person) {
  const token = await tokenOf(page.post(steps.ask, { email }));
  const { code } = await newestMail(entrance.dataDir, email);
  return { email, code, token };
}

/** Proves to be the reader of the mail. */
async function prove(page: Page, person: Person): Promise<string> {
  return tokenOf(page.post(steps.verify, await ask(page, person)));
}

const reset = (page: Page, body: object) =>
  told(
    page.post('/forgot-password/resets', {
      ...{ new_password: newPassword, password_confirm: newPassword },
      ...body,
    }),
  );

test('a password is reset in three steps, each of which works once', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const given = await ask(page, bob);

  const upper = { ...given, email: bob.email.toUpperCase() };
  const { status, body } = await page.post(steps.verify, upper);
  const { token } = body as { token: string };
  const again = await told(page.post(steps.verify, given));
  const done = await reset(page, { token });
  const late = await reset(page, { token });
  const login = (secret: string) =>
    told(page.post('/login', { email: bob.email, password: encoded(secret) }));

  expect([status, body]).toEqual([
    200,
    { is_valid: true, email: bob.email, token: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ]);
  expect(token).not.toBe(given.token);
  expect(again).toEqual(refused(401, 'invalid_or_expired_token'));
  expect(done).toEqual([200, { result: 'success' }]);
  expect(late).toEqual(refused(401, 'invalid_or_expired_token'));
  expect(await login(newPassword)).toEqual(success({ access_token: expect.any(String) }));
  expect(await login(password)).toEqual(refused(401, 'authentication_failed'));
});

test('a reset mail is refused as documented', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const attempt = (body: unknown) => told(page.post(steps.ask, body));

  expect(await attempt({})).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await attempt({ email: 'bob' })).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await attempt({ email: 'nobody@example.com' })).toEqual(refused(404, 'account_not_found'));
  expect(await attempt({ email: bob.email })).toEqual(success(expect.any(String)));
  const { status, body, headers } = await page.post(steps.ask, { email: bob.email });
  expect([status, body]).toEqual(refused(429, 'password_reset_rate_limit_exceeded'));
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(30);
});

test('an address that asks for too many mails waits a minute, then an hour', async () => {
  const page = openPage(entrance);
  const attempt = () => page.post(steps.ask, { email: 'nobody@example.com' });
  const allowed = [];
  for (let mail = 1; mail <= mailsMax; mail++) allowed.push((await attempt()).status);

  const first = await attempt();
  const refusals = [];
  for (let call = 1; call <= 10; call++) refusals.push(await attempt());
  const last = refusals.at(-1);

  expect(allowed).toEqual(Array(mailsMax).fill(404));
  expect([first.status, first.body]).toEqual(refused(429, 'email_send_ip_limit'));
  expect(Number(first.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect([last?.status, last?.body]).toEqual(refused(429, 'email_send_ip_limit'));
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(3000);
  expect((await openPage(entrance).post(steps.ask, { email: 'nobody@example.com' })).status).toBe(
    404,
  );
});

test('a code is checked as documented', async () => {
  const page = openPage(entrance);
  const [bob, eve] = [await entrance.signUp('bob'), await entrance.signUp('eve')];
  const given = await ask(page, bob);
  const attempt = (body: object) => told(page.post(steps.verify, { ...given, ...body }));

  for (const field of ['email', 'code', 'token']) {
    expect(await attempt({ [field]: undefined })).toEqual(refused(400, 'invalid_param', field));
  }
  expect(await attempt({ token: 'nonsense' })).toEqual(refused(401, 'invalid_or_expired_token'));
  expect(await attempt({ email: eve.email })).toEqual(refused(400, 'invalid_email'));
  expect(await attempt({ code: encoded(given.code) })).toEqual(refused(400, 'email_code_error'));
  expect(await attempt({ code: wrongOf(given.code) })).toEqual(refused(400, 'email_code_error'));
  expect((await attempt({}))[0]).toBe(200);
});

test('after too many wrong codes, not even the right one counts', async () => {
  const page = openPage(entrance);
  const given = await ask(page, await entrance.signUp('bob'));
  const wrong = { ...given, code: wrongOf(given.code) };
  for (let guess = 1; guess <= 6; guess++) {
    expect(await told(page.post(steps.verify, wrong))).toEqual(refused(400, 'email_code_error'));
  }

  expect(await told(page.post(steps.verify, given))).toEqual(
    refused(429, 'email_password_reset_limit'),
  );
});

test('a new password is refused as documented', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const given = await ask(page, bob);
  const { token } = (await page.post(steps.verify, given)).body as { token: string };
  const both = (text: string) => ({ new_password: text, password_confirm: text });

  for (const field of ['token', 'new_password', 'password_confirm']) {
    expect(await reset(page, { token, [field]: undefined })).toEqual(
      refused(400, 'invalid_param', field),
    );
  }
  for (const weak of ['short1', 'nodigits', '12345678', `${'x'.repeat(128)}1`]) {
    expect(await reset(page, { token, ...both(weak) })).toEqual(
      refused(400, 'invalid_param', 'new_password'),
    );
  }
  expect(await reset(page, { token, password_confirm: `${newPassword}3` })).toEqual(
    refused(400, 'password_mismatch'),
  );
  for (const bad of [given.token, 'nonsense', '']) {
    expect(await reset(page, { token: bad })).toEqual(refused(401, 'invalid_or_expired_token'));
  }
  expect(await reset(page, { token })).toEqual([200, { result: 'success' }]);
});

test('who has another address by now resets nothing with the old one', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const token = await prove(page, bob);
  await moveAway(entrance, bob);

  expect(await reset(page, { token })).toEqual(refused(404, 'account_not_found'));
});
