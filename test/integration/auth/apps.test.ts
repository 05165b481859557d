import { anonymous } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { createTeam, judge, readAuditLog } from './team.ts';
import { act, createKey, findKeyHolder, issuePassport, listAccessEvents } from './web-world.ts';
import { askEntities, createApp, resolveEndUser, signUp } from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const appQuery = 'query ($id: ID!) { app(id: $id) { id } }';
const fresh = {
  description: '',
  tags: [],
  icon: null,
  accessMode: 'PUBLIC',
  apiEnabled: true,
  siteEnabled: true,
  maxActiveRequests: 0,
  code: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
};

test('a new app has a code and names its author', async () => {
  const { viewer } = await signUp(services, 'Ada');

  const { app } = await act(services, viewer, 'createApp', { name: '  Tea  ', mode: 'CHAT' });
  const entities = await askEntities(services, viewer, 'auth', {
    type: 'App',
    ids: [(app as { id: string }).id],
    fields: 'authorName organizationId members { id } apiKeys { id }',
  });

  expect(app).toEqual({ id: expect.any(String), name: 'Tea', mode: 'CHAT', ...fresh });
  const { organizationId } = viewer;
  expect(entities).toEqual([{ authorName: 'Ada', organizationId, members: [], apiKeys: [] }]);
});

test('an app is made with all that was given', async () => {
  const { viewer } = await signUp(services, 'ada');
  const given = {
    name: 'Tea',
    mode: 'WORKFLOW',
    description: 'Hot\nand cold',
    tags: ['a', 'b'],
    icon: { type: 'EMOJI', value: '🍵', background: '#FFEAD5' },
    accessMode: 'PRIVATE_ALL',
  };

  const { app } = await act(services, viewer, 'createApp', given);

  expect(app).toEqual({ ...fresh, id: expect.any(String), ...given });
});

test('administrators and operators of its organization manage an app', async () => {
  const { owner, viewers } = await createTeam(services);
  const { id: appId } = await createApp(services, owner.viewer);
  const verdicts = {
    owner: 'done',
    admin: 'done',
    operator: 'done',
    member: 'FORBIDDEN',
    stranger: 'NOT_FOUND',
    elsewhere: 'NOT_FOUND',
    app: 'FORBIDDEN',
    anonymous: 'UNAUTHENTICATED',
  };
  const names = ['updateApp', 'regenerateAppCode', 'createApiKey', 'setAppMembers'] as const;

  for (const name of names) {
    const input = { appId, ...(name === 'setAppMembers' && { accountIds: [] }) };
    const judged = await judge(viewers, (viewer) => act(services, viewer, name, input));
    expect(judged, name).toEqual(verdicts);
  }
  const made = await judge(viewers, (viewer) => createApp(services, viewer));
  expect(made).toEqual({ ...verdicts, stranger: 'done', elsewhere: 'done' });
});

test('an app is seen by its organization and by those that call with it', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const other = await createApp(services, eve.viewer);
  const person = await resolveEndUser(services, app, 'kim');
  const viewers = [ada.viewer, app.viewer, person, eve.viewer, other.viewer, anonymous];

  const answers = await Promise.all(
    viewers.map((viewer) => services.ask(viewer, 'auth', appQuery, { id: app.id })),
  );

  const seen = { app: { id: app.id } };
  const hidden = { app: null };
  expect(answers).toEqual([seen, seen, seen, hidden, hidden, hidden]);
});

test('an update changes what is given and keeps the rest', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer, 'Tea');
  const change = { description: 'Hot', tags: ['a', 'b', 'a'], accessMode: 'PRIVATE' };
  const icon = { type: 'LINK', value: 'https://example.com/tea.png', background: null };

  await act(services, viewer, 'updateApp', { appId: app.id, ...change, icon });
  const changed = await act(services, viewer, 'updateApp', {
    ...{ appId: app.id, name: null, apiEnabled: false, siteEnabled: false },
    maxActiveRequests: 7,
  });

  expect(changed.app).toEqual({
    ...{ id: app.id, name: 'Tea', mode: 'CHAT', code: app.code },
    ...{ ...change, tags: ['a', 'b'], icon },
    ...{ apiEnabled: false, siteEnabled: false, maxActiveRequests: 7 },
  });
});

test('each change is in the audit log and told to the gateways; what changes nothing is not', async () => {
  const { viewer, email } = await signUp(services, 'ada');
  const { id: appId, code } = await createApp(services, viewer, 'Tea');

  await act(services, viewer, 'updateApp', { appId, name: 'Coffee', apiEnabled: true });
  await act(services, viewer, 'updateApp', { appId, name: 'Coffee' });
  const { app } = await act(services, viewer, 'regenerateAppCode', { appId });
  await act(services, viewer, 'deleteApp', { appId });

  const { code: to } = app as { code: string };
  const actor = `account ${email}`;
  expect(to).not.toBe(code);
  expect(await readAuditLog(services, viewer.organizationId ?? '')).toEqual([
    {
      ...{ action: 'app.create', actor, target: 'app Tea' },
      details: { mode: 'CHAT', accessMode: 'PUBLIC' },
    },
    {
      ...{ action: 'app.update', actor, target: 'app Tea' },
      details: { name: { from: 'Tea', to: 'Coffee' } },
    },
    {
      ...{ action: 'app.code.regenerate', actor, target: 'app Coffee' },
      details: { code: { from: code, to } },
    },
    { action: 'app.delete', actor, target: 'app Coffee', details: {} },
  ]);
  const event = { kind: 'app', id: appId };
  await expect.poll(() => listAccessEvents(services, appId)).toEqual([event, event, event]);
});

test.each([
  [{ name: '' }, 'name needs at least 1 characters'],
  [{ name: 'n'.repeat(256) }, 'name exceeds 255 characters'],
  [{ description: 'd'.repeat(4001) }, 'description exceeds 4000 characters'],
  [{ tags: Array.from({ length: 33 }, String) }, 'tags exceed 32'],
  [{ tags: ['t'.repeat(65)] }, 'tags exceeds 64 characters'],
  [{ maxActiveRequests: -1 }, 'maxActiveRequests must be from 0 to 10000'],
  [{ icon: { type: 'LINK', value: 'javascript:0' } }, 'icon.value must be an http(s) address'],
])('an update with a bad field names it and its limit (%#)', async (change, message) => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);

  const asking = act(services, viewer, 'updateApp', { appId, ...change });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', message });
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

test('a deleted app is gone for everybody, with its people, and answers no key', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);
  const { key } = await createKey(services, viewer, app.id);
  const person = await resolveEndUser(services, app, 'kim');
  const list = '{ viewer { organization { apps { nodes { id } hasMore } } } }';

  await act(services, viewer, 'deleteApp', { appId: app.id });

  for (const one of [viewer, app.viewer, person]) {
    expect(await services.ask(one, 'auth', appQuery, { id: app.id })).toEqual({ app: null });
  }
  expect(await findKeyHolder(services, key)).toMatchObject({ app: { apiEnabled: false } });
  const people = { type: 'EndUser', ids: [person.id], fields: 'id' };
  expect(await askEntities(services, viewer, 'auth', people)).toEqual([null]);
  expect(await services.ask(viewer, 'auth', list)).toEqual({
    viewer: { organization: { apps: { nodes: [], hasMore: false } } },
  });
});

test('nothing can be done any more with a deleted app', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);
  const appId = app.id;

  await act(services, viewer, 'deleteApp', { appId });

  for (const attempt of [
    () => act(services, viewer, 'deleteApp', { appId }),
    () => act(services, viewer, 'updateApp', { appId, name: 'Back' }),
    () => act(services, viewer, 'setAppMembers', { appId, accountIds: [] }),
    () => act(services, viewer, 'createApiKey', { appId }),
    () => resolveEndUser(services, app, 'kim'),
    () => issuePassport(services, { appCode: app.code }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('an object in place of an id selects nothing', async () => {
  const { viewer } = await signUp(services, 'ada');
  await createApp(services, viewer);

  const asking = services.ask(viewer, 'auth', appQuery, { id: { $gt: '' } });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
