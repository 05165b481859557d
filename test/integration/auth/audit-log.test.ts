import { type Collections, openCollections } from '@tributary/auth/collections';
import { membershipId } from '@tributary/auth/memberships';
import type { Viewer } from '@tributary/runtime/identity';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { act, createTeam, judge } from './team.ts';
import { askEntities, signUp } from './world.ts';

let services: SharedServices;
let store: Store;
let collections: Collections;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
  const { MONGODB_URL: url } = services.env;
  store = await openStore({ url, database: 'tributary_auth', log });
  collections = await openCollections(store);
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await services?.[Symbol.asyncDispose]();
});

interface Entry {
  id: string;
  at: string;
  action: string;
  actor: { kind: string; id: string; name: string | null };
  target: { kind: string; id: string; name: string | null };
  details: unknown;
}

interface Page {
  nodes: Entry[];
  hasMore: boolean;
}

async function readPage(viewer: Viewer, organizationId: string, page = ''): Promise<Page> {
  const [organization] = await askEntities(services, viewer, 'auth', {
    type: 'Organization',
    ids: [organizationId],
    fields: `auditLog${page} {
      nodes { id at action actor { kind id name } target { kind id name } details } hasMore
    }`,
  });
  return (organization as { auditLog: Page }).auditLog;
}

const rename = (viewer: Viewer, name: string) =>
  act(services, viewer, 'updateOrganization', { name });

test('a line says who did what to whom, and when', async () => {
  const { viewer, email } = await signUp(services, 'ada');
  const { id, organizationId = '' } = viewer;
  const begin = Date.now();

  await rename(viewer, 'Tea');
  const { nodes } = await readPage(viewer, organizationId);

  expect(nodes).toEqual([
    {
      id: expect.any(String),
      at: expect.any(String),
      action: 'organization.update',
      actor: { kind: 'account', id, name: email },
      target: { kind: 'organization', id: organizationId, name: 'Tea' },
      details: { name: { from: 'ada', to: 'Tea' } },
    },
  ]);
  const at = Date.parse(nodes[0]?.at ?? '');
  expect(at).toBeGreaterThanOrEqual(begin);
  expect(at).toBeLessThanOrEqual(Date.now());
});

test('lines are listed newest first, in pages without a gap', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { organizationId = '' } = viewer;
  for (const name of ['one', 'two', 'three']) await rename(viewer, name);

  const first = await readPage(viewer, organizationId, '(first: 2)');
  const after = first.nodes.at(-1)?.id;
  const second = await readPage(viewer, organizationId, `(first: 2, after: "${after}")`);

  const toNames = ({ nodes, hasMore }: Page) => ({
    names: nodes.map(({ target }) => target.name),
    hasMore,
  });
  expect([first, second].map(toNames)).toEqual([
    { names: ['three', 'two'], hasMore: true },
    { names: ['one'], hasMore: false },
  ]);
});

test.each([0, 101])('a page of %d lines is refused', async (first) => {
  const { viewer } = await signUp(services, 'ada');

  const asking = readPage(viewer, viewer.organizationId ?? '', `(first: ${first})`);

  await expect(asking).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'first must be from 1 to 100',
  });
});

test('owners and operators alone read the log', async () => {
  const { organizationId, viewers } = await createTeam(services);

  const verdicts = await judge(viewers, (viewer) => readPage(viewer, organizationId));

  // The organization itself hides from all others.
  expect(verdicts).toMatchObject({
    ...{ owner: 'done', operator: 'done', admin: 'FORBIDDEN', member: 'FORBIDDEN' },
  });
  await expect(readPage(viewers.admin, organizationId)).rejects.toMatchObject({
    message: 'only an owner may do this',
  });
});

test('a member of two organizations reads the log of the one that it is signed in to', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const { id: accountId, organizationId = '' } = ada.viewer;
  const _id = membershipId(eve.viewer.organizationId ?? '', accountId);
  await collections.memberships.create({
    ...{ _id, organizationId: eve.viewer.organizationId, accountId, role: 'OWNER' },
    createdAt: new Date(),
  });
  const query = (fields: string) =>
    `{ viewer { memberships { organization { id auditLog(first: 1) { ${fields} } } } } }`;

  const both = services.ask(ada.viewer, 'auth', query('hasMore'));

  await expect(both).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await readPage(ada.viewer, organizationId)).toEqual({ nodes: [], hasMore: false });
});
