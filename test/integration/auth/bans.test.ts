import { type EventLog, openEventLog } from '@tributary/runtime/event-log';
import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import { act, createTeam, judge, readAuditLog } from './team.ts';
import { createMember, joinOrganization, signIn, signUp } from './world.ts';

let services: SharedServices;
let events: EventLog;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
  events = await openEventLog(services.bus);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const refresh = (refreshToken: string) =>
  services.ask(
    anonymous,
    'auth',
    'mutation ($input: RefreshSignInInput!) { refreshSignIn(input: $input) { accessToken } }',
    { input: { refreshToken } },
  );

test('a ban ends every sign-in at once and keeps the account out until it is lifted', async () => {
  const { organizationId, admin, member } = await createTeam(services);
  const accountId = member.viewer.id;
  const second = await signIn(services, member);

  const banned = await act(services, admin.viewer, 'banAccount', { accountId });
  const refused = await Promise.allSettled([
    refresh(member.refreshToken),
    refresh(second.refreshToken),
    signIn(services, member),
  ]);
  const lifted = await act(services, admin.viewer, 'unbanAccount', { accountId });
  await signIn(services, member);

  expect(banned).toEqual({ account: { id: accountId, isBanned: true } });
  expect(lifted).toEqual({ account: { id: accountId, isBanned: false } });
  expect(refused).toMatchObject([
    { reason: { code: 'UNAUTHENTICATED' } },
    { reason: { code: 'UNAUTHENTICATED' } },
    { reason: { code: 'FORBIDDEN', message: 'the account is banned' } },
  ]);
  const announced = await events.list(`event.access.${accountId}`);
  expect(announced.map(({ data }) => data)).toEqual([{ kind: 'account', id: accountId, epoch: 1 }]);
  const line = {
    actor: `account ${admin.email}`,
    target: `account ${member.email}`,
    details: {},
  };
  expect((await readAuditLog(services, organizationId)).slice(-2)).toEqual([
    { action: 'account.ban', ...line },
    { action: 'account.unban', ...line },
  ]);
});

test('a ban of a banned account, and the lifting of none, change nothing', async () => {
  const { organizationId, owner, member } = await createTeam(services);
  const input = { accountId: member.viewer.id };

  await act(services, owner.viewer, 'unbanAccount', input);
  await Promise.all(
    Array.from({ length: 4 }, () => act(services, owner.viewer, 'banAccount', input)),
  );
  await Promise.all(
    Array.from({ length: 4 }, () => act(services, owner.viewer, 'unbanAccount', input)),
  );

  const lines = await readAuditLog(services, organizationId);
  expect(
    lines.map(({ action }) => action).filter((action) => action.startsWith('account')),
  ).toEqual(['account.ban', 'account.unban']);
});

test('who may ban whom', async () => {
  const { owner, viewers } = await createTeam(services);
  const attempt = (name: 'banAccount' | 'unbanAccount', role: string) => async (viewer: Viewer) => {
    const { viewer: target } = await createMember(services, owner, 'target', role);
    return act(services, viewer, name, { accountId: target.id });
  };
  const verdict = {
    ...{ owner: 'done', admin: 'done', operator: 'done', elsewhere: 'done' },
    ...{ member: 'FORBIDDEN', app: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' },
    stranger: 'NOT_FOUND',
  };

  for (const name of ['banAccount', 'unbanAccount'] as const) {
    expect(await judge(viewers, attempt(name, 'ADMIN'))).toEqual(verdict);
    expect(await judge(viewers, attempt(name, 'OWNER'))).toEqual({
      ...verdict,
      admin: 'FORBIDDEN',
    });
  }
}, 120_000);

test('nobody bans themselves, and an unknown account is not found', async () => {
  const { owner, member, viewers } = await createTeam(services);
  const ban = (viewer: Viewer, accountId: string) =>
    act(services, viewer, 'banAccount', { accountId });

  await expect(ban(owner.viewer, owner.viewer.id)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'nobody bans their own account',
  });
  for (const viewer of [owner.viewer, asOperator()]) {
    await expect(ban(viewer, 'unknown')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'account does not exist',
    });
  }
  await expect(ban(member.viewer, 'unknown')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(ban(viewers.app, 'unknown')).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('an administrator bans no account whose home is elsewhere, an operator does', async () => {
  const { owner } = await createTeam(services);
  const guest = await signUp(services, 'guest');
  const accountId = guest.viewer.id;
  const asking = act(services, owner.viewer, 'banAccount', { accountId });

  await expect(asking).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await act(services, asOperator(), 'banAccount', { accountId })).toEqual({
    account: { id: accountId, isBanned: true },
  });
});

test('who is removed from its home is at home where it is a member still, and banned there', async () => {
  const { owner, member, stranger } = await createTeam(services);
  const accountId = member.viewer.id;
  await joinOrganization(services, stranger, member.email);
  const ban = (viewer: Viewer) => act(services, viewer, 'banAccount', { accountId });
  await expect(ban(stranger.viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });

  await act(services, owner.viewer, 'removeMember', { accountId });

  await expect(ban(owner.viewer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await ban(stranger.viewer)).toEqual({ account: { id: accountId, isBanned: true } });
});

test('who belongs nowhere is banned by operators alone, until an organization takes it in', async () => {
  const { owner, member, stranger } = await createTeam(services);
  const accountId = member.viewer.id;
  const input = { accountId };
  await act(services, owner.viewer, 'banAccount', input);
  await act(services, owner.viewer, 'removeMember', input);

  // What its home did before, it may undo.
  await act(services, owner.viewer, 'unbanAccount', input);
  const again = act(services, owner.viewer, 'banAccount', input);
  await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await joinOrganization(services, stranger, member.email);

  expect(await act(services, stranger.viewer, 'banAccount', input)).toEqual({
    account: { id: accountId, isBanned: true },
  });
});
