import { createWebTokens, type PassportClaims } from '@tributary/runtime/web-tokens';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { createHolder, setMode } from './passport-holder.ts';
import {
  act,
  createWebApp,
  findPassportHolder,
  issuePassport,
  loginToWebApps,
} from './web-world.ts';
import { createMember, signUp } from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const required = { code: 'UNAUTHENTICATED', reason: 'web_sso_auth_required' };
const unauthorized = { code: 'UNAUTHENTICATED', reason: undefined };
const seconds = () => Math.floor(Date.now() / 1000);

test('a passport of a public app names an end user and never expires', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createWebApp(services, viewer);

  const passport = await issuePassport(services, { appCode: app.code, sessionId: 'kim' });
  const holder = await findPassportHolder(services, passport);

  expect(decodeJwt(passport)).toEqual({
    ...{ iss: app.id, sub: 'Web API Passport', iat: expect.any(Number) },
    ...{ app_id: app.id, app_code: app.code, end_user_id: holder.endUser.id },
  });
  expect(holder).toEqual({
    app: { id: app.id },
    endUser: { id: expect.any(String), origin: 'web-app', sessionId: 'kim' },
    accountId: null,
  });
});

test('a session id is one person however many ask at once; without one each is another', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { code: appCode } = await createWebApp(services, viewer);
  const issueMany = (input: { sessionId?: string }) =>
    Promise.all(Array.from({ length: 6 }, () => issuePassport(services, { appCode, ...input })));
  const idsOf = (passports: string[]) =>
    new Set(passports.map((passport) => decodeJwt<PassportClaims>(passport).end_user_id));

  const named = idsOf(await issueMany({ sessionId: 'kim' }));
  const unnamed = await issueMany({});

  expect([named.size, idsOf(unnamed).size]).toEqual([1, 6]);
  const { endUser } = await findPassportHolder(services, unnamed[0] ?? '');
  expect(endUser.sessionId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a passport of a restricted app stands for an account and lives as long as its login', async () => {
  const { app, owner, passport, loginToken, claims } = await createHolder(services);

  expect(decodeJwt(passport)).toEqual({
    ...{ iss: app.id, sub: 'Web API Passport', iat: expect.any(Number) },
    ...{ app_id: app.id, app_code: app.code, user_id: owner.viewer.id },
    ...{ end_user_id: claims.end_user_id, auth_type: 'internal', token_source: 'webapp' },
    ...{ granted_at: expect.any(Number), exp: decodeJwt(loginToken).exp, password_version: 0 },
  });
  expect(Math.abs((claims.granted_at ?? 0) - seconds())).toBeLessThan(30);
  expect(await findPassportHolder(services, passport)).toEqual({
    app: { id: app.id },
    endUser: { id: claims.end_user_id, origin: 'web-app', sessionId: owner.email },
    accountId: owner.viewer.id,
  });
});

test('what an account left in a restricted app is not found by its address when that opens', async () => {
  const { app, owner, claims } = await createHolder(services);
  await setMode(services, owner, app, 'PUBLIC');

  const passport = await issuePassport(services, { appCode: app.code, sessionId: owner.email });

  const { endUser } = await findPassportHolder(services, passport);
  expect(endUser.sessionId).toBe(owner.email);
  expect(endUser.id).not.toBe(claims.end_user_id);
});

test.each([
  ['an unknown address', { appCode: 'A'.repeat(16) }],
  ['no address at all', { appCode: '../' }],
])('there is no passport for %s', async (_, input) => {
  const issuing = issuePassport(services, input);

  await expect(issuing).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('there is no passport for an app without a web page', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId, code: appCode } = await createWebApp(services, viewer);
  await act(services, viewer, 'updateApp', { appId, siteEnabled: false });

  await expect(issuePassport(services, { appCode })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a session id has at most 255 characters', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { code: appCode } = await createWebApp(services, viewer);

  const issuing = issuePassport(services, { appCode, sessionId: 's'.repeat(256) });

  const message = 'sessionId exceeds 255 characters';
  await expect(issuing).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('a restricted app asks for a login token that counts', async () => {
  const { app, owner, passport, loginToken } = await createHolder(services);
  const appCode = app.code;
  const member = await createMember(services, owner, 'member');
  const memberToken = await loginToWebApps(services, member.email);
  await services.ask(
    owner.viewer,
    'auth',
    'mutation ($input: BanAccountInput!) { banAccount(input: $input) { account { id } } }',
    { input: { accountId: member.viewer.id } },
  );

  const issue = (token?: string) =>
    issuePassport(services, { appCode, ...(token !== undefined && { loginToken: token }) });

  await expect(issue()).rejects.toMatchObject(required);
  await expect(issue('')).rejects.toMatchObject(required);
  await expect(issue('no.token.atall')).rejects.toMatchObject(unauthorized);
  await expect(issue(passport)).rejects.toMatchObject(unauthorized);
  await expect(issue(memberToken)).rejects.toMatchObject(required);
  await setMode(services, owner, app, 'SSO_VERIFIED');
  await expect(issue(loginToken)).rejects.toMatchObject(required);
});

test('a login without a session id makes no end user', async () => {
  const { app, owner } = await createHolder(services);
  const loginToken = await createWebTokens(services.env.IDENTITY_SECRET).signLogin({
    ...{ user_id: owner.viewer.id, session_id: '', token_source: 'webapp_login_token' },
    ...{ auth_type: 'internal', password_version: 0, exp: seconds() + 60 },
  });

  const issuing = issuePassport(services, { appCode: app.code, loginToken });

  await expect(issuing).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
