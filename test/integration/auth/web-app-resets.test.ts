import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import { newIp } from './guesses.ts';
import { readAuditLog } from './team.ts';
import { act, changeEmail, listAccessEvents, loginToWebApps } from './web-world.ts';
import { emailOf, signIn, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth'], { RATE_LIMIT_LOGIN: '4' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const newPassword = 'battery stap1e';
const dead = { code: 'UNAUTHENTICATED', reason: 'invalid_or_expired_token' };
const wrongCode = { code: 'BAD_INPUT', reason: 'email_code_error' };
const noAccount = { code: 'NOT_FOUND', reason: 'account_not_found' };

/** Each test asks from a network of its own. */
const from = (ip: string): Viewer => ({ ...anonymous, ip });
const sendCode = (input: object, viewer = from(newIp())) =>
  act<{ token: string }>(services, viewer, 'sendWebAppResetCode', { ...input });
const verify = (input: object) =>
  act<{ email: string; token: string }>(services, anonymous, 'verifyWebAppResetCode', {
    ...input,
  });
const reset = (input: object) =>
  act(services, anonymous, 'resetWebAppPassword', {
    ...{ newPassword, passwordConfirm: newPassword },
    ...input,
  });

const other = (code: string) => (code === '000000' ? '000001' : '000000');

async function askForCode(email: string) {
  const { token } = await sendCode({ email });
  const { code } = await newestMail(services.dataDir, email);
  return { email, token, code };
}

test('a mailed code gives the right to set a new password, which ends every sign-in', async () => {
  const { email, viewer } = await signUp(services, 'ada');
  const given = await askForCode(email);

  const granted = await verify({ ...given, email: email.toUpperCase() });
  const done = await reset({ token: granted.token });

  expect([granted.email, done]).toEqual([email, { email }]);
  expect(granted.token).not.toBe(given.token);
  await expect(loginToWebApps(services, email)).rejects.toMatchObject({
    reason: 'authentication_failed',
  });
  await signIn(services, { email, password: newPassword });
  const event = { kind: 'account', id: viewer.id, epoch: 1 };
  await expect.poll(() => listAccessEvents(services, viewer.id)).toEqual([event]);
  const account = `account ${email}`;
  expect(await readAuditLog(services, viewer.organizationId ?? '')).toEqual([
    { action: 'account.password.reset', actor: account, target: account, details: {} },
  ]);
});

test('each token of a reset is good for one step, once', async () => {
  const { email } = await signUp(services, 'ada');
  const given = await askForCode(email);

  await expect(reset({ token: given.token })).rejects.toMatchObject(dead);
  const { token } = await verify(given);
  await expect(verify(given)).rejects.toMatchObject(dead);
  await expect(verify({ ...given, token })).rejects.toMatchObject(dead);
  const results = await Promise.allSettled([reset({ token }), reset({ token })]);

  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(reset({ token })).rejects.toMatchObject(dead);
});

test('what is wrong with a request for a code is told in the documented order', async () => {
  const { email } = await signUp(services, 'ada');
  const unknown = emailOf('nobody');
  const [viewer, elsewhere] = [from('203.0.113.7'), from('203.0.113.8')];
  const tooMany = { code: 'RATE_LIMITED', reason: 'email_send_ip_limit' };
  const tooSoon = { code: 'RATE_LIMITED', reason: 'password_reset_rate_limit_exceeded' };

  await sendCode({ email }, viewer);
  await expect(sendCode({ email }, viewer)).rejects.toMatchObject(tooSoon);
  await expect(sendCode({ email: unknown }, viewer)).rejects.toMatchObject(noAccount);
  await expect(sendCode({ email: unknown }, viewer)).rejects.toMatchObject(noAccount);
  await expect(sendCode({ email: unknown }, viewer)).rejects.toMatchObject(tooMany);
  await expect(sendCode({ email: 'nobody' }, viewer)).rejects.toMatchObject({
    ...{ code: 'BAD_INPUT', reason: undefined },
  });
  await expect(sendCode({ email: unknown }, elsewhere)).rejects.toMatchObject(noAccount);
});

test('an address of the net that goes on after many refusals is frozen', async () => {
  const viewer = from('203.0.113.9');
  const ask = () =>
    sendCode({ email: emailOf('nobody') }, viewer).catch(
      ({ reason }: { reason: string }) => reason,
    );

  const answers = [];
  for (let count = 0; count < 16; count++) answers.push(await ask());
  const asking = sendCode({ email: emailOf('nobody') }, viewer);

  expect(answers.slice(0, 4)).toEqual(Array(4).fill('account_not_found'));
  expect(answers.slice(4)).toEqual(Array(12).fill('email_send_ip_limit'));
  await expect(asking).rejects.toMatchObject({ message: expect.stringMatching(/in 3\d{3} s$/) });
});

test('what is wrong with a code is told in the documented order', async () => {
  const [{ email }, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const given = await askForCode(email);
  const code = other(given.code);
  const wrongEmail = { code: 'BAD_INPUT', reason: 'invalid_email' };

  const unknown = { email: eve.email, code, token: 'unknown' };
  await expect(verify(unknown)).rejects.toMatchObject(dead);
  await expect(verify({ ...given, email: eve.email, code })).rejects.toMatchObject(wrongEmail);
  await expect(verify({ ...given, email: 'nobody', code })).rejects.toMatchObject(wrongEmail);
  await expect(verify({ ...given, code })).rejects.toMatchObject(wrongCode);
  await verify(given);
});

test('more than five wrong codes in a day are too many for an address, however it is asked', async () => {
  const { email } = await signUp(services, 'ada');
  const given = await askForCode(email);
  const code = other(given.code);
  const tooMany = { code: 'RATE_LIMITED', reason: 'email_password_reset_limit' };

  for (let count = 0; count < 6; count++) {
    await expect(verify({ ...given, code })).rejects.toMatchObject(wrongCode);
  }

  await expect(verify(given)).rejects.toMatchObject(tooMany);
  await expect(verify({ ...given, token: 'unknown' })).rejects.toMatchObject(tooMany);
  const input = { token: given.token, code: given.code, newPassword };
  const mutation =
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { email } }';
  const resetting = services.ask(anonymous, 'auth', mutation, { input });
  await expect(resetting).rejects.toMatchObject(tooMany);
});

test('a right code clears the wrong ones', async () => {
  const { email } = await signUp(services, 'ada');
  const given = await askForCode(email);
  const code = other(given.code);
  for (let count = 0; count < 5; count++) {
    await expect(verify({ ...given, code })).rejects.toMatchObject(wrongCode);
  }

  await verify(given);

  for (let count = 0; count < 7; count++) {
    await expect(verify({ ...given, code })).rejects.toMatchObject(dead);
  }
});

test('what is wrong with a new password is told in the documented order', async () => {
  const { email } = await signUp(services, 'ada');
  const { token } = await verify(await askForCode(email));
  const short = { newPassword: 'short1', passwordConfirm: 'other' };

  await expect(reset({ token: 'unknown', ...short })).rejects.toMatchObject({
    ...{ code: 'BAD_INPUT', reason: undefined },
    message: 'newPassword needs 8 to 128 characters',
  });
  const passwordConfirm = 'battery stap1es';
  await expect(reset({ token: 'unknown', passwordConfirm })).rejects.toMatchObject({
    ...{ code: 'BAD_INPUT', reason: 'password_mismatch' },
  });
  await expect(reset({ token: 'unknown' })).rejects.toMatchObject(dead);
  await reset({ token });
});

test('the right to reset is void once the account has another address', async () => {
  const ada = await signUp(services, 'ada');
  const { token } = await verify(await askForCode(ada.email));
  await changeEmail(services, ada, emailOf('ada'));

  await expect(reset({ token })).rejects.toMatchObject(noAccount);
});
