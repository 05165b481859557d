import { anonymous } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { act, createWebApp, findPassportHolder, issuePassport } from './web-world.ts';
import { emailOf, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth'], { WEBAPP_LOGIN: 'off', SIGN_UP: 'open' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const email = emailOf('nobody');
const mailed = { email, code: '123456', token: 'unknown' };
const inputs = {
  loginToWebApps: { email, password: 'correct h0rse' },
  sendWebAppLoginCode: { email },
  loginToWebAppsWithCode: mailed,
  sendWebAppResetCode: { email },
  verifyWebAppResetCode: mailed,
  resetWebAppPassword: { token: 'unknown', newPassword: 'short', passwordConfirm: 'other' },
} as const;
const names = Object.keys(inputs) as (keyof typeof inputs)[];

const statusQuery = `query ($input: WebAppLoginStatusInput!) {
  webAppLoginStatus(input: $input) { isLoggedIn isLoggedInToApp }
}`;
const featuresQuery =
  '{ systemFeatures { isSetUp isSignUpOpen isWebAppLoginEnabled isMailSetUp } }';

test('before there is an account, nobody can sign in to web apps', async () => {
  const notSetUp = { code: 'UNAUTHENTICATED', reason: 'not_setup' };

  for (const name of names) {
    const attempt = act(services, anonymous, name, inputs[name]);
    await expect(attempt, name).rejects.toMatchObject(notSetUp);
  }
  const asking = services.ask(anonymous, 'auth', statusQuery, { input: { appCode: 'unknown' } });
  await expect(asking).rejects.toMatchObject(notSetUp);
  expect(await services.ask(anonymous, 'auth', featuresQuery)).toEqual({
    systemFeatures: {
      ...{ isSetUp: false, isSignUpOpen: true, isWebAppLoginEnabled: false, isMailSetUp: false },
    },
  });
});

test('where web app login is off there is no way to sign in to web apps', async () => {
  await signUp(services, 'ada');

  for (const name of names) {
    const attempt = act(services, anonymous, name, inputs[name]);
    const message = 'web app login is off';
    await expect(attempt, name).rejects.toMatchObject({ code: 'NOT_FOUND', message });
  }
  const { systemFeatures } = await services.ask(anonymous, 'auth', featuresQuery);
  expect(systemFeatures).toMatchObject({ isSetUp: true });
});

test('where web app login is off every app is public', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id, code: appCode } = await createWebApp(services, viewer, 'PRIVATE');
  const mode = 'query ($appCode: String) { webAppAccessMode(appCode: $appCode) }';
  const permission = 'query ($appId: ID!) { webAppPermission(appId: $appId) }';

  const passport = await issuePassport(services, { appCode, sessionId: 'kim' });
  const input = { appCode, passport };

  expect(await findPassportHolder(services, passport)).toMatchObject({ accountId: null });
  for (const code of [appCode, 'unknown', undefined]) {
    const answer = await services.ask(anonymous, 'auth', mode, { appCode: code });
    expect(answer).toEqual({ webAppAccessMode: 'PUBLIC' });
  }
  expect(await services.ask(anonymous, 'auth', permission, { appId: id })).toEqual({
    webAppPermission: true,
  });
  expect(await services.ask(anonymous, 'auth', statusQuery, { input })).toEqual({
    webAppLoginStatus: { isLoggedIn: true, isLoggedInToApp: true },
  });
});
