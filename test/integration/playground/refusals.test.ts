import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../entrance.ts';
import type { Person } from '../../person.ts';
import { post, read, start, startRun, told } from './calls.ts';

/** More than one endpoint is called here for other reasons. */
const limit = 60;

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

const workflows = '/api/workflows';

const refused = (status: number, detail: unknown = expect.any(String)) => [status, { detail }];

test('who is not signed in gets nowhere', async () => {
  const paths = ['/api/workflows', '/api/workflows/wf_1', '/api/workflows/wf_1/status'];
  const stranger = { authorization: 'Bearer nonsense' };

  for (const path of [...paths, '/api/chat/playground/wf_1/chatData']) {
    const response = await ada.fetch(path, { headers: stranger });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({ detail: expect.any(String) });
  }
  expect((await post(entrance.anonymous, start, '{')).status).toBe(401);
  const odd = { 'content-type': 'no media type;' };
  expect((await post(entrance.anonymous, start, '{', odd)).status).toBe(401);
  expect((await post(entrance.anonymous, '/api/chat/playground/wf_1/stop')).status).toBe(401);
});

test('reads of a foreign run do not reveal it, writes are forbidden', async () => {
  const { id } = await startRun(ada, 'What is 1 + 1?', '?workflowMode=React');

  for (const path of ['', '/status']) {
    expect(await told(eve.fetch(`/api/workflows/${id}${path}`))).toEqual(refused(404));
  }
  expect(await told(eve.fetch(`/api/chat/playground/${id}/chatData`))).toEqual(refused(404));
  expect(await told(post(eve, `/api/chat/playground/${id}/stop`))).toEqual(refused(403));
  const path = `${start}?workflowId=${id}`;
  expect(await told(post(eve, path, { input: 'x' }))).toEqual(refused(403));
});

test('what does not exist is not found', async () => {
  for (const id of ['wf_none', '%7B%22%24gt%22%3A%22%22%7D', 'a.b', '%zz', 'x'.repeat(200)]) {
    expect(await told(ada.fetch(`/api/workflows/${id}`))).toEqual(refused(404));
    expect(await told(ada.fetch(`/api/chat/playground/${id}/chatData`))).toEqual(refused(404));
    expect(await told(post(ada, `/api/chat/playground/${id}/stop`))).toEqual(refused(404));
  }
  const path = `${start}?workflowId=wf_none`;
  expect(await told(post(ada, path, { input: 'x' }))).toEqual(refused(404));
  expect(await told(ada.fetch('/api/workflows/a/b/c'))).toEqual(refused(404));
});

const files = Array.from({ length: 51 }, (_, index) => `f${index}`);

const mode = 'workflowMode: must be Actionplan or React';
const blank = 'input: must not be blank without a file';

test.each([
  ['another mode', '?workflowMode=react', { input: 'x' }, 400, mode],
  ['an empty mode', '?workflowMode=', { input: 'x' }, 400, mode],
  ['half a body', '', '{"input":', 400, 'the body is not valid JSON'],
  ['a list', '', [], 400, 'must be an object'],
  ['nothing', '', {}, 400, blank],
  ['blanks', '', { input: ' ' }, 400, blank],
  ['a number', '', { input: 7 }, 400, 'input: must be a string'],
  ['a long input', '', { input: 'x'.repeat(100_001) }, 400, /^input: must have at most 100000/],
  ['no list of files', '', { files: 'x' }, 400, 'files: must be an array'],
  ['a file without an id', '', { files: [{}] }, 400, 'files.0.id: must be a string'],
  ['a file that is a number', '', { files: [7] }, 400, 'files.0: must be an object or an id'],
  ['too many files', '', { files }, 400, 'files: must have at most 50 items'],
  ['metadata that is a list', '', { input: 'x', metadata: [] }, 400, /^metadata: must be an obj/],
  ['a forbidden name', '', '{"input":"x","metadata":{"__proto__":1}}', 400, /^metadata: /],
  ['a large body', '', { input: 'x'.repeat(1_100_000) }, 413, /./],
])('a start with %s is refused, and nothing is made', async (_, query, body, status, detail) => {
  const before = (await read<unknown[]>(ada, '/api/workflows')).length;

  const answer = await told(post(ada, `${start}${query}`, body));

  expect(answer).toEqual(refused(status, expect.stringMatching(detail)));
  expect((await read<unknown[]>(ada, '/api/workflows')).length).toBe(before);
});

test('other refusals have the same form', async () => {
  const { id } = await startRun(ada, 'What is 1 + 1?', '?workflowMode=React');
  const data = `/api/chat/playground/${id}/chatData`;
  const wrong = 'afterTimestamp: must be a number, 0 or greater';

  for (const after of ['-1', 'x', '1e999', 'NaN', '']) {
    expect(await told(ada.fetch(`${data}?afterTimestamp=${after}`))).toEqual(refused(400, wrong));
  }
  for (const after of ['0', '.5', '1.', '1e3', '-0']) {
    expect((await ada.fetch(`${data}?afterTimestamp=${after}`)).status).toBe(200);
  }
  const none = { messages: [], logs: [], stats: [], documents: [] };
  expect(await read(ada, `${data}?afterTimestamp=99999999999`)).toEqual(none);
  const long = { 'idempotency-key': 'k'.repeat(129) };
  expect(await told(post(ada, start, { input: 'x' }, long))).toEqual(refused(400));
  expect(await told(post(ada, start, 'input=x', { 'content-type': 'text/plain' }))).toEqual(
    refused(415),
  );
  const odd = { 'content-type': 'no media type;' };
  expect(await told(post(ada, start, '{}', odd))).toEqual(refused(415));
  expect((await post(ada, `/api/chat/playground/${id}/stop`, 'x', odd)).status).toBe(200);
  expect(await told(post(ada, '/api/workflows', {}))).toEqual(refused(405));
  const html = { headers: { accept: 'text/html' } };
  expect(await told(ada.fetch('/api/workflows', html))).toEqual(refused(406));
});

const limits = ({ status, headers }: Response) => [
  status,
  ...['limit', 'remaining'].map((name) => headers.get(`x-ratelimit-${name}`)),
];

test('each endpoint allows so many calls a minute to each account', async () => {
  const [bob, joe] = [await entrance.signUp('bob'), await entrance.signUp('joe')];
  // With the slash it is the same endpoint.
  const list = (call: number) => bob.fetch(call % 2 ? '/api/workflows/' : '/api/workflows');

  const burst = await Promise.all(Array.from({ length: limit + 5 }, (_, call) => list(call)));
  const refused = await list(1);
  const [other, others] = [await bob.fetch('/api/workflows/wf_1'), await joe.fetch(workflows)];

  const allowed = burst.filter(({ status }) => status === 200).map(limits);
  const lefts = Array.from({ length: limit }, (_, left) => [200, `${limit}`, String(left)]);
  expect(allowed.sort(([, , one], [, , two]) => Number(one) - Number(two))).toEqual(lefts);
  expect(burst.filter(({ status }) => status === 429).length).toBe(5);
  expect(limits(refused)).toEqual([429, `${limit}`, '0']);
  expect(await refused.json()).toEqual({ detail: `rate limit exceeded: ${limit} per 1 minute` });
  const seconds = Number(refused.headers.get('retry-after'));
  expect([seconds >= 1, seconds <= 60]).toEqual([true, true]);
  const reset = Number(refused.headers.get('x-ratelimit-reset'));
  expect(Math.abs(reset - Date.now() / 1000 - seconds)).toBeLessThan(3);
  expect([other, others].map(limits)).toEqual([404, 200].map((s) => [s, `${limit}`, '59']));
});

test('strangers are counted by their address, before they are told to sign in', async () => {
  const statuses = [];
  for (let call = 0; call <= limit; call++) {
    statuses.push((await entrance.anonymous.fetch('/api/workflows/wf_1')).status);
  }

  const first = statuses.indexOf(429);
  expect(statuses).toEqual(statuses.map((_, call) => (call < first ? 401 : 429)));
  expect(first).toBeGreaterThan(limit - 5);
});
