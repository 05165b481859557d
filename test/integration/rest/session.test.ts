import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../entrance.ts';
import { type Person, password } from '../../person.ts';
import { act } from '../../sessions.ts';

let entrance: Entrance;
let ada: Person;

beforeAll(async () => {
  entrance = await startEntrance({
    others: ['workflow'],
    variables: { RATE_LIMIT_LOGIN: '0' },
  });
  ada = await entrance.signUp('ada');
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly maxAge: number;
  /** As they stand in the header. */
  readonly flags: string;
}

function readCookie(header: string): Cookie {
  const [, name = '', value = '', maxAge, path = '', flags = ''] =
    /^([^=]+)=([^;]*); Max-Age=(\d+); Path=([^;]+); (.*)$/.exec(header) ?? [];
  return { name, value, path, maxAge: Number(maxAge), flags };
}

/** A browser as far as cookies go: it keeps what it is given, and sends it where it belongs. */
function createBrowser({ url }: Pick<Entrance, 'url'>) {
  const kept = new Map<string, Cookie>();

  async function call(path: string, init: RequestInit = {}) {
    const sent = [...kept.values()].filter((one) => path.startsWith(one.path));
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    for (const text of response.headers.getSetCookie()) {
      const one = readCookie(text);
      if (one.maxAge === 0) kept.delete(one.name);
      else kept.set(one.name, one);
    }
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body, headers: response.headers };
  }

  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method: 'POST', headers: { ...type, ...headers } };
    return call(path, { ...init, ...(body !== undefined && { body: JSON.stringify(body) }) });
  };

  return {
    kept,
    call,
    post,
    signIn: ({ email }: Person) => post('/session', { email, password }),
    /** The address of whoever the graph sees. */
    async whoAmI(headers = {}) {
      const { body } = await post('/graphql', { query: '{ viewer { email } }' }, headers);
      return (body as { data: { viewer: { email: string } | null } }).data.viewer?.email;
    },
  };
}

const refused = (status: number, code: string) => [status, { code, message: expect.any(String) }];

test('a browser signs in, and is known to the graph and to the playground', async () => {
  const browser = createBrowser(entrance);

  const { status, body, headers } = await browser.signIn(ada);

  expect([status, body]).toEqual([
    200,
    {
      account: {
        ...{ id: ada.accountId, email: ada.email, name: 'ada' },
        organizationId: ada.organizationId,
      },
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
  ]);
  expect(headers.get('cache-control')).toBe('no-store');
  expect([...browser.kept.values()]).toMatchObject([
    { name: 'tributary_session', path: '/', flags: 'HttpOnly; SameSite=Lax' },
    { name: 'tributary_refresh', path: '/session', flags: 'HttpOnly; SameSite=Strict' },
  ]);
  const [session = 0, refresh = 0] = [...browser.kept.values()].map(({ maxAge }) => maxAge);
  expect([session > 3590, session <= 3600]).toEqual([true, true]);
  expect([refresh > 2_591_990, refresh <= 2_592_000]).toEqual([true, true]);
  expect(await browser.whoAmI()).toBe(ada.email);
  expect(await browser.call('/api/workflows')).toMatchObject({ status: 200, body: [] });
});

test('a session goes on with the tokens that another password brought', async () => {
  const browser = createBrowser(entrance);
  const bob = await entrance.signUp('bob');
  await browser.signIn(bob);
  const query = `mutation ($input: ChangePasswordInput!) {
    changePassword(input: $input) { refreshToken }
  }`;
  const input = { currentPassword: password, newPassword: 'another h0rse' };
  const { body } = await browser.post('/graphql', { query, variables: { input } });
  const { refreshToken } = (body as { data: { changePassword: { refreshToken: string } } }).data
    .changePassword;

  const adopted = await browser.call('/session', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken }),
  });

  expect(adopted.status).toBe(200);
  expect((await browser.post('/session/refresh')).status).toBe(200);
  expect(await browser.whoAmI()).toBe(bob.email);
});

test('a session is refused to whoever does not prove to be somebody', async () => {
  const browser = createBrowser(entrance);
  const told = async (answer: ReturnType<typeof browser.call>) => {
    const { status, body } = await answer;
    return [status, body];
  };
  const right = { email: ada.email, password };

  for (const wrong of [{ password: 'wrong horse 1' }, { email: 'nobody@example.com' }]) {
    expect(await told(browser.post('/session', { ...right, ...wrong }))).toEqual(
      refused(401, 'UNAUTHENTICATED'),
    );
  }
  expect(await told(browser.post('/session', []))).toEqual(refused(400, 'BAD_INPUT'));
  expect(await told(browser.post('/session', { email: 7 }))).toEqual(refused(400, 'BAD_INPUT'));
  const plain = { 'content-type': 'text/plain' };
  expect(await told(browser.post('/session', right, plain))).toEqual(
    refused(415, 'UNSUPPORTED_TYPE'),
  );
  expect(await told(browser.post('/session/refresh'))).toEqual(refused(401, 'UNAUTHENTICATED'));
  expect(await told(browser.call('/session', { method: 'DELETE' }))).toEqual(
    refused(401, 'UNAUTHENTICATED'),
  );
  const forged = { method: 'DELETE', headers: { cookie: 'tributary_refresh=forged' } };
  expect(await told(browser.call('/session', forged))).toEqual(refused(401, 'UNAUTHENTICATED'));
  expect(await told(browser.call('/session'))).toEqual(refused(405, 'NOT_FOUND'));
  expect(await told(browser.call('/session/more'))).toEqual(refused(404, 'NOT_FOUND'));
  expect(browser.kept.size).toBe(0);
});

test('a refresh gives the next tokens, and an old one ends the session', async () => {
  const browser = createBrowser(entrance);
  await browser.signIn(ada);
  const [first, old] = ['tributary_session', 'tributary_refresh'].map((name) =>
    browser.kept.get(name),
  );

  const { status, body } = await browser.post('/session/refresh');
  const seen = await browser.whoAmI();
  const reuse = await fetch(`${entrance.url}/session/refresh`, {
    method: 'POST',
    headers: { cookie: `tributary_refresh=${old?.value}` },
  });

  expect([status, body]).toMatchObject([200, { account: { id: ada.accountId } }]);
  expect(browser.kept.get('tributary_session')?.value).not.toBe(first?.value);
  expect(seen).toBe(ada.email);
  expect(reuse.status).toBe(401);
  expect((await browser.post('/session/refresh')).status).toBe(401);
  await expect.poll(() => browser.whoAmI()).toBeUndefined();
});

test('signing out ends the session for everybody who holds its tokens', async () => {
  const browser = createBrowser(entrance);
  await browser.signIn(ada);
  const token = browser.kept.get('tributary_session')?.value ?? '';
  const authorization = `Bearer ${token}`;
  const before = await browser.whoAmI({ authorization });

  const { status, body, headers } = await browser.call('/session', { method: 'DELETE' });

  expect([before, status, body]).toEqual([ada.email, 204, undefined]);
  expect(headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])).toEqual([
    ...['tributary_session=', 'tributary_refresh='],
  ]);
  expect(browser.kept.size).toBe(0);
  expect(await browser.whoAmI()).toBeUndefined();
  const ask = async () =>
    (await entrance.anonymous.fetch('/api/workflows', { headers: { authorization } })).status;
  await expect.poll(ask).toBe(401);
});

test('who comes back late signs out by the refresh token alone', async () => {
  const browser = createBrowser(entrance);
  const eve = await entrance.signUp('eve');
  await browser.signIn(eve);
  const session = browser.kept.get('tributary_session')?.value ?? '';
  const refresh = browser.kept.get('tributary_refresh')?.value ?? '';
  browser.kept.delete('tributary_session');

  const { status } = await browser.call('/session', { method: 'DELETE' });

  expect([status, browser.kept.size]).toEqual([204, 0]);
  const again = { method: 'POST', headers: { cookie: `tributary_refresh=${refresh}` } };
  expect((await fetch(`${entrance.url}/session/refresh`, again)).status).toBe(401);
  const headers = { cookie: `tributary_session=${session}` };
  const ask = async () => (await fetch(`${entrance.url}/api/workflows`, { headers })).status;
  await expect.poll(ask).toBe(401);
  expect(await act(eve, 'signOut', {}, { fields: '{ ids }' })).toEqual({
    ids: [expect.any(String)],
  });
});

test('no other site signs a browser in or out', async () => {
  const browser = createBrowser(entrance);
  await browser.signIn(ada);
  const { url } = entrance;
  const sites: Record<string, string>[] = [
    { origin: 'https://theirs.example' },
    { 'sec-fetch-site': 'cross-site', origin: url },
    { 'sec-fetch-site': 'same-site' },
  ];

  for (const site of sites) {
    const answers = [
      await browser.post('/session', { email: ada.email, password }, site),
      await browser.post('/session/refresh', undefined, site),
      await browser.call('/session', { method: 'DELETE', headers: site }),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      answers.map(() => refused(403, 'FORBIDDEN')),
    );
    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([]);
  }
  expect((await browser.post('/session/refresh', undefined, { origin: url })).status).toBe(200);
  expect(await browser.whoAmI()).toBe(ada.email);
});

test('behind https, cookies travel by nothing else', async () => {
  const site = 'https://tributary.example';
  const browser = createBrowser({ url: await entrance.openGateway({ PUBLIC_URL: site }) });
  const bob = await entrance.signUp('bob');

  const { status } = await browser.signIn(bob);

  expect(status).toBe(200);
  expect([...browser.kept.values()]).toMatchObject([
    { name: '__Host-tributary_session', path: '/', flags: 'HttpOnly; Secure; SameSite=Lax' },
    { name: '__Host-tributary_refresh', path: '/', flags: 'HttpOnly; Secure; SameSite=Strict' },
  ]);
  expect(await browser.whoAmI({ origin: site })).toBe(bob.email);
  expect((await browser.post('/session/refresh', undefined, { origin: site })).status).toBe(200);
  const value = browser.kept.get('__Host-tributary_session')?.value ?? '';
  browser.kept.clear();
  expect(await browser.whoAmI({ cookie: `tributary_session=${value}` })).toBeUndefined();
  const logout = await browser.post('/api/logout');
  expect(logout.headers.getSetCookie()[0]).toMatch(
    /^__Host-webapp_access_token=; .*; HttpOnly; Secure; SameSite=None$/,
  );
});
