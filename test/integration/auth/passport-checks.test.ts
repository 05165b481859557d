import { anonymous } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { createWebTokens } from '@tributary/runtime/web-tokens';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { createHolder, setMode } from './passport-holder.ts';
import { createTeam } from './team.ts';
import {
  act,
  createWebApp,
  findPassportHolder,
  issuePassport,
  loginToWebApps,
} from './web-world.ts';
import { password, signUp } from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const required = { code: 'UNAUTHENTICATED', reason: 'web_sso_auth_required' };
const denied = { code: 'UNAUTHENTICATED', reason: 'web_app_access_denied' };
const unauthorized = { code: 'UNAUTHENTICATED', reason: undefined };
const absent = { code: 'NOT_FOUND', reason: undefined };
const gone = { code: 'BAD_INPUT', reason: 'bad_request' };
const seconds = () => Math.floor(Date.now() / 1000);

const checking = (passport: string, appCode?: string) =>
  expect(findPassportHolder(services, passport, appCode)).rejects;

test('a token that is no passport is told by the app that is called', async () => {
  const { app, loginToken, passport, claims, sign } = await createHolder(services);
  const { viewer } = await signUp(services, 'eve');
  const open = await createWebApp(services, viewer);
  const forged = await createWebTokens('another secret of at least 32 characters').signPassport(
    app.id,
    claims,
  );
  const expired = await sign({ exp: seconds() - 1 });

  for (const token of ['', 'nonsense', loginToken, forged, expired]) {
    await checking(token, app.code).toMatchObject(required);
    await checking(token, open.code).toMatchObject(unauthorized);
  }
  await checking('nonsense').toMatchObject(unauthorized);
  await checking(expired).toMatchObject(required);
  await checking(`${passport}x`).toMatchObject(required);
});

test('the app, its address, its page and the end user are looked for in that order', async () => {
  const { app, owner, passport, sign } = await createHolder(services);
  const plain = { token_source: undefined, user_id: undefined };
  const nobody = { ...plain, end_user_id: newId() };
  const oldCode = { app_code: 'A'.repeat(16) };
  const update = (change: object) =>
    act(services, owner.viewer, 'updateApp', { appId: app.id, ...change });

  await checking(await sign({ ...nobody, ...oldCode, app_id: newId() })).toMatchObject(absent);
  await update({ siteEnabled: false });
  const message = 'the app has another address now';
  await checking(await sign({ ...nobody, ...oldCode })).toMatchObject({ ...gone, message });
  const off = { ...gone, message: 'the app has no web page' };
  await checking(await sign(nobody)).toMatchObject(off);
  await update({ siteEnabled: true });
  await checking(await sign(nobody)).toMatchObject(absent);
  await act(services, owner.viewer, 'regenerateAppCode', { appId: app.id });
  await checking(passport).toMatchObject({ ...gone, message });
  await act(services, owner.viewer, 'deleteApp', { appId: app.id });
  await checking(passport).toMatchObject(absent);
});

test('an end user of another app is none of this one', async () => {
  const [ada, eve] = await Promise.all([createHolder(services), createHolder(services)]);

  const passport = await ada.sign({ end_user_id: eve.claims.end_user_id });

  await checking(passport).toMatchObject(absent);
});

test('what a passport of a restricted app lacks is told in the documented order', async () => {
  const { sign } = await createHolder(services);
  const stranger = await signUp(services, 'eve');
  const forbidden = { user_id: stranger.viewer.id };
  const bare = { auth_type: undefined, granted_at: undefined };
  const notAllowed = { ...denied, message: 'the account may not use the app' };
  const notSaid = { ...denied, message: 'the passport does not say how it was granted' };

  await checking(await sign({ ...forbidden, ...bare, token_source: undefined })).toMatchObject(
    required,
  );
  await checking(await sign({ ...bare, user_id: undefined })).toMatchObject(required);
  await checking(await sign({ ...bare, ...forbidden })).toMatchObject(notAllowed);
  await checking(await sign({ auth_type: undefined })).toMatchObject(notSaid);
  await checking(await sign({ granted_at: undefined })).toMatchObject(notSaid);
  await checking(await sign({ auth_type: 'external' })).toMatchObject(required);
});

test('a passport and a login of the password before do not count, however new they are', async () => {
  const { app, owner, passport, loginToken } = await createHolder(services);
  const { email, viewer } = owner;
  const newPassword = 'battery stap1e';
  const change =
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresAt } }';

  await services.ask(viewer, 'auth', change, { input: { currentPassword: password, newPassword } });

  const message = 'the passport is not of the present password';
  await checking(passport).toMatchObject({ ...denied, message });
  const issuing = issuePassport(services, { appCode: app.code, loginToken });
  await expect(issuing).rejects.toMatchObject(required);
  const input = { email, password: newPassword };
  const fresh = await act<{ accessToken: string }>(services, anonymous, 'loginToWebApps', input);
  const next = await issuePassport(services, { appCode: app.code, loginToken: fresh.accessToken });
  expect((await findPassportHolder(services, next)).app).toEqual({ id: app.id });
});

test('a passport that names no password, or one to come, does not count', async () => {
  const { sign } = await createHolder(services);

  for (const password_version of [undefined, 1, Date.now() + 60_000]) {
    await checking(await sign({ password_version })).toMatchObject(denied);
  }
});

test('a passport of an app that was opened or closed since has to be exchanged', async () => {
  const { app, owner, passport } = await createHolder(services);
  await setMode(services, owner, app, 'PUBLIC');

  await checking(passport).toMatchObject(unauthorized);
  const plain = await issuePassport(services, { appCode: app.code });
  await findPassportHolder(services, plain);
  await setMode(services, owner, app, 'PRIVATE_ALL');
  await checking(plain).toMatchObject(required);
  await findPassportHolder(services, passport);
  await setMode(services, owner, app, 'SSO_VERIFIED');
  await checking(passport).toMatchObject(required);
});

test('who may use a restricted app depends on its mode, the role and its members', async () => {
  const { owner, admin, member, stranger } = await createTeam(services);
  const app = await createWebApp(services, owner.viewer, 'PRIVATE');
  const people = [owner, admin, member, stranger];
  const passports = await Promise.all(
    people.map(async ({ email }) => {
      const loginToken = await loginToWebApps(services, email);
      return issuePassport(services, { appCode: app.code, loginToken });
    }),
  );
  const judgeAll = () =>
    Promise.all(
      passports.map((passport) =>
        findPassportHolder(services, passport).then(
          () => 'in',
          ({ reason }) => reason,
        ),
      ),
    );

  const atFirst = await judgeAll();
  const accountIds = [member.viewer.id];
  await act(services, owner.viewer, 'setAppMembers', { appId: app.id, accountIds });
  const withMember = await judgeAll();
  await act(services, owner.viewer, 'setAppMembers', { appId: app.id, accountIds: [] });
  await setMode(services, owner, app, 'PRIVATE_ALL');
  const forAll = await judgeAll();

  const { reason } = denied;
  expect(atFirst).toEqual(['in', 'in', reason, reason]);
  expect(withMember).toEqual(['in', 'in', 'in', reason]);
  expect(forAll).toEqual(['in', 'in', 'in', reason]);
});

test('a banned account and one that left are kept out at once', async () => {
  const { owner, admin, member } = await createTeam(services);
  const { code: appCode } = await createWebApp(services, owner.viewer, 'PRIVATE_ALL');
  const passports = await Promise.all(
    [admin, member].map(async ({ email }) =>
      issuePassport(services, { appCode, loginToken: await loginToWebApps(services, email) }),
    ),
  );
  const mutate = (name: string, type: string, accountId: string, fields: string) =>
    services.ask(
      owner.viewer,
      'auth',
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`,
      { input: { accountId } },
    );

  await mutate('banAccount', 'BanAccountInput', admin.viewer.id, 'account { id }');
  await mutate('removeMember', 'RemoveMemberInput', member.viewer.id, 'accountId');

  for (const passport of passports) await checking(passport).toMatchObject(denied);
});

test('only a service may ask for whom a passport speaks', async () => {
  const { owner, passport } = await createHolder(services);
  const query = 'query ($passport: String!) { passportHolder(passport: $passport) { accountId } }';

  const asking = services.ask(owner.viewer, 'auth', query, { passport });

  await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
