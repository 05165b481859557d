import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askByHttp, askBySocket, askBySse, firstOf, type Sent } from './clients.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const query = '{ whoever { id kind appId organizationId signInId ip userAgent } }';
const place = { ip: '203.0.113.7', userAgent: 'tests/1' };
const from = { 'x-forwarded-for': place.ip, 'user-agent': place.userAgent };
const none = { appId: null, organizationId: null, signInId: null, ip: null, userAgent: null };

const account = {
  ...{ ...none, ...place, id: 'ada', kind: 'account', organizationId: 'acme' },
  signInId: 'sign-in-1',
};
const inApp1 = { ...none, ...place, appId: 'app1', organizationId: 'acme' };
const app = { ...inApp1, id: 'app1', kind: 'app' };
const customer = { ...inApp1, id: 'app1/service-api/bob', kind: 'endUser' };
const visitor = { ...inApp1, id: 'visitor-of-app1', kind: 'endUser' };
const nobody = { ...none, ...place, id: '', kind: 'anonymous' };

const token = () => world.accessToken();
const passport = () => world.auth.passport('app1');
const code = { 'x-app-code': 'code-of-app1' };

const schemes: [string, () => Promise<Sent>, object][] = [
  ['an access token', async () => bearer(await token()), account],
  ['an API key', async () => bearer('app-key-of-app1'), app],
  [
    'an API key and a user',
    async () => bearer('app-key-of-app1', { 'x-end-user': 'bob' }),
    customer,
  ],
  ['a passport as a bearer', async () => bearer(await passport()), visitor],
  ['a passport', async () => withHeader('x-app-passport', await passport()), visitor],
  [
    'the passport of an app in a cookie',
    async () => withCookie('passport-code-of-app1', await passport(), code),
    visitor,
  ],
  [
    'such a cookie with a prefix',
    async () => withCookie('__Host-passport-code-of-app1', await passport(), code),
    visitor,
  ],
  ['a session cookie', async () => withCookie('tributary_session', await token()), account],
  ['a session token', async () => withHeader('coder-session-token', await token()), account],
  [
    'a session token in a cookie',
    async () => withCookie('coder_session_token', await token()),
    account,
  ],
  [
    'a session token in the address',
    async () => ({ headers: from, search: `?coder_session_token=${await token()}` }),
    account,
  ],
  ['nothing', async () => ({ headers: from }), nobody],
];

const withHeader = (name: string, value: string, more = {}): Sent => ({
  headers: { ...from, [name]: value, ...more },
});
const bearer = (credential: string, more = {}) =>
  withHeader('authorization', `Bearer ${credential}`, more);
const withCookie = (name: string, value: string, more = {}) =>
  withHeader('cookie', `theme=dark; ${name}=${value}`, more);

describe.each(schemes)('%s makes the caller', (_name, send, whoever) => {
  test('of a request', async () => {
    expect(await askByHttp(world.url, query, await send())).toEqual({ data: { whoever } });
  });

  test('of a stream', async () => {
    const first = await firstOf(askBySse(world.url, query, await send()));

    expect(first?.result).toEqual({ data: { whoever } });
  });

  test('of a socket', async () => {
    const result = await firstOf(askBySocket(world.url, query, await send()));

    expect(result).toEqual({ data: { whoever } });
  });
});

test.each([
  ['Authorization', async () => `Bearer ${await token()}`, account],
  ['X-App-Passport', passport, visitor],
  ['Coder-Session-Token', token, account],
])('the parameter %s of a connection stands for the header', async (name, read, whoever) => {
  const sent = { headers: from, params: { [name]: await read() } };

  const result = await firstOf(askBySocket(world.url, query, sent));

  expect(result).toEqual({ data: { whoever } });
});

test('an authorization wins over other headers, and those over cookies', async () => {
  const cookie = `tributary_session=${await token()}`;
  const all = { cookie, 'x-app-passport': await passport() };

  const byKey = await askByHttp(world.url, query, bearer('app-key-of-app1', all));
  const byPassport = await askByHttp(world.url, query, { headers: { ...from, ...all } });

  expect([byKey, byPassport]).toEqual([{ data: { whoever: app } }, { data: { whoever: visitor } }]);
});

test('what is sent on purpose and is wrong is refused, whatever else is right', async () => {
  const cookie = `tributary_session=${await token()}`;
  const wrong: Sent[] = [
    withHeader('authorization', 'Basic YTpi', { cookie }),
    bearer('app-unknown', { cookie }),
    bearer(await world.auth.loginToken(), { cookie }),
    withHeader('x-app-passport', 'nonsense', { cookie }),
    withHeader('coder-session-token', 'nonsense', { cookie }),
    { headers: { cookie }, search: '?coder_session_token=nonsense' },
  ];

  const answers = await Promise.all(wrong.map((sent) => askByHttp(world.url, query, sent)));

  expect(answers.map(({ errors }) => errors?.[0])).toEqual([
    refusal('the authorization is not a bearer token'),
    refusal('the API key is not valid'),
    refusal('the passport is not valid'),
    refusal('the passport is not valid'),
    refusal('the access token is not valid'),
    refusal('the access token is not valid'),
  ]);
});

const refusal = (message: string) => ({ message, extensions: { code: 'UNAUTHENTICATED' } });

test('a cookie that is not good any more makes nobody of its sender', async () => {
  const expired = await world.accessToken({ expiresAt: new Date(Date.now() - 1_000) });

  const answer = await askByHttp(world.url, query, withCookie('tributary_session', expired));

  expect(answer).toEqual({ data: { whoever: nobody } });
});

test('a passport says why it is refused for a restricted app', async () => {
  const own = { 'x-app-code': 'code-of-app3' };

  const answer = await askByHttp(world.url, query, withHeader('x-app-passport', 'forged', own));

  const reason = 'web_sso_auth_required';
  expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', reason });
});

test('a passport of an app that is gone is no credential', async () => {
  const answer = await askByHttp(world.url, query, bearer(await world.auth.passport('app9')));

  expect(answer.errors).toEqual([refusal('app does not exist')]);
});
