import { type EventLog, openEventLog } from '@tributary/runtime/event-log';
import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import {
  type Credentials,
  createApp,
  emailOf,
  listAudit,
  password,
  signIn,
  signUp,
  toViewer,
} from './world.ts';

let services: Services;
let events: EventLog;
beforeAll(async () => {
  services = await startServices(['auth']);
  events = await openEventLog(services.bus);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const newPassword = 'another h0rse';
const changeMutation = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { accessToken refreshToken }
}`;
const requestMutation = `mutation ($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { token }
}`;
const resetMutation =
  'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { email } }';
const setMutation =
  'mutation ($input: SetPasswordInput!) { setPassword(input: $input) { account { id } } }';
const refreshMutation = `mutation ($input: RefreshSignInInput!) {
  refreshSignIn(input: $input) { accessToken }
}`;

const change = async (viewer: Viewer, currentPassword = password, next = newPassword) => {
  const input = { currentPassword, newPassword: next };
  return (
    await services.ask<{ changePassword: Credentials }>(viewer, 'auth', changeMutation, { input })
  ).changePassword;
};

const requestReset = async (email: string, language?: string): Promise<string> =>
  (
    await services.ask<{ requestPasswordReset: { token: string } }>(
      anonymous,
      'auth',
      requestMutation,
      { input: { email, language } },
    )
  ).requestPasswordReset.token;

const reset = (token: string, code: string, next = newPassword) =>
  services.ask(anonymous, 'auth', resetMutation, { input: { token, code, newPassword: next } });

const isOpen = ({ refreshToken }: Credentials): Promise<boolean> =>
  services.ask(anonymous, 'auth', refreshMutation, { input: { refreshToken } }).then(
    () => true,
    () => false,
  );

const announcedFor = async (id: string | undefined) =>
  (await events.list(`event.access.${id}`)).map(({ data }) => data);

const reasonOf = (resetting: Promise<unknown>): Promise<string | undefined> =>
  resetting.then(
    () => 'none',
    (error) => error.reason,
  );

const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

test('a new password ends all sign-ins but the one that it is set with', async () => {
  const ada = await signUp(services, 'ada');
  const other = await signIn(services, ada);

  const renewed = await change(ada.viewer);

  expect(toViewer(renewed.accessToken)).toEqual(ada.viewer);
  const otherId = other.viewer.signInId;
  expect(await announcedFor(otherId)).toEqual([{ kind: 'signIn', id: otherId }]);
  const { id } = ada.viewer;
  expect(await announcedFor(id)).toEqual([{ kind: 'account', id, epoch: 0 }]);
  expect(await Promise.all([other, renewed].map(isOpen))).toEqual([false, true]);
  await expect(signIn(services, ada)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await signIn(services, { email: ada.email, password: newPassword });
  const party = { kind: 'account', id: ada.viewer.id, name: ada.email };
  expect(await listAudit(services, ada)).toEqual([
    { action: 'account.password.change', actor: party, target: party, details: {} },
  ]);
});

test.each([
  ['wrong passw0rd', newPassword, 'FORBIDDEN', 'currentPassword is wrong'],
  [password, 'short1', 'BAD_INPUT', 'newPassword needs 8 to 128 characters'],
  [password, 'no digits here', 'BAD_INPUT', 'newPassword needs a letter and a digit'],
])('with %j, %j is refused as a new password', async (current, next, code, message) => {
  const ada = await signUp(services, 'ada');

  await expect(change(ada.viewer, current, next)).rejects.toMatchObject({ code, message });
});

test('of two changes at once one is too late', async () => {
  const ada = await signUp(services, 'ada');

  const results = await Promise.allSettled([
    change(ada.viewer, password, 'first h0rse'),
    change(ada.viewer, password, 'second h0rse'),
  ]);

  const failures = results.flatMap((one) => (one.status === 'rejected' ? one.reason : []));
  expect(failures).toMatchObject([
    { code: 'CONFLICT', message: 'the password was changed meanwhile' },
  ]);
});

test('only an account has a password to change', async () => {
  const ada = await signUp(services, 'ada');
  const app = await createApp(services, ada.viewer);

  for (const [viewer, code] of [
    [anonymous, 'UNAUTHENTICATED'],
    [app.viewer, 'FORBIDDEN'],
    [asOperator(), 'FORBIDDEN'],
  ] as const) {
    await expect(change(viewer)).rejects.toMatchObject({ code });
  }
});

test('a mailed code sets a new password once, and voids all that was signed in', async () => {
  const ada = await signUp(services, 'ada');
  const { id } = ada.viewer;

  const token = await requestReset(ada.email.toUpperCase());
  const { code, subject } = await newestMail(services.dataDir, ada.email);
  const data = await reset(token, code);

  expect(data).toEqual({ resetPassword: { email: ada.email } });
  expect(subject).toMatch(/password/);
  expect(await isOpen(ada)).toBe(false);
  expect(await announcedFor(id)).toEqual([{ kind: 'account', id, epoch: 1 }]);
  const again = await signIn(services, { email: ada.email, password: newPassword });
  expect(decodeJwt(again.accessToken).epoch).toBe(1);
  expect(await reasonOf(reset(token, code))).toBe('invalid_or_expired_token');
  const party = { kind: 'account', id, name: ada.email };
  expect(await listAudit(services, again)).toEqual([
    { action: 'account.password.reset', actor: party, target: party, details: {} },
  ]);
});

test('a mail is in the language that is asked for', async () => {
  const ada = await signUp(services, 'ada');

  await requestReset(ada.email, 'ZH_HANS');

  const { subject } = await newestMail(services.dataDir, ada.email);
  expect(subject).toMatch(/\p{Script=Han}/u);
});

test('a bad new password is told before the code is looked at', async () => {
  const message = 'newPassword needs 8 to 128 characters';

  const resetting = reset('unknown', '000000', 'short1');

  await expect(resetting).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('whoever guesses codes is told the same whether there is an account, also too often', async () => {
  const { email } = await signUp(services, 'ada');
  const [known, unknown] = await Promise.all(
    [email, emailOf('nobody')].map((one) => requestReset(one)),
  );
  const { code } = await newestMail(services.dataDir, email);

  const told: (string | undefined)[][] = [];
  for (const token of [known ?? '', unknown ?? '']) {
    const reasons = [];
    for (let n = 0; n < 7; n++) reasons.push(await reasonOf(reset(token, otherThan(code))));
    told.push(reasons);
  }

  const expected = [...Array(6).fill('email_code_error'), 'email_password_reset_limit'];
  expect(told).toEqual([expected, expected]);
  expect(await reasonOf(reset(known ?? '', code))).toBe('email_password_reset_limit');
});

test('an address gets one reset mail a minute, whether it has an account or not', async () => {
  const { email } = await signUp(services, 'ada');

  for (const address of [email, emailOf('nobody')]) {
    await requestReset(address);
    await expect(requestReset(address)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      reason: 'password_reset_rate_limit_exceeded',
    });
  }
});

test('one caller may ask for fifty reset mails a minute', async () => {
  const viewer = { ...anonymous, ip: '192.0.2.50' };
  const request = () =>
    services.ask(viewer, 'auth', requestMutation, { input: { email: emailOf('nobody') } });
  for (let n = 0; n < 50; n++) await request();

  await expect(request()).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    reason: 'email_send_ip_limit',
  });
});

test('an operator sets a password, which voids all that was signed in', async () => {
  const ada = await signUp(services, 'ada');
  const { id } = ada.viewer;
  const input = { email: ada.email.toUpperCase(), password: newPassword };

  const data = await services.ask(asOperator(), 'auth', setMutation, { input });

  expect(data).toEqual({ setPassword: { account: { id } } });
  expect(await isOpen(ada)).toBe(false);
  expect(await announcedFor(id)).toEqual([{ kind: 'account', id, epoch: 1 }]);
  await signIn(services, { email: ada.email, password: newPassword });
  expect((await listAudit(services, ada)).map(({ actor }) => actor)).toEqual([
    { kind: 'operator', id: 'operator', name: null },
  ]);
});

test('only an operator sets the password of somebody, and of nobody who does not exist', async () => {
  const ada = await signUp(services, 'ada');
  const set = (viewer: Viewer, email: string) =>
    services.ask(viewer, 'auth', setMutation, { input: { email, password: newPassword } });

  for (const viewer of [ada.viewer, anonymous]) {
    await expect(set(viewer, ada.email)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  const unknown = set(asOperator(), emailOf('nobody'));
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('no password, token or code is logged or told', async () => {
  const ada = await signUp(services, 'ada');
  const token = await requestReset(ada.email);
  const { code } = await newestMail(services.dataDir, ada.email);
  await reset(token, code);

  const logged = services.output.join('\n');

  for (const secret of [password, newPassword, token, `"${code}"`]) {
    expect(logged).not.toContain(secret);
  }
});
