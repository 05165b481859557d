import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { act as actOnTeam, createTeam, readAuditLog } from './team.ts';
import { act, createWebApp } from './web-world.ts';
import { askEntities } from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

test('members are set as a whole, each once, and are in the audit log', async () => {
  const { owner, admin, member, organizationId } = await createTeam(services);
  const { id: appId } = await createWebApp(services, owner.viewer, 'PRIVATE');
  const [first, second] = [admin.viewer.id, member.viewer.id];

  await act(services, owner.viewer, 'setAppMembers', { appId, accountIds: [first, first] });
  const input = { appId, accountIds: [second] };
  const set = await act(services, owner.viewer, 'setAppMembers', input);
  await act(services, owner.viewer, 'setAppMembers', input);

  expect(set).toEqual({ app: { id: appId, members: [{ id: second, email: member.email }] } });
  const lines = await readAuditLog(services, organizationId);
  const details = lines.flatMap((line) => (line.action === 'app.members.set' ? line.details : []));
  expect(details).toEqual([
    { added: [first], removed: [] },
    { added: [second], removed: [first] },
  ]);
});

test('nobody outside of the organization becomes a member of its app', async () => {
  const { owner, member, stranger } = await createTeam(services);
  const { id: appId } = await createWebApp(services, owner.viewer, 'PRIVATE');

  for (const id of [stranger.viewer.id, 'unknown']) {
    const accountIds = [member.viewer.id, id];
    const asking = act(services, owner.viewer, 'setAppMembers', { appId, accountIds });
    await expect(asking).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'accountIds names somebody who is not a member',
    });
  }
});

test('an app has at most 1000 members', async () => {
  const { owner } = await createTeam(services);
  const { id: appId } = await createWebApp(services, owner.viewer, 'PRIVATE');
  const accountIds = Array.from({ length: 1001 }, newId);

  const asking = act(services, owner.viewer, 'setAppMembers', { appId, accountIds });

  const message = 'accountIds exceed 1000';
  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('who leaves the organization is no member of its apps any more', async () => {
  const { owner, member } = await createTeam(services);
  const { id: appId } = await createWebApp(services, owner.viewer, 'PRIVATE');
  const accountId = member.viewer.id;
  await act(services, owner.viewer, 'setAppMembers', { appId, accountIds: [accountId] });

  await actOnTeam(services, owner.viewer, 'removeMember', { accountId });
  const request = { type: 'App', ids: [appId], fields: 'members { id }' };
  const entities = await askEntities(services, owner.viewer, 'auth', request);

  expect(entities).toEqual([{ members: [] }]);
});

test('only administrators see who the members are', async () => {
  const { owner, member } = await createTeam(services);
  const { id } = await createWebApp(services, owner.viewer, 'PRIVATE');
  const query = 'query ($id: ID!) { app(id: $id) { members { id } } }';

  const asking = services.ask(member.viewer, 'auth', query, { id });

  await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
