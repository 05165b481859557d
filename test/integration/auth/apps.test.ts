import { anonymous } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import {
  askEntities,
  createApp,
  gateway,
  resolveEndUser,
  resolveEndUserMutation,
  signUp,
} from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const update = `mutation ($input: UpdateAppInput!) {
  updateApp(input: $input) { app { name description tags accessMode apiEnabled mode } }
}`;
const createKey = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { id key apiKey { id prefix } }
}`;
const revokeKey = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { id } }';
const appByKey = 'query ($key: String!) { apiKeyApp(key: $key) { id apiEnabled } }';

interface KeyData {
  createApiKey: { id: string; key: string; apiKey: { id: string; prefix: string } };
}

const notFound = { code: 'NOT_FOUND' };

test('a new app has a code and names its author', async () => {
  const { viewer } = await signUp(services, 'Ada');
  const { id } = await createApp(services, viewer, '  Tea  ');

  const { app } = await services.ask<{ app: { code: string } }>(
    viewer,
    'auth',
    `query ($id: ID!) { app(id: $id) {
      name description tags mode accessMode apiEnabled code authorName organizationId
    } }`,
    { id },
  );

  expect(app).toEqual({
    name: 'Tea',
    description: '',
    tags: [],
    mode: 'CHAT',
    accessMode: 'PUBLIC',
    apiEnabled: true,
    code: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    authorName: 'Ada',
    organizationId: viewer.organizationId,
  });
});

test('only an account may create an app', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);

  await expect(createApp(services, anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(createApp(services, app.viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('an app is seen by its organization and by those that call with it', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const other = await createApp(services, eve.viewer);
  const person = await resolveEndUser(services, app, 'kim');
  const viewers = [ada.viewer, app.viewer, person, eve.viewer, other.viewer, anonymous];

  const answers = await Promise.all(
    viewers.map((viewer) =>
      services.ask(viewer, 'auth', 'query ($id: ID!) { app(id: $id) { id } }', { id: app.id }),
    ),
  );

  const seen = { app: { id: app.id } };
  const hidden = { app: null };
  expect(answers).toEqual([seen, seen, seen, hidden, hidden, hidden]);
});

test('an update changes what is given and keeps the rest', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer, 'Tea');
  const change = { description: 'Hot\nand cold', tags: ['a', 'b', 'a'], accessMode: 'PRIVATE' };

  await services.ask(viewer, 'auth', update, { input: { appId, ...change } });
  const data = await services.ask(viewer, 'auth', update, {
    input: { appId, name: null, apiEnabled: false },
  });

  expect(data).toEqual({
    updateApp: {
      app: { name: 'Tea', mode: 'CHAT', apiEnabled: false, ...change, tags: ['a', 'b'] },
    },
  });
});

test.each([
  [{ name: '' }, 'name needs at least 1 characters'],
  [{ name: 'n'.repeat(256) }, 'name exceeds 255 characters'],
  [{ description: 'd'.repeat(4001) }, 'description exceeds 4000 characters'],
  [{ tags: Array.from({ length: 33 }, String) }, 'tags exceed 32'],
  [{ tags: ['t'.repeat(65)] }, 'tags exceeds 64 characters'],
])('an update with a bad field names it and its limit (%#)', async (change, message) => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);

  const asking = services.ask(viewer, 'auth', update, { input: { appId, ...change } });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test("another organization's app can neither be changed nor given a key", async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const { id: appId } = await createApp(services, ada.viewer);

  const input = { appId, name: 'Mine' };
  const changing = services.ask(eve.viewer, 'auth', update, { input });
  await expect(changing).rejects.toMatchObject(notFound);
  const making = services.ask(eve.viewer, 'auth', createKey, { input: { appId } });
  await expect(making).rejects.toMatchObject(notFound);
});

test('an organization lists its apps newest first, in pages without a gap', async () => {
  const { viewer } = await signUp(services, 'ada');
  for (const name of ['one', 'two', 'three']) await createApp(services, viewer, name);
  const query = `query ($after: ID) {
    viewer { organization { apps(first: 2, after: $after) { nodes { id name } hasMore } } }
  }`;
  interface Page {
    viewer: { organization: { apps: { nodes: { id: string; name: string }[]; hasMore: boolean } } };
  }

  const first = await services.ask<Page>(viewer, 'auth', query);
  const { nodes } = first.viewer.organization.apps;
  const second = await services.ask<Page>(viewer, 'auth', query, { after: nodes.at(-1)?.id });

  const toNames = ({ viewer: { organization } }: Page) => ({
    names: organization.apps.nodes.map(({ name }) => name),
    hasMore: organization.apps.hasMore,
  });
  expect([first, second].map(toNames)).toEqual([
    { names: ['three', 'two'], hasMore: true },
    { names: ['one'], hasMore: false },
  ]);
});

test('a key stands for its app until it is revoked, and is never shown again', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);
  const made = await services.ask<KeyData>(viewer, 'auth', createKey, { input: { appId: app.id } });
  const { id, key, apiKey } = made.createApiKey;

  expect(key).toMatch(/^app-[A-Za-z0-9]{24}$/);
  expect(apiKey).toEqual({ id, prefix: key.slice(0, 8) });
  const known = await services.ask(gateway, 'auth', appByKey, { key });
  await services.ask(viewer, 'auth', revokeKey, { input: { id } });
  const revoked = await services.ask(gateway, 'auth', appByKey, { key });

  expect([known, revoked]).toEqual([
    { apiKeyApp: { id: app.id, apiEnabled: true } },
    { apiKeyApp: null },
  ]);
  expect(services.output.join('\n')).not.toContain(key);
});

test('only a service may ask what a key stands for', async () => {
  const { viewer } = await signUp(services, 'ada');

  for (const one of [viewer, anonymous]) {
    const asking = services.ask(one, 'auth', appByKey, { key: 'app-unknown' });
    await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test("keys are listed and revoked by the app's organization alone", async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const made = await services.ask<KeyData>(ada.viewer, 'auth', createKey, {
    input: { appId: app.id },
  });
  const { id, apiKey } = made.createApiKey;
  const list = 'query ($id: ID!) { app(id: $id) { apiKeys { id prefix } } }';

  const revoking = services.ask(eve.viewer, 'auth', revokeKey, { input: { id } });
  await expect(revoking).rejects.toMatchObject(notFound);
  const listing = services.ask(app.viewer, 'auth', list, { id: app.id });
  await expect(listing).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await services.ask(ada.viewer, 'auth', list, { id: app.id })).toEqual({
    app: { apiKeys: [apiKey] },
  });
});

test('an end user is one person by app, origin and session id, also when made at once', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);

  const people = await Promise.all(
    Array.from({ length: 8 }, () => resolveEndUser(services, app, 'kim')),
  );
  const other = await services.ask<{ resolveEndUser: { endUser: { id: string } } }>(
    gateway,
    'auth',
    resolveEndUserMutation,
    { input: { appId: app.id, origin: 'web-app', sessionId: 'kim' } },
  );

  const ids = new Set(people.map(({ id }) => id));
  expect(ids.size).toBe(1);
  expect(ids.has(other.resolveEndUser.endUser.id)).toBe(false);
});

test.each([
  [{ appId: 'unknown' }, 'NOT_FOUND', 'app does not exist'],
  [{ sessionId: '' }, 'BAD_INPUT', 'sessionId needs at least 1 characters'],
  [{ sessionId: 's'.repeat(256) }, 'BAD_INPUT', 'sessionId exceeds 255 characters'],
  [
    { origin: 'Nowhere!' },
    'BAD_INPUT',
    'origin needs 1 to 32 lower-case letters, digits and dashes',
  ],
])('an end user with %j is refused', async (change, code, message) => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);
  const input = { appId, origin: 'service-api', sessionId: 'kim', ...change };

  const asking = services.ask(gateway, 'auth', resolveEndUserMutation, { input });

  await expect(asking).rejects.toMatchObject({ code, message });
});

test('an end user is seen by itself, its app and the organization', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const [kim, lee] = await Promise.all([
    resolveEndUser(services, app, 'kim'),
    resolveEndUser(services, app, 'lee'),
  ]);
  const request = { type: 'EndUser', ids: [kim.id], fields: 'sessionId' };

  const answers = await Promise.all(
    [kim, app.viewer, ada.viewer, lee, eve.viewer].map((viewer) =>
      askEntities(services, viewer, 'auth', request),
    ),
  );

  const seen = [{ sessionId: 'kim' }];
  expect(answers).toEqual([seen, seen, seen, [null], [null]]);
});

test('an object in place of an id selects nothing', async () => {
  const { viewer } = await signUp(services, 'ada');
  await createApp(services, viewer);

  const asking = services.ask(viewer, 'auth', 'query ($id: ID!) { app(id: $id) { id } }', {
    id: { $gt: '' },
  });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
