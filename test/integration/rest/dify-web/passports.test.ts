import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import type { Person } from '../../../person.ts';
import { act } from '../../../sessions.ts';
import {
  createWebApp,
  invite,
  login,
  openPage,
  type Page,
  refused,
  tokenOf,
  told,
  type WebApp,
} from './world.ts';

let entrance: Entrance;
let ada: Person;

beforeAll(async () => {
  entrance = await startEntrance({ variables: { RATE_LIMIT_LOGIN: '0' } });
  ada = await entrance.signUp('ada');
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function askPassport(page: Page, { code }: Pick<WebApp, 'code'>, headers = {}, query = '') {
  return page.get(`/passport${query}`, { 'x-app-code': code, ...headers });
}

test('a passport of a public app names a new visitor, or the one of a session id', async () => {
  const page = openPage(entrance);
  const app = await createWebApp(ada);
  const ask = async (query = '') => decodeJwt(await tokenOf(askPassport(page, app, {}, query)));

  const answer = await askPassport(page, app);
  const [other, ann, annAgain] = [
    await ask(),
    await ask('?user_id=ann'),
    await ask('?user_id=ann'),
  ];

  const { access_token: token } = answer.body as { access_token: string };
  const claims = {
    ...{ iss: app.id, sub: 'Web API Passport', app_id: app.id, app_code: app.code },
    ...{ end_user_id: expect.stringMatching(/^[0-9a-f-]{36}$/), iat: expect.any(Number) },
  };
  expect([answer.status, answer.body]).toEqual([200, { access_token: token }]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(decodeJwt(token)).toEqual(claims);
  expect(other.end_user_id).not.toBe(decodeJwt(token).end_user_id);
  expect(annAgain.end_user_id).toBe(ann.end_user_id);
  expect(ann.end_user_id).not.toBe(other.end_user_id);
});

test('a passport of a restricted app is for an account, for as long as its login', async () => {
  const page = openPage(entrance);
  const app = await createWebApp(ada, 'PRIVATE_ALL');
  const loginToken = await login(page, ada.email);

  const byBearer = decodeJwt(await tokenOf(askPassport(page, app, bearer(loginToken))));
  const cookie = `webapp_access_token=${loginToken}`;
  const byCookie = decodeJwt(await tokenOf(askPassport(page, app, { ...bearer('x'), cookie })));

  expect(byBearer).toEqual({
    ...{ iss: expect.any(String), sub: 'Web API Passport', app_id: app.id, app_code: app.code },
    ...{ user_id: ada.accountId, end_user_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ...{ auth_type: 'internal', token_source: 'webapp', granted_at: expect.any(Number) },
    ...{ iat: expect.any(Number), exp: decodeJwt(loginToken).exp, password_version: 0 },
  });
  expect(byCookie.end_user_id).toBe(byBearer.end_user_id);
});

test('a passport is refused as documented', async () => {
  const page = openPage(entrance);
  const [open, all, sso] = await Promise.all(
    ['PUBLIC', 'PRIVATE_ALL', 'SSO_VERIFIED'].map((mode) => createWebApp(ada, mode)),
  );
  const [off, gone] = [await createWebApp(ada), await createWebApp(ada)];
  await act(ada, 'updateApp', { appId: off.id, siteEnabled: false });
  await act(ada, 'deleteApp', { appId: gone.id });
  const loginToken = await login(page, ada.email);
  const passport = await tokenOf(askPassport(page, open as WebApp));
  const ask = (app: Pick<WebApp, 'code'> | undefined, headers = {}) =>
    told(askPassport(page, app as WebApp, headers));

  expect(await told(page.get('/passport'))).toEqual(refused(401, 'unauthorized'));
  for (const app of [{ code: 'abcdefghijklmnop' }, { code: 'no code at all' }, off, gone]) {
    expect(await ask(app)).toEqual(refused(404, 'not_found'));
  }
  expect(await ask(all)).toEqual(refused(401, 'web_sso_auth_required'));
  expect(await ask(all, bearer(passport))).toEqual(refused(401, 'unauthorized'));
  expect(await ask(all, bearer('nonsense'))).toEqual(refused(401, 'unauthorized'));
  expect(await ask(sso, bearer(loginToken))).toEqual(refused(401, 'web_sso_auth_required'));
  expect(await ask(open, bearer('nonsense'))).toEqual([200, { access_token: expect.any(String) }]);
});

test('the login status tells of the installation, and of one app', async () => {
  const page = openPage(entrance);
  const [open, all] = [await createWebApp(ada), await createWebApp(ada, 'PRIVATE_ALL')];
  const loginToken = await login(page, ada.email);
  const visitor = await tokenOf(askPassport(page, open, {}, '?user_id=ann'));
  const member = await tokenOf(askPassport(page, all, bearer(loginToken)));
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const { status, body } = await page.get(`/login/status${query}`, headers);
    const { logged_in, app_logged_in } = body as Record<string, boolean>;
    return status === 200 ? [logged_in, app_logged_in] : [status, body];
  };
  const passport = { 'x-app-passport': visitor };

  expect(await ask('')).toEqual([false, false]);
  expect(await ask('', bearer('anything'))).toEqual([true, false]);
  expect(await ask(`?app_code=${open.code}`)).toEqual([true, false]);
  expect(await ask(`?app_code=${open.code}`, passport)).toEqual([true, true]);
  expect(await ask(`?app_code=${open.code}&user_id=ann`, passport)).toEqual([true, true]);
  expect(await ask(`?app_code=${open.code}&user_id=bob`, passport)).toEqual([true, false]);
  expect(await ask(`?app_code=${open.code}&user_id=`, bearer(visitor))).toEqual([true, true]);
  const cookie = `passport-${open.code}=${visitor}`;
  expect(await ask(`?app_code=${open.code}`, { cookie, 'x-app-passport': 'x' })).toEqual([
    ...[true, true],
  ]);
  expect(await ask(`?app_code=${all.code}`, passport)).toEqual([false, false]);
  expect(await ask(`?app_code=${all.code}`, bearer(loginToken))).toEqual([true, false]);
  expect(
    await ask(`?app_code=${all.code}`, { ...bearer(loginToken), 'x-app-passport': member }),
  ).toEqual([true, true]);
  expect(await ask('?app_code=abcdefghijklmnop')).toEqual(refused(400, 'invalid_param'));
});

const modes = {
  PUBLIC: 'public',
  PRIVATE: 'private',
  PRIVATE_ALL: 'private_all',
  SSO_VERIFIED: 'sso_verified',
};

test('the access mode of an app is told by its code or its id', async () => {
  const page = openPage(entrance);
  const ask = (query: string) => told(page.get(`/webapp/access-mode${query}`));
  const other = await createWebApp(ada);

  for (const [mode, accessMode] of Object.entries(modes)) {
    const { id, code } = await createWebApp(ada, mode);
    expect(await ask(`?appId=${id}`)).toEqual([200, { accessMode }]);
    expect(await ask(`?appId=${id.toUpperCase()}`)).toEqual([200, { accessMode }]);
    expect(await ask(`?appCode=${code}&appId=${other.id}`)).toEqual([200, { accessMode }]);
  }
  for (const query of ['', '?appId=', '?appId=odd', `?appCode=x&appId=${other.id}`]) {
    expect(await ask(query)).toEqual(refused(400, 'invalid_param'));
  }
});

test('a permission needs a passport only where people differ', async () => {
  const page = openPage(entrance);
  const eve = await entrance.signUp('eve');
  const guest = await invite(entrance, ada);
  const [open, sso, all, some] = await Promise.all(
    ['PUBLIC', 'SSO_VERIFIED', 'PRIVATE_ALL', 'PRIVATE'].map((mode) => createWebApp(ada, mode)),
  );
  const passportOf = async ({ email }: Person, app: WebApp) =>
    tokenOf(askPassport(page, app, bearer(await login(page, email))));
  const ask = (app: Pick<WebApp, 'id'> | undefined, passport?: string) =>
    told(
      page.get(
        `/webapp/permission?appId=${app?.id}`,
        passport ? { 'x-app-passport': passport } : {},
      ),
    );
  const granted = (result: boolean) => [200, { result }];
  const guests = await passportOf(guest, all as WebApp);
  const eves = await passportOf(eve, all as WebApp);

  expect([await ask(open), await ask(sso)]).toEqual([granted(true), granted(true)]);
  expect(await ask(all)).toEqual(refused(401, 'unauthorized'));
  expect(await ask(all, 'nonsense')).toEqual(refused(401, 'unauthorized'));
  expect([await ask(all, guests), await ask(all, eves)]).toEqual([granted(true), granted(false)]);
  expect(await ask(some, guests)).toEqual(granted(false));
  await act(ada, 'setAppMembers', { appId: some?.id, accountIds: [guest.accountId] });
  expect(await ask(some, guests)).toEqual(granted(true));
  const visitors = await tokenOf(askPassport(page, open as WebApp));
  expect(await ask(all, visitors)).toEqual(granted(false));
  for (const query of ['', '?appId=', '?appId=odd']) {
    expect(await told(page.get(`/webapp/permission${query}`))).toEqual(
      refused(400, 'invalid_param', 'appId'),
    );
  }
});
