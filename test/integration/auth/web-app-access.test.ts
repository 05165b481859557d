import { anonymous } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { createHolder, setMode } from './passport-holder.ts';
import { createTeam } from './team.ts';
import { act, createWebApp, issuePassport, loginToWebApps } from './web-world.ts';
import { signUp } from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const ask = async (field: string, query: string, variables: Record<string, unknown>) =>
  (await services.ask(anonymous, 'auth', query, variables))[field];

const modeOf = (variables: { appId?: string; appCode?: string }) =>
  ask(
    'webAppAccessMode',
    'query ($appId: ID, $appCode: String) { webAppAccessMode(appId: $appId, appCode: $appCode) }',
    variables,
  );

const permissionOf = (appId: string, passport?: string) =>
  ask(
    'webAppPermission',
    'query ($appId: ID!, $passport: String) { webAppPermission(appId: $appId, passport: $passport) }',
    { appId, passport },
  );

const statusOf = (input: Record<string, unknown>) =>
  ask(
    'webAppLoginStatus',
    `query ($input: WebAppLoginStatusInput!) {
      webAppLoginStatus(input: $input) { isLoggedIn isLoggedInToApp }
    }`,
    { input },
  );

const status = (isLoggedIn: boolean, isLoggedInToApp: boolean) => ({ isLoggedIn, isLoggedInToApp });

test('everybody may know the access mode of an app; the code wins over the id', async () => {
  const { viewer } = await signUp(services, 'ada');
  const [app, other] = await Promise.all([
    createWebApp(services, viewer, 'PRIVATE_ALL'),
    createWebApp(services, viewer, 'SSO_VERIFIED'),
  ]);

  const modes = await Promise.all([
    modeOf({ appId: app.id }),
    modeOf({ appCode: app.code }),
    modeOf({ appId: app.id, appCode: other.code }),
    modeOf({ appId: app.id, appCode: '' }),
  ]);

  expect(modes).toEqual(['PRIVATE_ALL', 'PRIVATE_ALL', 'SSO_VERIFIED', 'PRIVATE_ALL']);
});

test.each([
  [{}, 'appCode or appId is needed'],
  [{ appId: '', appCode: '' }, 'appCode or appId is needed'],
  [{ appCode: 'A'.repeat(16) }, 'appCode is not that of an app'],
  [{ appId: 'nonsense' }, 'appId is not that of an app'],
  [{ appId: '01890000-0000-7000-8000-000000000000' }, 'appId is not that of an app'],
])('there is no access mode for %j', async (variables, message) => {
  await expect(modeOf(variables)).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('permission needs no passport where nobody is asked who they are', async () => {
  const { viewer } = await signUp(services, 'ada');

  for (const accessMode of ['PUBLIC', 'SSO_VERIFIED']) {
    const { id } = await createWebApp(services, viewer, accessMode);
    expect(await permissionOf(id)).toBe(true);
  }
});

test('permission tells whether the account behind a passport may use the app', async () => {
  const { owner, member, stranger } = await createTeam(services);
  const app = await createWebApp(services, owner.viewer, 'PRIVATE');
  const open = await createWebApp(services, owner.viewer);
  const passports = await Promise.all(
    [owner, member, stranger].map(async ({ email }) =>
      issuePassport(services, {
        appCode: app.code,
        loginToken: await loginToWebApps(services, email),
      }),
    ),
  );
  passports.push(await issuePassport(services, { appCode: open.code }));

  const answers = await Promise.all(passports.map((passport) => permissionOf(app.id, passport)));

  expect(answers).toEqual([true, false, false, false]);
});

test('permission needs an app, and a passport that verifies', async () => {
  const { app, loginToken } = await createHolder(services);

  await expect(permissionOf(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const token of [undefined, '', 'nonsense', loginToken]) {
    await expect(permissionOf(app.id, token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

test('without an app, somebody is signed in who has a token of whatever kind', async () => {
  const answers = await Promise.all([
    statusOf({}),
    statusOf({ appCode: '', loginToken: '' }),
    statusOf({ loginToken: 'nonsense' }),
  ]);

  expect(answers).toEqual([status(false, false), status(false, false), status(true, false)]);
});

test('to an app that checks who comes, somebody is signed in whose login token counts', async () => {
  const { app, owner, passport, loginToken } = await createHolder(services, 'PRIVATE_ALL');
  const appCode = app.code;

  expect(await statusOf({ appCode })).toEqual(status(false, false));
  expect(await statusOf({ appCode, loginToken: 'nonsense', passport: 'nonsense' })).toEqual(
    status(false, false),
  );
  expect(await statusOf({ appCode, loginToken: passport, passport: loginToken })).toEqual(
    status(false, false),
  );
  expect(await statusOf({ appCode, loginToken })).toEqual(status(true, false));
  expect(await statusOf({ appCode, passport })).toEqual(status(false, true));
  await setMode(services, owner, app, 'SSO_VERIFIED');
  expect(await statusOf({ appCode, passport })).toEqual(status(true, false));
});

test('a banned account is not signed in any more', async () => {
  const { owner, member } = await createTeam(services);
  const { code: appCode } = await createWebApp(services, owner.viewer, 'PRIVATE_ALL');
  const loginToken = await loginToWebApps(services, member.email);
  const passport = await issuePassport(services, { appCode, loginToken });
  const before = await statusOf({ appCode, loginToken, passport });
  await services.ask(
    owner.viewer,
    'auth',
    'mutation ($input: BanAccountInput!) { banAccount(input: $input) { account { id } } }',
    { input: { accountId: member.viewer.id } },
  );

  const after = await statusOf({ appCode, loginToken, passport });

  expect([before, after]).toEqual([status(true, true), status(false, false)]);
});

test('somebody is signed in to an app with a passport of it, and for the session id if given', async () => {
  const { viewer } = await signUp(services, 'ada');
  const [app, other] = await Promise.all([
    createWebApp(services, viewer),
    createWebApp(services, viewer),
  ]);
  const appCode = app.code;
  const passport = await issuePassport(services, { appCode, sessionId: 'kim' });

  expect(await statusOf({ appCode })).toEqual(status(true, false));
  expect(await statusOf({ appCode, passport })).toEqual(status(true, true));
  expect(await statusOf({ appCode, passport, sessionId: '' })).toEqual(status(true, true));
  expect(await statusOf({ appCode, passport, sessionId: 'kim' })).toEqual(status(true, true));
  expect(await statusOf({ appCode, passport, sessionId: 'lee' })).toEqual(status(true, false));
  expect(await statusOf({ appCode: other.code, passport })).toEqual(status(true, false));
  await act(services, viewer, 'updateApp', { appId: app.id, siteEnabled: false });
  expect(await statusOf({ appCode, passport })).toEqual(status(true, false));
});

test('an unknown app is the one thing that the status fails for', async () => {
  const asking = statusOf({ appCode: 'A'.repeat(16) });

  await expect(asking).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'appCode is not that of an app',
  });
});
