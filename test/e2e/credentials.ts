import { beforeAll, expect, test } from 'vitest';
import { createApp, createPerson, type Person, password } from '../person.ts';
import { act, attemptRefresh, codesOf, refresh, signIn, verdicts } from '../sessions.ts';
import { fleet } from './fleet.ts';

let first: string;
let second: string;

beforeAll(() => {
  [first = '', second = ''] = fleet.urls;
});

const good = ['good', 'good'];
const refused = ['UNAUTHENTICATED', 'UNAUTHENTICATED'];
const soon = { timeout: 5_000, interval: 20 };

/** An app of somebody, and all that its page hands out. */
async function publish(owner: Person) {
  const app = await createApp(owner);
  const { data } = await owner.graphql<{ app: { code: string } }>(
    'query ($id: ID!) { app(id: $id) { code } }',
    { id: app.id },
  );
  const code = data?.app.code ?? '';
  const { passport } = await act<{ passport: string }>(
    createPerson(first, ''),
    'issuePassport',
    { appCode: code, sessionId: 'kim' },
    { fields: '{ passport }' },
  );
  return { ...app, code, passport };
}

/** As whom a message is written that is sent with these headers; or the code of the refusal. */
async function authorOf(url: string, appId: string, headers: Record<string, string>, path = '') {
  const query = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message {
    author { ... on Account { id } ... on EndUser { origin sessionId } }
  } } }`;
  const response = await fetch(`${url}/graphql${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { input: { appId, text: 'Hello' } } }),
  });
  const answer = (await response.json()) as {
    data?: { sendMessage: { message: { author: unknown } } };
  };
  return answer.data?.sendMessage.message.author ?? codesOf(answer)[0];
}

test('every kind of credential is known at every gateway, wherever it may be sent', async () => {
  const owner = await fleet.signUp('owner');
  const { id, key, code, passport } = await publish(owner);
  const token = owner.credential;
  const account = { id: owner.accountId };
  const visitor = { origin: 'web-app', sessionId: 'kim' };
  const caller = (sessionId: string) => ({ origin: 'service-api', sessionId });
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

  for (const url of fleet.urls) {
    const by = (headers: Record<string, string>, path?: string) => authorOf(url, id, headers, path);
    const authors = {
      'an access token': await by(bearer(token)),
      'a session': await by({ cookie: `tributary_session=${token}` }),
      'a header of the chats API': await by({ 'coder-session-token': token }),
      'a cookie of the chats API': await by({ cookie: `coder_session_token=${token}` }),
      'a query of the chats API': await by({}, `?coder_session_token=${token}`),
      'a key': await by(bearer(key)),
      'a key for somebody': await by({ ...bearer(key), 'x-end-user': 'lee' }),
      'a passport': await by({ 'x-app-passport': passport }),
      'a passport as a bearer': await by(bearer(passport)),
      'a passport as a cookie': await by({
        ...{ 'x-app-code': code, cookie: `passport-${code}=${passport}` },
      }),
    };
    expect(authors).toEqual({
      'an access token': account,
      'a session': account,
      'a header of the chats API': account,
      'a cookie of the chats API': account,
      'a query of the chats API': account,
      'a key': caller('DEFAULT-USER'),
      'a key for somebody': caller('lee'),
      'a passport': visitor,
      'a passport as a bearer': visitor,
      'a passport as a cookie': visitor,
    });
  }
});

test('what is no credential is refused at every gateway', async () => {
  const owner = await fleet.signUp('owner');
  const { id, key, passport } = await publish(owner);
  const { accessToken: login } = await act<{ accessToken: string }>(
    createPerson(first, ''),
    'loginToWebApps',
    { email: owner.email, password },
    { fields: '{ accessToken }' },
  );
  const forged = (token: string) =>
    token.slice(0, -6) + token.slice(-6).split('').reverse().join('');
  const cookie = `tributary_session=${owner.credential}`;

  for (const url of fleet.urls) {
    const codes = {
      nothing: await authorOf(url, id, {}),
      'a forged token': await authorOf(url, id, {
        authorization: `Bearer ${forged(owner.credential)}`,
      }),
      'an unknown key': await authorOf(url, id, { authorization: `Bearer ${key}x` }),
      'a forged passport': await authorOf(url, id, { 'x-app-passport': forged(passport) }),
      'a login token': await authorOf(url, id, { authorization: `Bearer ${login}` }),
      'a session from elsewhere': await authorOf(url, id, {
        cookie,
        'sec-fetch-site': 'cross-site',
      }),
    };
    expect(new Set(Object.values(codes))).toEqual(new Set(['UNAUTHENTICATED']));
  }
});

test('a passport stops at all gateways when the app gets another address', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId, passport } = await publish(owner);
  const before = await verdicts(fleet, passport);

  await act(owner, 'regenerateAppCode', { appId });

  expect(before).toEqual(good);
  await expect.poll(() => verdicts(fleet, passport), soon).toEqual(refused);
});

test('a refresh token that comes twice ends the sign-in, whichever gateways it comes to', async () => {
  const ada = await fleet.signUp('ada');
  const stolen = await signIn(first, ada.email);
  const rightful = await refresh(second, stolen.refreshToken);
  const before = await verdicts(fleet, rightful.accessToken);

  const again = await attemptRefresh(first, stolen.refreshToken);

  expect(before).toEqual(good);
  expect(codesOf(again)).toEqual(['UNAUTHENTICATED']);
  await expect.poll(() => verdicts(fleet, rightful.accessToken), soon).toEqual(refused);
  expect(codesOf(await attemptRefresh(second, rightful.refreshToken))).toEqual(['UNAUTHENTICATED']);
  expect(await verdicts(fleet, ada.credential)).toEqual(good);
});

test('of two who use a refresh token at once, at two gateways, one gets through and neither stays', async () => {
  const ada = await fleet.signUp('ada');
  const { refreshToken } = await signIn(first, ada.email);

  const answers = await Promise.all(fleet.urls.map((url) => attemptRefresh(url, refreshToken)));

  const passed = answers.flatMap(({ data }) => data?.refreshSignIn ?? []);
  const [tokens] = passed as { accessToken: string }[];
  const accessToken = tokens?.accessToken ?? '';
  expect(passed).toHaveLength(1);
  await expect.poll(() => verdicts(fleet, accessToken), soon).toEqual(refused);
});

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

test('a browser signs in at one gateway, goes on at the other and signs out for both', async () => {
  const ada = await fleet.signUp('ada');
  const post = (url: string, headers: Record<string, string>, body?: string) =>
    fetch(url, { method: 'POST', headers, ...(body !== undefined && { body }) });
  const json = { 'content-type': 'application/json' };
  const viewers = (cookie: string) =>
    Promise.all(
      fleet.urls.map(async (url) => {
        const query = JSON.stringify({ query: '{ viewer { id } }' });
        return (await post(`${url}/graphql`, { ...json, cookie }, query)).json();
      }),
    );
  const both = (viewer: unknown) => [{ data: { viewer } }, { data: { viewer } }];

  const input = JSON.stringify({ email: ada.email, password });
  const begun = await post(`${first}/session`, json, input);
  const continued = await post(`${second}/session/refresh`, { cookie: cookiesOf(begun) });
  const cookie = cookiesOf(continued);
  const before = await viewers(cookie);
  const ended = await fetch(`${second}/session`, { method: 'DELETE', headers: { cookie } });

  expect([begun.status, continued.status, ended.status]).toEqual([200, 200, 204]);
  expect(before).toEqual(both({ id: ada.accountId }));
  await expect.poll(() => viewers(cookie), soon).toEqual(both(null));
  expect((await post(`${first}/session/refresh`, { cookie })).status).toBe(401);
  expect((await fetch(`${first}/api/workflows`, { headers: { cookie } })).status).toBe(401);
});

test('the calls of an account are counted over all gateways', async () => {
  const ada = await fleet.signUp('ada');
  const programs = fleet.everywhere(ada.credential);
  const statuses: number[] = [];
  for (let call = 0; call < 8; call++) {
    const response = await programs[call % 2]?.fetch('/api/workflows');
    statuses.push(response?.status ?? 0);
  }

  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
});
