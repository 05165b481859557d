import { createMailLimits } from '@tributary/auth/mail-limits';
import { Failure } from '@tributary/runtime/failure';
import { anonymous } from '@tributary/runtime/identity';
import { createRateLimiter } from '@tributary/runtime/rate-limit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail, readOutbox } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import { act as actOnTeam, createTeam } from './team.ts';
import { act, changeEmail } from './web-world.ts';
import { emailOf, password, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth'], { ACCESS_TOKEN_MINUTES: '30' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

interface Login {
  accessToken: string;
}

const login = (input: object) =>
  act<Login>(services, anonymous, 'loginToWebApps', { password, ...input });
const sendCode = ({ email, ...input }: { email: string; language?: string }) =>
  act<{ token: string }>(services, anonymous, 'sendWebAppLoginCode', { email, ...input });
const loginWithCode = (input: object) =>
  act<Login>(services, anonymous, 'loginToWebAppsWithCode', { ...input });

const noAccount = { code: 'NOT_FOUND', reason: 'account_not_found' };
const wrongPassword = { code: 'UNAUTHENTICATED', reason: 'authentication_failed' };
const wrongCode = { code: 'BAD_INPUT', reason: 'email_code_error' };
const deadToken = { code: 'UNAUTHENTICATED', reason: 'invalid_or_expired_token' };
const invalid = { code: 'BAD_INPUT', reason: undefined };

/** A code that is not that one. */
const other = (code: string) => (code === '000000' ? '000001' : '000000');

/** Counts as the service does, for codes of earlier mails. */
function openCodeLimits({ bus }: Services) {
  const dayMs = 86_400_000;
  const bucket = { bucket: 'attempts', windowMsMax: dayMs, isDurable: true };
  return createMailLimits({ limiter: createRateLimiter({ bus, ...bucket }), perMinute: 50 });
}

async function createBanned() {
  const { owner, member } = await createTeam(services);
  const accountId = member.viewer.id;
  await actOnTeam(services, owner.viewer, 'banAccount', { accountId });
  return { owner, member };
}

test('a login token names the account and lives as long as 24 access tokens', async () => {
  const { email, viewer } = await signUp(services, 'ada');

  const { accessToken } = await login({ email: ` ${email.toUpperCase()} ` });

  const { iat = 0, ...claims } = decodeJwt(accessToken);
  expect(claims).toEqual({
    ...{ sub: 'Web API Passport', user_id: viewer.id, session_id: email },
    ...{ token_source: 'webapp_login_token', auth_type: 'internal', password_version: 0 },
    exp: iat + 24 * 30 * 60,
  });
});

test('what is wrong with a login is told in the documented order', async () => {
  const { email } = await signUp(services, 'ada');
  const { member } = await createBanned();
  const unknown = emailOf('nobody');

  await expect(login({ email: 'nobody', password: 'short' })).rejects.toMatchObject({
    ...{ ...invalid, message: 'email is not an address' },
  });
  await expect(login({ email: unknown, password: 'short' })).rejects.toMatchObject({
    ...{ ...invalid, message: 'password needs 8 to 128 characters' },
  });
  await expect(login({ email: unknown })).rejects.toMatchObject(noAccount);
  const banned = { code: 'FORBIDDEN', reason: 'account_banned' };
  await expect(login({ email: member.email, password: 'wrong passw0rd' })).rejects.toMatchObject(
    banned,
  );
  await expect(login({ email, password: 'wrong passw0rd' })).rejects.toMatchObject(wrongPassword);
});

test('wrong passwords slow an account down here and for signing in together', async () => {
  const { email } = await signUp(services, 'ada');
  const wrong = { email, password: 'wrong passw0rd' };
  const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { expiresAt } }';
  for (let count = 0; count < 3; count++) {
    await expect(login(wrong)).rejects.toMatchObject(wrongPassword);
    const signing = services.ask(anonymous, 'auth', signIn, { input: wrong });
    await expect(signing).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }

  const begin = performance.now();
  await login({ email });
  const slowMs = performance.now() - begin;
  const again = performance.now();
  await login({ email });

  expect(slowMs).toBeGreaterThan(1000);
  expect(performance.now() - again).toBeLessThan(1000);
});

test('a mailed code signs in once, in the language that was asked for', async () => {
  const { email, viewer } = await signUp(services, 'ada');

  const { token } = await sendCode({ email: email.toUpperCase(), language: 'ZH_HANS' });
  const mail = await newestMail(services.dataDir, email);
  const { code } = mail;
  const { accessToken } = await loginWithCode({ email: email.toUpperCase(), code, token });

  expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(mail.text).toMatch(/\p{Script=Han}/u);
  const claims = { user_id: viewer.id, token_source: 'webapp_login_token' };
  expect(decodeJwt(accessToken)).toMatchObject(claims);
  await expect(loginWithCode({ email, code, token })).rejects.toMatchObject(deadToken);
  expect(services.output.join('\n')).not.toContain(code);
});

test('what is wrong with a mailed code is told in the documented order', async () => {
  const [{ email }, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);

  const unknown = { email: eve.email, code: other(code), token: 'unknown' };
  await expect(loginWithCode(unknown)).rejects.toMatchObject(deadToken);
  const foreign = { email: eve.email, code: other(code), token };
  const wrongEmail = { code: 'BAD_INPUT', reason: 'invalid_email' };
  await expect(loginWithCode(foreign)).rejects.toMatchObject(wrongEmail);
  const wrong = { email, code: other(code), token };
  await expect(loginWithCode(wrong)).rejects.toMatchObject(wrongCode);
  await loginWithCode({ email, code, token });
});

test('a new code takes the place of the last, which dies', async () => {
  const { email } = await signUp(services, 'ada');
  const first = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);

  const second = await sendCode({ email });
  const mail = await newestMail(services.dataDir, email, 2);

  const old = loginWithCode({ email, code, token: first.token });
  await expect(old).rejects.toMatchObject(deadToken);
  await loginWithCode({ email, code: mail.code, token: second.token });
});

test('a code dies after five wrong tries', async () => {
  const { email } = await signUp(services, 'ada');
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);

  for (let count = 0; count < 5; count++) {
    const wrong = loginWithCode({ email, code: other(code), token });
    await expect(wrong).rejects.toMatchObject(wrongCode);
  }

  await expect(loginWithCode({ email, code, token })).rejects.toMatchObject(deadToken);
});

test('a code is mailed to accounts alone, and three times in five minutes', async () => {
  const { email } = await signUp(services, 'ada');
  const { member } = await createBanned();
  const tooMany = { code: 'RATE_LIMITED', reason: 'email_code_login_rate_limit_exceeded' };
  const banned = { code: 'UNAUTHENTICATED', reason: undefined };

  await expect(sendCode({ email: 'nobody' })).rejects.toMatchObject(invalid);
  await expect(sendCode({ email: emailOf('nobody') })).rejects.toMatchObject(noAccount);
  await expect(sendCode({ email: member.email })).rejects.toMatchObject(banned);
  for (let count = 0; count < 3; count++) await sendCode({ email });
  await expect(sendCode({ email })).rejects.toMatchObject(tooMany);
  await newestMail(services.dataDir, email, 3);
  expect(await readOutbox(services.dataDir, member.email)).toEqual([]);
});

test('a network may ask for so many codes, also of those who have no account', async () => {
  const viewer = { ...anonymous, ip: '192.0.2.77' };
  const ask = () => act(services, viewer, 'sendWebAppLoginCode', { email: emailOf('nobody') });
  for (let count = 0; count < 50; count++) await expect(ask()).rejects.toMatchObject(noAccount);

  const tooMany = { code: 'RATE_LIMITED', reason: 'email_code_login_rate_limit_exceeded' };
  await expect(ask()).rejects.toMatchObject(tooMany);
});

test('wrong codes are counted from one mail to the next', async () => {
  const { email } = await signUp(services, 'ada');
  const limits = openCodeLimits(services);
  const guess = () => Promise.reject(new Failure('BAD_INPUT', 'wrong', wrongCode));
  for (let count = 0; count < 19; count++)
    await limits.guardCode('login', email, guess).catch(() => {});
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);

  await expect(loginWithCode({ email, token, code: other(code) })).rejects.toMatchObject(wrongCode);

  const tooMany = { code: 'RATE_LIMITED', reason: 'email_code_login_rate_limit_exceeded' };
  await expect(loginWithCode({ email, token, code })).rejects.toMatchObject(tooMany);
});

test('a code is void for an account that was banned meanwhile', async () => {
  const { owner, member } = await createTeam(services);
  const { email } = member;
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);
  await actOnTeam(services, owner.viewer, 'banAccount', { accountId: member.viewer.id });

  const attempt = loginWithCode({ email, code, token });

  await expect(attempt).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: undefined });
});

test('a code proves nothing once the account has another address', async () => {
  const ada = await signUp(services, 'ada');
  const { token } = await sendCode({ email: ada.email });
  const { code } = await newestMail(services.dataDir, ada.email);
  await changeEmail(services, ada, emailOf('ada'));

  const attempt = loginWithCode({ email: ada.email, code, token });

  await expect(attempt).rejects.toMatchObject(noAccount);
});

test('signing in with a code makes the wrong passwords before it forgotten', async () => {
  const { email } = await signUp(services, 'ada');
  for (let count = 0; count < 5; count++) {
    const wrong = login({ email, password: 'wrong passw0rd' });
    await expect(wrong).rejects.toMatchObject(wrongPassword);
  }
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);

  await loginWithCode({ email, code, token });

  const begin = performance.now();
  await login({ email });
  expect(performance.now() - begin).toBeLessThan(1000);
});
