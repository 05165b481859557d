import {
  issuePassport,
  readAccessMode,
  readPermission,
} from '@tributary/gateway/rest/dify-web/access';
import { loginWithCode, sendLoginCode } from '@tributary/gateway/rest/dify-web/email-codes';
import { login, logout, readLoginStatus } from '@tributary/gateway/rest/dify-web/login';
import { resetPassword, verifyResetCode } from '@tributary/gateway/rest/dify-web/password-resets';
import { toSystemFeatures } from '@tributary/gateway/rest/dify-web/system-features';
import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { inputOf, variablesOf } from '../sender.ts';

const id = '0198a3c4-0000-7000-8000-000000000001';
const encoded = (text: string) => Buffer.from(text).toString('base64');
const claims = { app_id: id, app_code: 'code', end_user_id: id };
const passport = new UnsecuredJWT(claims).encode();
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('a login asks with what its fields hide, and ignores all others', () => {
  const more = { language: 'en', remember_me: true };
  const body = { email: 'a@b.c', password: encoded('pass word 1'), ...more };

  expect(variablesOf(login, { body })).toEqual({ email: 'a@b.c', password: 'pass word 1' });
  expect(
    variablesOf(loginWithCode, { body: { email: 'a@b.c', code: encoded('123456'), token: 't' } }),
  ).toEqual({ input: { email: 'a@b.c', code: '123456', token: 't' } });
  expect(
    variablesOf(verifyResetCode, { body: { email: 'a@b.c', code: '123456', token: 't' } }),
  ).toEqual({ input: { email: 'a@b.c', code: '123456', token: 't' } });
  expect(
    variablesOf(resetPassword, {
      body: { token: 't', new_password: 'one', password_confirm: 'two' },
    }),
  ).toEqual({ input: { token: 't', newPassword: 'one', passwordConfirm: 'two' } });
});

test.each([
  ['zh-Hans', 'ZH_HANS'],
  ['en-US', 'EN_US'],
  ['fr', 'EN_US'],
  [null, 'EN_US'],
])('a mail in the language %s is one in %s', (language, expected) => {
  expect(variablesOf(sendLoginCode, { body: { email: 'a@b.c', language } })).toEqual({
    input: { email: 'a@b.c', language: expected },
  });
});

test('a mail in no language is one in English', () => {
  expect(variablesOf(sendLoginCode, { body: { email: 'a@b.c' } })).toEqual({
    input: { email: 'a@b.c', language: 'EN_US' },
  });
});

test.each([
  [[], 'must be an object'],
  [{}, 'email: is required'],
  [{ email: null, password: 'x' }, 'email: must be a string'],
  [{ email: 'a@b.c' }, 'password: is required'],
  [{ email: 'a@b.c', password: { $ne: '' } }, 'password: must be a string'],
])('the login %o is refused', (body, message) => {
  expect(() => variablesOf(login, { body })).toThrow(message);
});

test('the passport of the app that is asked about wins, and a bearer may be one', () => {
  const cookies = { 'passport-code': 'cookie', 'passport-other': 'another' };
  const headers = { 'x-app-passport': 'header', ...bearer(passport) };
  const ask = (query: Record<string, string>, from: object) => {
    const { input } = variablesOf(readLoginStatus, { query, from }) as { input: object };
    return input;
  };

  expect(ask({ app_code: 'code', user_id: 'u' }, { cookies, headers })).toEqual({
    ...{ appCode: 'code', sessionId: 'u', passport: 'cookie', loginToken: passport },
  });
  expect(ask({ app_code: 'none', user_id: '' }, { cookies, headers })).toEqual({
    ...{ appCode: 'none', sessionId: undefined, passport: 'header', loginToken: passport },
  });
  expect(ask({}, { headers: bearer(passport) })).toMatchObject({ passport });
  expect(ask({ app_code: '' }, { headers: bearer('no.pass.port') })).toEqual({
    ...{ appCode: undefined, sessionId: undefined, passport: undefined },
    loginToken: 'no.pass.port',
  });
  expect(ask({}, { cookies: { webapp_access_token: 'c' }, headers: bearer('b') })).toMatchObject({
    loginToken: 'c',
  });
});

test('a passport is issued for the app of the header alone', () => {
  const headers = { 'x-app-code': 'code', ...bearer('login') };

  expect(variablesOf(issuePassport, { query: { user_id: 'u' }, from: { headers } })).toEqual({
    input: { appCode: 'code', sessionId: 'u', loginToken: 'login' },
  });
  expect(() => variablesOf(issuePassport, { query: { app_code: 'code' } })).toThrow('X-App-Code');
});

test('an app is named by its code or its id, in any notation', () => {
  const appId = id.replaceAll('-', '').toUpperCase();

  expect(variablesOf(readAccessMode, { query: { appId, appCode: '' } })).toEqual({ appId: id });
  expect(variablesOf(readAccessMode, { query: { appId: 'odd', appCode: 'c' } })).toEqual({
    ...{ appId: 'odd', appCode: 'c' },
  });
  expect(variablesOf(readPermission, { query: { appId } })).toEqual({ appId: id });
  const queries: Record<string, string>[] = [{}, { appId: '' }, { appId: 'odd' }];
  for (const query of queries) {
    expect(() => variablesOf(readPermission, { query })).toThrow('appId: must be a UUID');
  }
});

test('a logout takes the cookie back as it was set', () => {
  const cookieOf = (isSecure: boolean) =>
    logout.kind === 'plain' &&
    logout.reply({ systemFeatures: { isSetUp: true } }, inputOf(logout, { from: { isSecure } }));
  const rest = 'Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly';

  expect([cookieOf(false), cookieOf(true)]).toEqual([
    {
      ...{ status: 200, body: { result: 'success' } },
      headers: { 'set-cookie': `webapp_access_token=; ${rest}; SameSite=None` },
    },
    {
      ...{ status: 200, body: { result: 'success' } },
      headers: { 'set-cookie': `__Host-webapp_access_token=; ${rest}; Secure; SameSite=None` },
    },
  ]);
});

const countKeys = (value: unknown): number =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.values(value).reduce((sum: number, one) => sum + 1 + countKeys(one), 0)
    : 0;

test('the system features have all 41 keys, and say what is on', () => {
  const off = { isSignUpOpen: false, isWebAppLoginEnabled: false, isMailSetUp: false };
  const on = { isSignUpOpen: true, isWebAppLoginEnabled: true, isMailSetUp: true };

  expect(countKeys(toSystemFeatures(off))).toBe(41);
  expect(toSystemFeatures(off)).toMatchObject({
    ...{ is_allow_register: false, is_email_setup: false },
    webapp_auth: {
      ...{ enabled: false, allow_sso: false, sso_config: { protocol: '' } },
      ...{ allow_email_code_login: false, allow_email_password_login: false },
    },
  });
  expect(toSystemFeatures(on)).toMatchObject({
    ...{ is_allow_register: true, is_email_setup: true },
    webapp_auth: {
      ...{ enabled: true, allow_sso: false },
      ...{ allow_email_code_login: true, allow_email_password_login: true },
    },
  });
});
