import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import { createApp, createPerson, type Person } from '../../../person.ts';
import { files, makeSiteAdmin, told, unknown, upload } from './calls.ts';

let entrance: Entrance;
/** A gateway with the narrowest limits. */
let narrow: string;
let ada: Person;
beforeAll(async () => {
  entrance = await startEntrance({ variables: { RATE_LIMIT_CODER_FILES: '0' } });
  ada = await entrance.signUp('ada');
  narrow = await entrance.openGateway({ RATE_LIMIT_CODER: '2', RATE_LIMIT_CODER_FILES: '3' });
});
afterAll(() => entrance?.[Symbol.asyncDispose]());

const file = `${files}/${unknown}`;
const expired = (detail: string) => [
  401,
  { message: 'you are signed out, or your session has expired', detail },
];
const missing = [404, { message: 'resource not found, or you have no access to it' }];
/** What is there to ask does not answer: whoever gets so far was let in. */
const letIn = [500, { message: 'the server could not do this', detail: expect.any(String) }];
const ask = (headers: Record<string, string>, path = file) =>
  told(entrance.anonymous.fetch(path, { headers }));

test('who brings no session token, or a wrong one, is told what is wrong', async () => {
  const needed = /^a session token is needed, as the cookie or query parameter coder_session_token/;

  expect(await ask({})).toEqual(expired(expect.stringMatching(needed)));
  expect(await ask({ authorization: 'Basic YTpi' })).toEqual(
    expired(expect.stringMatching(needed)),
  );
  expect(
    await ask({ cookie: 'coder_session_token=x', authorization: `Bearer ${ada.credential}` }),
  ).toEqual(
    expired('the session token of the cookie coder_session_token is not valid, or not any more'),
  );
  expect(await ask({ 'coder-session-token': 'x' }, `${file}?coder_session_token=`)).toEqual(
    expired('the session token of the header Coder-Session-Token is not valid, or not any more'),
  );
  expect(await ask({}, `${file}?coder_session_token=x`)).toEqual(
    expired(
      'the session token of the query parameter coder_session_token is not valid, or not any more',
    ),
  );
  expect(
    await told(upload(entrance.anonymous, { query: '', headers: { authorization: 'Bearer x' } })),
  ).toEqual(expired('the session token of the header Authorization is not valid, or not any more'));
});

test('a token is good in each of its four places', async () => {
  const { credential } = ada;

  expect(await ask({ cookie: `coder_session_token=${credential}` })).toEqual(letIn);
  expect(await ask({}, `${file}?coder_session_token=${credential}`)).toEqual(letIn);
  expect(await ask({ 'coder-session-token': credential })).toEqual(letIn);
  expect(await ask({ authorization: `Bearer ${credential}` })).toEqual(letIn);
});

test('a page of another site does not call with the cookie of its reader', async () => {
  const foreign = {
    origin: 'https://evil.example',
    cookie: `coder_session_token=${ada.credential}`,
  };
  const detail = 'the cookie coder_session_token does not count in a request of another site';

  expect(await ask(foreign)).toEqual(expired(detail));
  expect(await told(upload(entrance.anonymous, { headers: foreign }))).toEqual(expired(detail));
  expect(await ask({ ...foreign, 'coder-session-token': ada.credential })).toEqual(letIn);
  expect(await ask({ ...foreign, origin: entrance.url })).toEqual(letIn);
});

test('an app uploads nothing, and finds nothing', async () => {
  const { program } = await createApp(ada);

  expect(await told(upload(program, { query: '' }))).toEqual([
    403,
    { message: 'you may not do this', detail: 'only an account may upload a file for a chat' },
  ]);
  expect(await told(createPerson(ada.url, 'app-unknown').fetch(file))).toEqual(
    expired(expect.stringContaining('header Authorization')),
  );
});

const invalid = (field: string, detail: string) => [
  400,
  { message: `${field} is not valid`, detail, validations: [{ field, detail }] },
];
const noUuid = 'must be a UUID, such as 497f6eca-6276-4993-bfeb-53cbbbba6f08';

test.each([
  ['', 'is missing'],
  ['?organization=', 'is missing'],
  ['?organization=x', noUuid],
  [`?organization=x&organization=${unknown}`, noUuid],
])('an organization %j is no UUID', async (query, detail) => {
  expect(await told(upload(ada, { query, type: 'text/html' }))).toEqual(
    invalid('organization', detail),
  );
});

test.each(['x', '%zz', '%00', `${unknown}0`, 'x'.repeat(10_000)])(
  'a file of an id that is none is a mistake (%#)',
  async (id) => {
    expect(await told(ada.fetch(`${files}/${id}`))).toEqual(invalid('file', noUuid));
  },
);

test('what is no endpoint is not found, and another method not allowed, under both prefixes', async () => {
  for (const prefix of ['/api/v2/chats', '/api/experimental/chats']) {
    for (const path of ['', '/x', `/${unknown}/archive`, `/${unknown}/git/watch`, '/files/a/b']) {
      expect(await told(ada.fetch(`${prefix}${path}`))).toEqual(missing);
    }
    const response = await ada.fetch(`${prefix}/files`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await told(ada.fetch(`${prefix}/files`, { method: 'DELETE' }))).toEqual([
      405,
      {
        message: 'the method is not allowed here',
        detail: 'the method DELETE is not allowed here',
      },
    ]);
    expect((await told(ada.fetch(`${prefix}/files/${unknown}`, { method: 'POST' })))[0]).toBe(405);
  }
});

const many = (message: string) => [429, { message: `rate limit exceeded: ${message}` }];

test('calls are limited by endpoint, and those for files together, whatever the prefix', async () => {
  const eve = createPerson(narrow, (await entrance.signUp('eve')).credential);
  const read = (prefix = '/api/v2') => eve.fetch(`${prefix}/chats/files/x`);
  const write = () => upload(eve, { query: '' });

  await Promise.all([read(), read('/api/experimental')]);
  const third = await read();
  const uploading = await write();

  expect(uploading.status).toBe(400);
  expect(third.headers.get('retry-after')).toMatch(/^(?:[1-9]|[1-5]\d|60)$/);
  expect(await told(Promise.resolve(third))).toEqual(many('2 requests per minute to one endpoint'));
  expect(await told(write())).toEqual(many('3 requests per minute for files'));
});

test('strangers are counted by their network', async () => {
  const stranger = createPerson(narrow, 'nonsense');
  const paths = [files, '/api/v2/chats/x'].map((path) => `${path}/${unknown}`);

  for (const path of paths) {
    await Promise.all([stranger.fetch(path), createPerson(narrow, '').fetch(path)]);
    expect(await told(stranger.fetch(path))).toEqual(many('2 requests per minute to one endpoint'));
  }
});

test('who administers the installation may go uncounted, and nobody else', async () => {
  const bypass = { 'x-coder-bypass-ratelimit': 'true' };
  const [kim, zoe] = [await entrance.signUp('kim'), await entrance.signUp('zoe')];
  const admin = await makeSiteAdmin(entrance, kim);
  const statuses = async ({ credential }: Person, headers: Record<string, string>) => {
    const person = createPerson(narrow, credential);
    const calls = Array.from({ length: 4 }, () => person.fetch(`${files}/x`, { headers }));
    return (await Promise.all(calls)).map(({ status }) => status).sort();
  };

  // What the account held before is void, as with any change of what it may do.
  await expect.poll(async () => (await kim.fetch(file)).status).toBe(401);
  expect(await statuses(zoe, bypass)).toEqual([400, 400, 429, 429]);
  expect(await statuses(admin, bypass)).toEqual([400, 400, 400, 400]);
  expect(await statuses(admin, { 'x-coder-bypass-ratelimit': 'false' })).toEqual([
    ...[400, 400, 429, 429],
  ]);
});
