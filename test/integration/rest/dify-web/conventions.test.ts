import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import { password } from '../../../person.ts';
import { createWebApp, encoded, openPage, refused, told } from './world.ts';

let entrance: Entrance;

beforeAll(async () => {
  entrance = await startEntrance({
    variables: { WEB_API_CORS_ALLOW_ORIGINS: 'https://apps.example' },
  });
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

const loginPaths = [
  '/login',
  '/email-code-login',
  '/email-code-login/validity',
  '/forgot-password',
  '/forgot-password/validity',
  '/forgot-password/resets',
];
const email = 'ada@example.com';
const bodyOf = (path: string) => ({
  ...{ email, password: encoded(password), token: 'x' },
  ...{ code: path.startsWith('/email-code') ? encoded('123456') : '123456' },
  ...{ new_password: password, password_confirm: password },
});

test('before there is an account, whoever wants in is told so', async () => {
  const page = openPage(entrance);

  for (const path of loginPaths) {
    expect(await told(page.post(path, bodyOf(path)))).toEqual(refused(401, 'not_setup'));
  }
  expect(await told(page.get('/login/status'))).toEqual(refused(401, 'not_setup'));
  expect(await told(page.get('/login/status?app_code=x'))).toEqual(refused(401, 'not_setup'));
  expect(await told(page.post('/logout'))).toEqual(refused(401, 'not_setup'));
  expect((await page.get('/system-features')).status).toBe(200);
});

test('every answer says which version it is of, and a 401 how to become known', async () => {
  const page = openPage(entrance);
  const answers = [
    await page.get('/system-features'),
    await page.get('/passport'),
    await page.get('/webapp/nothing'),
    await page.post('/login', undefined, { 'content-type': 'no media type;' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 415]);
  for (const { headers } of answers) {
    expect([headers.get('x-version'), headers.get('x-env')]).toEqual(['1.13.0', 'PRODUCTION']);
  }
  expect(answers[1]?.headers.get('www-authenticate')).toBe('Bearer realm="api"');
});

test('bodies that cannot be read, and paths that are none, are refused', async () => {
  const page = openPage(entrance);
  const send = async (body: string, type: string) => {
    const headers = { 'content-type': type };
    const response = await fetch(`${entrance.url}/api/login`, { method: 'POST', headers, body });
    return [response.status, await response.json()];
  };

  expect(await send('{"email":', 'application/json')).toEqual(refused(400, 'bad_request'));
  expect(await send('[]', 'application/json')).toEqual(refused(400, 'invalid_param'));
  expect(await send('email=a', 'application/x-www-form-urlencoded')).toEqual(
    refused(415, 'unsupported_media_type'),
  );
  expect(await told(page.post('/login/more', {}))).toEqual(refused(404, 'not_found'));
  expect(await told(page.get('/webapp'))).toEqual(refused(404, 'not_found'));
  const wrong = await page.get('/forgot-password');
  expect([wrong.status, wrong.body]).toEqual(refused(405, 'method_not_allowed'));
  expect(wrong.headers.get('allow')).toBe('POST');
});

test('paths below /api that belong to another API, or to none, are not answered here', async () => {
  const page = openPage(entrance);

  const [playground, nobody] = [await page.get('/workflows/none'), await page.get('/loginx')];

  expect([playground.status, playground.body]).toEqual([401, { detail: expect.any(String) }]);
  expect([nobody.status, nobody.body]).toEqual([
    404,
    { code: 'NOT_FOUND', message: expect.any(String) },
  ]);
  expect([playground, nobody].map(({ headers }) => headers.get('x-version'))).toEqual([null, null]);
});

test('pages of the allowed sites may call with cookies, those of others may not', async () => {
  const page = openPage(entrance);
  const [ours, theirs] = ['https://apps.example', 'https://theirs.example'];
  const preflight = await fetch(`${entrance.url}/api/login`, {
    method: 'OPTIONS',
    headers: { origin: ours, 'access-control-request-method': 'POST' },
  });
  const [allowed, other] = [
    await page.get('/system-features', { origin: ours }),
    await page.get('/system-features', { origin: theirs }),
  ];

  expect([preflight.status, Object.fromEntries(preflight.headers)]).toMatchObject([
    204,
    {
      'access-control-allow-origin': ours,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, PUT, POST, DELETE, OPTIONS, PATCH',
      'access-control-allow-headers':
        'Content-Type, X-App-Code, X-App-Passport, Authorization, X-CSRF-Token',
      'access-control-expose-headers': expect.stringContaining('X-Version, X-Env, X-Trace-Id'),
      vary: 'Origin',
    },
  ]);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(ours);
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('vary')).toBe('Origin');
});

test('a gateway without web app login has no way to sign in, and all the others', async () => {
  const url = await entrance.openGateway({ WEBAPP_LOGIN: 'off' });
  const ada = await entrance.signUp('ada');
  const page = openPage({ url });
  const app = await createWebApp(ada);

  for (const path of loginPaths) {
    expect(await told(page.post(path, bodyOf(path)))).toEqual(refused(404, 'not_found'));
  }
  const passport = await page.get('/passport', { 'x-app-code': app.code });
  const { access_token: token } = passport.body as { access_token: string };
  const status = page.get(`/login/status?app_code=${app.code}`, { 'x-app-passport': token });
  expect(await told(status)).toEqual([200, { logged_in: true, app_logged_in: true }]);
  expect((await page.get('/system-features')).status).toBe(200);
});
