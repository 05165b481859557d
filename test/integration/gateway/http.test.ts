import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };

async function post(query: string, init: { variables?: object; headers?: object } = {}) {
  const body = JSON.stringify({ query, variables: init.variables });
  const headers = { ...json, ...init.headers };
  return read(await fetch(`${world.url}/graphql`, { method: 'POST', headers, body }));
}

async function read(response: Response) {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('a POST answers from two services in one operation', async () => {
  const query = 'query ($id: ID!) { person(id: $id) { id name notes } }';

  const answer = await post(query, { variables: { id: '7' } });

  const person = { id: '7', name: 'Person 7', notes: ['note of 7'] };
  expect(answer).toEqual({ status: 200, body: { data: { person } } });
});

test('a GET answers a query and refuses a mutation', async () => {
  const get = async (query: string) =>
    read(await fetch(`${world.url}/graphql?query=${encodeURIComponent(query)}`));

  expect(await get('{ person(id: "1") { name } }')).toEqual({
    status: 200,
    body: { data: { person: { name: 'Person 1' } } },
  });
  expect((await get('mutation { addNote(text: "x") }')).status).toBe(405);
  expect(world.seen.notes).toEqual([]);
});

test('the page of another site cannot send a query without asking first', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' };

  const response = await fetch(`${world.url}/graphql?query={notes}`, { headers });

  expect(response.status).toBe(400);
});

test('an unknown field is refused with 400 and its place', async () => {
  const { status, body } = await post('{ person(id: "1") { height } }');

  expect(status).toBe(400);
  expect(body).toEqual({
    errors: [
      {
        message: 'Cannot query field "height" on type "Person".',
        locations: [{ line: 1, column: 21 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
});

const repeated = (field: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `a${from + at}: ${field}`).join(' ');

test.each([
  ['mutation', 20, 'addNote(text: "x")'],
  ['query', 200, '__typename'],
])('the root of a %s has at most %i fields, those of fragments too', async (kind, max, field) => {
  const named = `fragment Half on ${kind === 'query' ? 'Query' : 'Mutation'}`;
  const ask = (count: number) =>
    post(`${kind} { ${repeated(field, 0, 5)} ... { ${repeated(field, 5, 10)} } ...Half ...Half }
      ${named} { a0: ${field} ${repeated(field, 10, count)} }`);

  const [fits, refused] = [await ask(max), await ask(max + 1)];

  expect([fits.status, fits.body.errors]).toEqual([200, undefined]);
  const message = `the operation selects more than ${max} fields of a ${kind}`;
  expect(refused).toEqual({
    ...{ status: 400, body: { errors: [{ message, extensions: { code: 'BAD_INPUT' } }] } },
  });
  expect(world.seen.notes.splice(0)).toHaveLength(kind === 'mutation' ? max : 0);
});

test('a document that does not parse, and a variable that does not fit, are refused', async () => {
  const broken = await post('{ person(id: ');
  const unfit = await post('query ($id: ID!) { person(id: $id) { id } }', { variables: {} });

  expect([broken.status, unfit.status]).toEqual([400, 400]);
  expect(broken.body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
  expect(unfit.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

test('a body of 20 MB is too large, in the form of a GraphQL error', async () => {
  const answer = await post('{ notes }', { variables: { text: 'x'.repeat(20_000_000) } });

  const message = 'the body exceeds 1048576 bytes';
  expect(answer).toEqual({
    status: 413,
    body: { errors: [{ message, extensions: { code: 'TOO_LARGE', reason: 'body_too_large' } }] },
  });
});

test('a body that is not JSON is refused', async () => {
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: json,
    body: '{"query": ',
  });

  const message = 'the body is not valid JSON';
  expect(await read(response)).toEqual({
    status: 400,
    body: { errors: [{ message, extensions: { code: 'BAD_INPUT' } }] },
  });
});

test('a field for signed-in callers is refused to others and given to them', async () => {
  const query = '{ me { id kind } }';
  const authorization = `Bearer ${await world.accessToken()}`;

  const anonymous = await post(query);
  const signedIn = await post(query, { headers: { authorization } });

  const message = 'the operation needs a signed-in caller';
  expect(anonymous).toEqual({
    status: 401,
    body: { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
  });
  expect(signedIn).toEqual({ status: 200, body: { data: { me: { id: 'ada', kind: 'account' } } } });
});

test('a field that needs a scope is refused without it', async () => {
  const bearer = async (scopes: string[]) => ({
    authorization: `Bearer ${await world.accessToken({ scopes })}`,
  });

  const without = await post('{ secrets }', { headers: await bearer([]) });
  const within = await post('{ secrets }', { headers: await bearer(['secrets:read']) });

  expect(without.status).toBe(403);
  expect(without.body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(within).toEqual({ status: 200, body: { data: { secrets: 'the secrets' } } });
});

test('bad credentials are refused whatever is asked', async () => {
  const expired = await world.accessToken({ expiresAt: new Date(Date.now() - 60_000) });
  const all = [`Bearer ${expired}`, 'Bearer nonsense', 'Basic YTpi', 'Bearer app-unknown'];

  const answers = await Promise.all(
    all.map((authorization) => post('{ whoever { kind } }', { headers: { authorization } })),
  );

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
});

test('an API key makes the caller its app, or an end user of it', async () => {
  const query = '{ me { id kind appId } }';
  const authorization = 'Bearer app-key-of-app1';

  const app = await post(query, { headers: { authorization } });
  const endUser = await post(query, { headers: { authorization, 'x-end-user': 'bob' } });
  const off = await post(query, { headers: { authorization: 'Bearer app-key-of-app2' } });

  expect(app.body).toEqual({ data: { me: { id: 'app1', kind: 'app', appId: 'app1' } } });
  const bob = { id: 'app1/service-api/bob', kind: 'endUser', appId: 'app1' };
  expect(endUser.body).toEqual({ data: { me: bob } });
  expect(off.status).toBe(403);
});

test('what a bug says stays inside', async () => {
  const { status, body } = await post('{ broken }');

  expect(status).toBe(200);
  expect(body).toEqual({
    data: null,
    errors: [
      {
        message: 'internal error',
        path: ['broken'],
        extensions: { code: 'INTERNAL', service: 'people' },
      },
    ],
  });
});

test('variables that are nested without end are refused', async () => {
  const id = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const query = 'query ($id: ID!) { person(id: $id) { id } }';
  const body = `{"query":"${query}","variables":{"id":${id}}}`;

  const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: json, body });

  const message = 'variables are nested more than 128 levels deep';
  expect(await read(response)).toEqual({
    status: 400,
    body: { errors: [{ message, extensions: { code: 'BAD_INPUT' } }] },
  });
});

test('a wrong hash of a query is the mistake of its client', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: 'x' } };
  const body = JSON.stringify({ query: '{ __typename }', extensions });

  const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: json, body });

  const message = 'provided sha does not match query';
  expect(await read(response)).toEqual({
    status: 400,
    body: { errors: [{ message, extensions: { code: 'BAD_INPUT' } }] },
  });
});

test('fields that only services may use do not exist for clients', async () => {
  const { status, body } = await post('{ apiKeyApp(key: "app-key-of-app1") { keyId } }');

  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
});

test('any site may ask before it sends a request', async () => {
  const response = await fetch(`${world.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://example.org',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
});

test('a browser gets a page whose parts all come from here', async () => {
  const page = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
  const html = await page.text();
  const addresses = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address);

  const parts = await Promise.all(addresses.map((address) => fetch(world.url + address)));

  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(addresses.length).toBe(7);
  expect(parts.map(({ status }) => status)).toEqual(addresses.map(() => 200));
});

test('every answer says its request and is taken for what it is declared to be', async () => {
  const own = await fetch(`${world.url}/health/live`, { headers: { 'x-request-id': 'my-1' } });
  const made = await fetch(`${world.url}/nowhere`);

  expect(own.headers.get('x-request-id')).toBe('my-1');
  expect(made.status).toBe(404);
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.headers.get('x-content-type-options')).toBe('nosniff');
});
