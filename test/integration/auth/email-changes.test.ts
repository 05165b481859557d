import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import { createApp, emailOf, listAudit, password, signIn, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const requestMutation = `mutation ($input: RequestEmailChangeInput!) {
  requestEmailChange(input: $input) { token }
}`;
const confirmMutation = `mutation ($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) { account { id email } }
}`;

const request = async (viewer: Viewer, email: string, given = password): Promise<string> =>
  (
    await services.ask<{ requestEmailChange: { token: string } }>(viewer, 'auth', requestMutation, {
      input: { email, password: given },
    })
  ).requestEmailChange.token;

const confirm = (viewer: Viewer, token: string, code: string) =>
  services.ask(viewer, 'auth', confirmMutation, { input: { token, code } });

const codeTo = async (email: string) => (await newestMail(services.dataDir, email)).code;

test('an account takes the address that its owner has shown to read, and the old one is told', async () => {
  const ada = await signUp(services, 'ada');
  const email = emailOf('countess');

  const token = await request(ada.viewer, ` ${email.toUpperCase()} `);
  const data = await confirm(ada.viewer, token, await codeTo(email));

  const { id } = ada.viewer;
  expect(data).toEqual({ confirmEmailChange: { account: { id, email } } });
  expect((await newestMail(services.dataDir, ada.email)).text).toContain(email);
  expect((await signIn(services, { email })).viewer.id).toBe(id);
  await expect(signIn(services, ada)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const [line] = await listAudit(services, ada);
  expect(line).toEqual({
    action: 'account.email.change',
    actor: { kind: 'account', id, name: ada.email },
    target: { kind: 'account', id, name: ada.email },
    details: { email: { from: ada.email, to: email } },
  });
});

test('a code is good once, and for the account that asked for it', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const email = emailOf('countess');
  const token = await request(ada.viewer, email);
  const code = await codeTo(email);
  const dead = { code: 'UNAUTHENTICATED', reason: 'invalid_or_expired_token' };

  await expect(confirm(eve.viewer, token, code)).rejects.toMatchObject(dead);
  await confirm(ada.viewer, token, code);

  await expect(confirm(ada.viewer, token, code)).rejects.toMatchObject(dead);
});

test('a wrong code changes nothing', async () => {
  const ada = await signUp(services, 'ada');
  const email = emailOf('countess');
  const token = await request(ada.viewer, email);
  const wrong = (await codeTo(email)) === '000000' ? '000001' : '000000';

  const confirming = confirm(ada.viewer, token, wrong);

  const failure = { code: 'BAD_INPUT', reason: 'email_code_error' };
  await expect(confirming).rejects.toMatchObject(failure);
  await signIn(services, ada);
});

test('that an address has an account is told to its reader alone', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);

  const token = await request(ada.viewer, eve.email);
  const confirming = confirm(ada.viewer, token, await codeTo(eve.email));

  await expect(confirming).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'email has an account already',
  });
});

test.each([
  [emailOf('ada'), 'wrong passw0rd', 'FORBIDDEN', 'password is wrong'],
  ['nobody', password, 'BAD_INPUT', 'email is not an address'],
])('a change to %j with %j is refused', async (email, given, code, message) => {
  const ada = await signUp(services, 'ada');

  await expect(request(ada.viewer, email, given)).rejects.toMatchObject({ code, message });
});

test('an account asks for one change a minute', async () => {
  const ada = await signUp(services, 'ada');
  await request(ada.viewer, emailOf('one'));

  await expect(request(ada.viewer, emailOf('other'))).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringMatching(/^too many mails: try again in \d+ s$/),
  });
});

test('an address is asked three times in ten minutes, whoever wants it', async () => {
  const accounts = await Promise.all(['a', 'b', 'c', 'd'].map((name) => signUp(services, name)));
  const email = emailOf('wanted');
  const last = accounts.pop()?.viewer ?? anonymous;
  await Promise.all(accounts.map(({ viewer }) => request(viewer, email)));

  await expect(request(last, email)).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringMatching(/^too many mails: try again in \d+ s$/),
  });
});

test('only an account has an address to change', async () => {
  const ada = await signUp(services, 'ada');
  const app = await createApp(services, ada.viewer);

  for (const [viewer, code] of [
    [anonymous, 'UNAUTHENTICATED'],
    [app.viewer, 'FORBIDDEN'],
    [asOperator(), 'FORBIDDEN'],
  ] as const) {
    await expect(request(viewer, emailOf('other'))).rejects.toMatchObject({ code });
    await expect(confirm(viewer, 'token', '000000')).rejects.toMatchObject({ code });
  }
});
