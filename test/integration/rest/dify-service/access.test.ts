import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../../../entrance.ts';
import type { Person } from '../../../person.ts';
import { act } from '../../../sessions.ts';
import { createProgram, told } from './program.ts';

let entrance: Entrance;
let owner: Person;

beforeAll(async () => {
  const variables = { MODEL_LOCAL_DELAY_MS: '500' };
  entrance = await startEntrance({ others: ['chat', 'files'], variables });
  owner = await entrance.signUp('owner');
});
afterAll(() => entrance[Symbol.asyncDispose]());

const keysOf = async (appId: string) => {
  const query = 'query ($id: ID!) { app(id: $id) { apiKeys { id } } }';
  const { data } = await owner.graphql<{ app: { apiKeys: { id: string }[] } }>(query, {
    id: appId,
  });
  return data?.app.apiKeys ?? [];
};

async function revokeKeys(appId: string): Promise<void> {
  for (const { id } of await keysOf(appId)) await act(owner, 'revokeApiKey', { id });
}

const soon = { timeout: 5_000, interval: 20 };

test('an app that is switched off refuses its programs, until it is on again', async () => {
  const { appId, get } = await createProgram(owner);
  const info = () => told(get('/v1/info'));

  await act(owner, 'updateApp', { appId, apiEnabled: false });
  await expect.poll(info, soon).toEqual([403, 'forbidden']);
  await act(owner, 'updateApp', { appId, apiEnabled: true });

  await expect.poll(async () => (await get('/v1/info')).status, soon).toBe(200);
});

test('a key that is revoked is as good as none, and one whose app is gone is forbidden', async () => {
  const [one, other] = [await createProgram(owner), await createProgram(owner)];
  const before = [(await one.get('/v1/info')).status, (await other.get('/v1/info')).status];

  await revokeKeys(one.appId);
  await act(owner, 'deleteApp', { appId: other.appId });

  expect(before).toEqual([200, 200]);
  await expect.poll(() => told(one.get('/v1/info')), soon).toEqual([401, 'unauthorized']);
  await expect.poll(() => told(other.get('/v1/info')), soon).toEqual([403, 'forbidden']);
  const { headers } = await one.get('/v1/info');
  expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
});

test('a stream ends with the key that it was asked for with, and says so', async () => {
  const { appId, post } = await createProgram(owner);
  const query = 'Tell me all that you know about rivers, lakes and seas.';

  const response = await post('/v1/chat-messages', { query, user: 'ada' });
  await revokeKeys(appId);
  const frames = (await response.text()).split('\n\n').filter((one) => one.startsWith('data: '));

  expect(response.status).toBe(200);
  expect(JSON.parse(frames.at(-1)?.slice('data: '.length) ?? '')).toMatchObject({
    ...{ event: 'error', code: 'unauthorized', status: 401 },
  });
});

test('an answer that is awaited as a whole ends with its key too', async () => {
  const { appId, post } = await createProgram(owner);
  const query = 'Tell me all that you know about rivers, lakes and seas.';

  const answer = post('/v1/chat-messages', { query, user: 'ada', response_mode: 'blocking' });
  const search =
    '{ viewer { organization { apps(first: 1) { nodes { apiKeys { lastUsedAt } } } } } }';
  await expect.poll(async () => JSON.stringify(await owner.graphql(search)), soon).toContain('T');
  await revokeKeys(appId);

  expect(await told(answer)).toEqual([401, 'unauthorized']);
});
