import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import { newestMail } from '../../../outbox.ts';
import { type Person, password } from '../../../person.ts';
import { act } from '../../../sessions.ts';
import {
  encoded,
  invite,
  login,
  moveAway,
  openPage,
  refused,
  success,
  tokenOf,
  told,
} from './world.ts';

let entrance: Entrance;
let ada: Person;

beforeAll(async () => {
  entrance = await startEntrance();
  ada = await entrance.signUp('ada');
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

async function inviteBanned(): Promise<Person> {
  const person = await invite(entrance, ada);
  await act(ada, 'banAccount', { accountId: person.accountId });
  return person;
}

const claims = (person: Person) => ({
  ...{ sub: 'Web API Passport', user_id: person.accountId, session_id: person.email },
  ...{ token_source: 'webapp_login_token', auth_type: 'internal', password_version: 0 },
  ...{ iat: expect.any(Number), exp: expect.any(Number) },
});

test('a login gives a token for a day, and no cookie', async () => {
  const more = { language: 'en-US', remember_me: true };
  const body = { email: ada.email.toUpperCase(), password: encoded(password), ...more };

  const answer = await openPage(entrance).post('/login', body);

  const token = await tokenOf(Promise.resolve(answer));
  expect([answer.status, answer.body]).toEqual(success({ access_token: token }));
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const read = decodeJwt(token);
  expect(read).toEqual(claims(ada));
  expect(Number(read.exp) - Number(read.iat)).toBe(86_400);
});

test('a login is refused as documented', async () => {
  const page = openPage(entrance);
  const right = { email: ada.email, password: encoded(password) };
  const attempt = (body: object) => told(page.post('/login', { ...right, ...body }));

  expect(await attempt({ email: undefined })).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await attempt({ email: 'ada' })).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await attempt({ password: undefined })).toEqual(refused(400, 'invalid_param', 'password'));
  for (const weak of ['short1', 'nodigits', '12345678']) {
    expect(await attempt({ password: encoded(weak) })).toEqual(
      refused(400, 'invalid_param', 'password'),
    );
  }
  expect(await attempt({ password })).toEqual(refused(401, 'authentication_failed'));
  expect(await attempt({ password: encoded('wrong horse 1') })).toEqual(
    refused(401, 'authentication_failed'),
  );
  expect(await attempt({ email: 'nobody@example.com' })).toEqual(refused(404, 'account_not_found'));
  const { email } = await inviteBanned();
  expect(await attempt({ email })).toEqual(refused(403, 'account_banned'));
});

test('a mailed code logs in once', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');

  const answer = await page.post('/email-code-login', { email: bob.email, language: 'zh-Hans' });
  const token = await tokenOf(Promise.resolve(answer));
  const { code, subject } = await newestMail(entrance.dataDir, bob.email);
  const body = { email: bob.email.toUpperCase(), code: encoded(code), token };
  const first = await tokenOf(page.post('/email-code-login/validity', body));
  const second = await told(page.post('/email-code-login/validity', body));

  expect([answer.status, answer.body]).toEqual(success(expect.stringMatching(/^[0-9a-f-]{36}$/)));
  expect(subject).toMatch(/\p{Script=Han}/u);
  expect(decodeJwt(first)).toEqual(claims(bob));
  expect(second).toEqual(refused(401, 'invalid_or_expired_token'));
});

test('a code is mailed as documented, or refused', async () => {
  const page = openPage(entrance);
  const ask = (body: unknown) => told(page.post('/email-code-login', body));

  expect(await ask({})).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await ask({ email: 'a@' })).toEqual(refused(400, 'invalid_param', 'email'));
  expect(await ask({ email: 'nobody@example.com' })).toEqual(refused(404, 'account_not_found'));
  const banned = await inviteBanned();
  expect(await ask({ email: banned.email })).toEqual(refused(401, 'unauthorized'));
  const eve = await entrance.signUp('eve');
  for (let mail = 1; mail <= 3; mail++) {
    expect(await ask({ email: eve.email })).toEqual(success(expect.any(String)));
  }
  const { status, body, headers } = await page.post('/email-code-login', { email: eve.email });
  expect([status, body]).toEqual(refused(429, 'email_code_login_rate_limit_exceeded'));
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(200);
});

test('a code is checked as documented', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const earlier = await tokenOf(page.post('/email-code-login', { email: bob.email }));
  await newestMail(entrance.dataDir, bob.email);
  const token = await tokenOf(page.post('/email-code-login', { email: bob.email }));
  const { code } = await newestMail(entrance.dataDir, bob.email, 2);
  const wrong = encoded(code === '000000' ? '000001' : '000000');
  const attempt = (body: object) =>
    told(
      page.post('/email-code-login/validity', {
        ...{ email: bob.email, code: encoded(code), token },
        ...body,
      }),
    );

  for (const field of ['email', 'code', 'token']) {
    expect(await attempt({ [field]: undefined })).toEqual(refused(400, 'invalid_param', field));
  }
  for (const bad of [earlier, 'nonsense']) {
    expect(await attempt({ token: bad })).toEqual(refused(401, 'invalid_or_expired_token'));
  }
  expect(await attempt({ email: ada.email })).toEqual(refused(400, 'invalid_email'));
  expect(await attempt({ code })).toEqual(refused(400, 'email_code_error'));
  expect(await attempt({ code: wrong })).toEqual(refused(400, 'email_code_error'));
  expect(await attempt({})).toEqual(success({ access_token: expect.any(String) }));
});

test('a code for an address that nobody has any more logs nobody in', async () => {
  const page = openPage(entrance);
  const bob = await entrance.signUp('bob');
  const token = await tokenOf(page.post('/email-code-login', { email: bob.email }));
  const { code } = await newestMail(entrance.dataDir, bob.email);
  await moveAway(entrance, bob);

  const body = { email: bob.email, code: encoded(code), token };

  expect(await told(page.post('/email-code-login/validity', body))).toEqual(
    refused(404, 'account_not_found'),
  );
});

test('a logout takes the cookie back, and the token stays good', async () => {
  const page = openPage(entrance);
  const token = await login(page, ada.email);
  const authorization = `Bearer ${token}`;

  const { status, body, headers } = await page.post('/logout', undefined, { authorization });

  expect([status, body]).toEqual([200, { result: 'success' }]);
  expect(headers.getSetCookie()).toEqual([
    'webapp_access_token=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=None',
  ]);
  expect(await told(page.get('/login/status', { authorization }))).toEqual([
    200,
    { logged_in: true, app_logged_in: false },
  ]);
});
