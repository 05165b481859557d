import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../entrance.ts';
import type { Person } from '../../person.ts';
import { start, told } from './calls.ts';

const limit = 20;

let entrance: Entrance;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  const variables = { RATE_LIMIT_PLAYGROUND: String(limit) };
  entrance = await startEntrance({ others: ['workflow'], variables });
  ada = await entrance.signUp('ada');
  eve = await entrance.signUp('eve');
});
afterAll(() => entrance[Symbol.asyncDispose]());

const begin = `${start}?workflowMode=React`;

/** A call as a browser sends it in which somebody is signed in. */
const call = (
  { credential }: Person,
  path: string,
  { body, ...headers }: Record<string, string> = {},
) =>
  entrance.anonymous.fetch(path, {
    ...(body !== undefined && { method: 'POST', body }),
    headers: {
      cookie: `other=1; tributary_session=${credential}`,
      'content-type': 'application/json',
      ...headers,
    },
  });

const body = '{"input":"What is 1 + 1?"}';
const owner = async (response: Promise<Response>) =>
  ((await (await response).json()) as { userId: string }).userId;

test('a session counts as its account, unless a bearer says otherwise', async () => {
  const authorization = `Bearer ${eve.credential}`;

  expect(await owner(call(ada, begin, { body }))).toBe(ada.accountId);
  expect(await owner(call(ada, begin, { body, authorization }))).toBe(eve.accountId);
  for (const wrong of ['Bearer nonsense', 'Basic YTpi']) {
    expect((await call(ada, begin, { body, authorization: wrong })).status).toBe(401);
  }
  expect((await call({ ...ada, credential: 'x' }, begin, { body })).status).toBe(401);
});

test('a page of another site does nothing with a session, and sees nothing', async () => {
  const sites: Record<string, string>[] = [
    { origin: 'https://theirs.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: entrance.url },
  ];
  const detail = expect.any(String);

  for (const site of sites) {
    expect(await told(call(ada, begin, { body, ...site }))).toEqual([403, { detail }]);
    expect(await told(call(ada, '/api/chat/playground/wf_1/stop', { body: '', ...site }))).toEqual([
      ...[403, { detail }],
    ]);
    expect(await told(call(ada, '/api/workflows', site))).toEqual([401, { detail }]);
    const authorization = `Bearer ${ada.credential}`;
    expect((await call(ada, '/api/workflows', { ...site, authorization })).status).toBe(200);
  }
  const own = { origin: entrance.url, 'sec-fetch-site': 'same-origin' };
  expect((await call(ada, begin, { body, ...own })).status).toBe(200);
});

const limits = ({ status, headers }: Response) => [
  status,
  ...['limit', 'remaining'].map((name) => headers.get(`x-ratelimit-${name}`)),
];

test('every answer tells of the limit, also where there is no endpoint', async () => {
  const bob = await entrance.signUp('bob');
  const nowhere = () => call(bob, '/api/workflows/a/b/c');

  const answers = [
    await nowhere(),
    await call(bob, '/api/workflows', { body }),
    await call(bob, '/api/chat/playground'),
    await call(bob, '/api/workflows'),
  ];

  expect(answers.map(limits)).toEqual([
    [404, `${limit}`, `${limit - 1}`],
    [405, `${limit}`, `${limit - 2}`],
    [404, `${limit}`, `${limit - 3}`],
    [200, `${limit}`, `${limit - 1}`],
  ]);
  expect(answers[1]?.headers.get('allow')).toBe('GET, HEAD');
  await Promise.all(Array.from({ length: limit - 3 }, nowhere));
  const refused = await nowhere();
  expect([...limits(refused), await refused.json()]).toEqual([
    ...[429, `${limit}`, '0', { detail: `rate limit exceeded: ${limit} per 1 minute` }],
  ]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('strangers are counted by where they come from, as a trusted proxy says', async () => {
  const from = (ip: string) =>
    entrance.anonymous.fetch('/api/workflows', {
      headers: { 'x-forwarded-for': `${ip}, 10.0.0.1` },
    });

  const [first, other, second] = [
    await from('192.0.2.1'),
    await from('192.0.2.2'),
    await from('192.0.2.1'),
  ];

  expect([first, other, second].map(limits)).toEqual([
    [401, `${limit}`, `${limit - 1}`],
    [401, `${limit}`, `${limit - 1}`],
    [401, `${limit}`, `${limit - 2}`],
  ]);
});
