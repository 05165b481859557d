import { type EventLog, openEventLog } from '@tributary/runtime/event-log';
import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { act, createTeam, judge, readAuditLog } from './team.ts';
import { askEntities, createApp, createMember, signIn, signUp } from './world.ts';

let services: SharedServices;
let events: EventLog;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
  events = await openEventLog(services.bus);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const announcedFor = async (id: string) =>
  (await events.list(`event.access.${id}`)).map(({ data }) => data);

interface MembersData {
  organization: {
    members: { nodes: { account: { id: string }; role: string }[]; hasMore: boolean };
  };
}

const membersOf = async (viewer: Viewer, id: string, page: string) => {
  const [organization] = await askEntities(services, viewer, 'auth', {
    type: 'Organization',
    ids: [id],
    fields: `members${page} { nodes { account { id } role } hasMore }`,
  });
  return (organization as MembersData['organization']).members;
};

test('members are listed in the order in which they joined, in pages without a gap', async () => {
  const { organizationId, owner, admin, member } = await createTeam(services);
  const [first, second, third] = [owner, admin, member].map(({ viewer }) => viewer.id);

  const one = await membersOf(owner.viewer, organizationId, '(first: 2)');
  const two = await membersOf(member.viewer, organizationId, `(first: 2, after: "${second}")`);

  expect([one, two]).toEqual([
    {
      nodes: [
        { account: { id: first }, role: 'OWNER' },
        { account: { id: second }, role: 'ADMIN' },
      ],
      hasMore: true,
    },
    { nodes: [{ account: { id: third }, role: 'MEMBER' }], hasMore: false },
  ]);
});

test.each([
  ['(first: 0)', 'BAD_INPUT', 'first must be from 1 to 100'],
  ['(first: 101)', 'BAD_INPUT', 'first must be from 1 to 100'],
  ['(after: "unknown")', 'NOT_FOUND', 'member does not exist'],
])('members%s are refused', async (page, code, message) => {
  const { viewer } = await signUp(services, 'ada');

  const asking = membersOf(viewer, viewer.organizationId ?? '', page);

  await expect(asking).rejects.toMatchObject({ code, message });
});

test('an admin changes the role of a member, whose access tokens are void then', async () => {
  const { organizationId, owner, admin, member } = await createTeam(services);
  const accountId = member.viewer.id;

  const { member: changed } = await act(services, admin.viewer, 'changeMemberRole', {
    ...{ accountId, role: 'ADMIN' },
  });
  const again = await signIn(services, member);

  expect(changed).toEqual({
    account: { id: accountId, email: member.email, isBanned: false },
    role: 'ADMIN',
  });
  expect(again.viewer.scopes).toEqual(['org:admin']);
  expect(await announcedFor(accountId)).toEqual([{ kind: 'account', id: accountId, epoch: 1 }]);
  expect((await readAuditLog(services, organizationId)).at(-1)).toEqual({
    action: 'member.role',
    actor: `account ${admin.email}`,
    target: `account ${member.email}`,
    details: { role: { from: 'MEMBER', to: 'ADMIN' } },
  });
  expect(owner.viewer.scopes).toEqual(['org:admin', 'org:owner']);
});

test('a role that an account has already changes nothing', async () => {
  const { organizationId, owner, member } = await createTeam(services);
  const before = await readAuditLog(services, organizationId);
  const input = { accountId: member.viewer.id, role: 'MEMBER' };

  await act(services, owner.viewer, 'changeMemberRole', input);

  expect(await readAuditLog(services, organizationId)).toEqual(before);
  expect(await announcedFor(member.viewer.id)).toEqual([]);
});

test('who may do what to a member', async () => {
  const { owner, viewers } = await createTeam(services);
  const attempt = async (
    viewer: Viewer,
    role: string,
    name: 'changeMemberRole' | 'removeMember',
  ) => {
    const { viewer: target } = await createMember(services, owner, 'target', role);
    const input = { accountId: target.id, ...(name === 'changeMemberRole' && { role: 'ADMIN' }) };
    return act(services, viewer, name, input);
  };
  const verdict = {
    ...{ owner: 'done', admin: 'done', operator: 'done' },
    ...{ member: 'FORBIDDEN', app: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' },
    ...{ stranger: 'NOT_FOUND', elsewhere: 'NOT_FOUND' },
  };

  for (const name of ['changeMemberRole', 'removeMember'] as const) {
    expect(await judge(viewers, (viewer) => attempt(viewer, 'MEMBER', name))).toEqual(verdict);
    expect(await judge(viewers, (viewer) => attempt(viewer, 'OWNER', name))).toEqual({
      ...verdict,
      admin: 'FORBIDDEN',
    });
  }
}, 120_000);

test('an admin makes no owner', async () => {
  const { admin, member } = await createTeam(services);
  const input = { accountId: member.viewer.id, role: 'OWNER' };

  await expect(act(services, admin.viewer, 'changeMemberRole', input)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'only an owner makes owners or takes their role',
  });
});

test('what a token says of a role that is taken does not count', async () => {
  const { owner, admin, member } = await createTeam(services);
  await act(services, owner.viewer, 'changeMemberRole', {
    ...{ accountId: admin.viewer.id, role: 'MEMBER' },
  });

  const input = { accountId: member.viewer.id, role: 'ADMIN' };
  const asking = act(services, admin.viewer, 'changeMemberRole', input);

  await expect(asking).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'only an administrator may do this',
  });
});

test('a member who leaves cannot sign in any more, nor use what was theirs', async () => {
  const { organizationId, owner, member } = await createTeam(services);
  const accountId = member.viewer.id;
  const { id: appId } = await createApp(services, owner.viewer);
  await services.ask(
    owner.viewer,
    'auth',
    'mutation ($input: SetAppMembersInput!) { setAppMembers(input: $input) { app { id } } }',
    { input: { appId, accountIds: [accountId] } },
  );

  const left = await act(services, member.viewer, 'removeMember', { accountId });
  const coming = signIn(services, member);

  expect(left).toEqual({ accountId });
  await expect(coming).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the account belongs to no organization',
  });
  expect(await announcedFor(accountId)).toEqual([{ kind: 'account', id: accountId, epoch: 1 }]);
  expect((await readAuditLog(services, organizationId)).at(-1)).toEqual({
    action: 'member.remove',
    actor: `account ${member.email}`,
    target: `account ${member.email}`,
    details: { role: 'MEMBER' },
  });
  const [app] = await askEntities(services, owner.viewer, 'auth', {
    ...{ type: 'App', ids: [appId], fields: 'members { id }' },
  });
  expect(app).toEqual({ members: [] });
});

test('an account sees its own memberships, and nobody else does', async () => {
  const { organizationId, owner, member } = await createTeam(services);
  const query = `{ viewer { memberships { role organization { id } } } }`;

  const own = await services.ask(member.viewer, 'auth', query);
  const other = askEntities(services, owner.viewer, 'auth', {
    ...{ type: 'Account', ids: [member.viewer.id], fields: 'memberships { role }' },
  });

  expect(own).toEqual({
    viewer: { memberships: [{ role: 'MEMBER', organization: { id: organizationId } }] },
  });
  await expect(other).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'only the account itself sees its memberships',
  });
});

test('nobody at all, and an operator of an organization that does not exist, manage no member', async () => {
  const { member } = await createTeam(services);
  const remove = (viewer: Viewer) =>
    act(services, viewer, 'removeMember', { accountId: member.viewer.id });

  await expect(remove(anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(remove(asOperator('unknown'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'organization does not exist',
  });
});
