import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type SharedServices, shareServices } from '../../shared.ts';
import { act, createTeam, judge, readAuditLog } from './team.ts';
import {
  askEntities,
  createMember,
  emailOf,
  password,
  type SignedUp,
  signIn,
  signUp,
  toViewer,
} from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

interface Entered {
  accessToken: string;
  refreshToken: string;
  account: { id: string; organizationId: string };
}

/** Makes the account a member of the organization too. */
async function join({ email }: SignedUp, { viewer }: SignedUp): Promise<void> {
  await act(services, viewer, 'inviteMember', { email });
  const { token } = await newestMail(services.dataDir, email);
  await act(services, anonymous, 'acceptInvitation', { token, password });
}

test('an organization gets another name, which is told with the old one', async () => {
  const { organizationId: id, admin } = await createTeam(services);

  const changed = await act(services, admin.viewer, 'updateOrganization', { name: '  Tea  ' });

  expect(changed).toEqual({ organization: { id, name: 'Tea' } });
  expect((await readAuditLog(services, id)).at(-1)).toEqual({
    action: 'organization.update',
    actor: `account ${admin.email}`,
    target: 'organization Tea',
    details: { name: { from: 'owner', to: 'Tea' } },
  });
});

test.each([
  ['', 'name needs at least 1 characters'],
  ['n'.repeat(256), 'name exceeds 255 characters'],
  ['a\nb', 'name must not contain control characters'],
])('a name like %j is refused', async (name, message) => {
  const { viewer } = await signUp(services, 'ada');

  for (const [one, mutation] of [
    [viewer, 'updateOrganization'],
    [asOperator(), 'createOrganization'],
  ] as const) {
    const asking = act(services, one, mutation, { name });
    await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', message });
  }
});

test('who may rename an organization', async () => {
  const { viewers } = await createTeam(services);

  expect(
    await judge(viewers, (viewer) => act(services, viewer, 'updateOrganization', { name: 'Tea' })),
  ).toEqual({
    ...{ owner: 'done', admin: 'done', operator: 'done', stranger: 'done', elsewhere: 'done' },
    ...{ member: 'FORBIDDEN', app: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' },
  });
});

test('an organization is seen from inside alone', async () => {
  const { organizationId, viewers } = await createTeam(services);
  const see = (viewer: Viewer) =>
    askEntities(services, viewer, 'auth', {
      ...{ type: 'Organization', ids: [organizationId], fields: 'name' },
    });

  const seen: Record<string, unknown> = {};
  for (const [name, viewer] of Object.entries(viewers)) [seen[name]] = await see(viewer);

  const inside = { name: 'owner' };
  expect(seen).toEqual({
    ...{ owner: inside, admin: inside, member: inside, operator: inside },
    ...{ stranger: null, elsewhere: null, app: null, anonymous: null },
  });
});

test('an operator makes an organization, and accounts in it', async () => {
  const made = await act<{ organization: { id: string; name: string } }>(
    services,
    asOperator(),
    'createOrganization',
    { name: 'Tea' },
  );
  const { id: organizationId } = made.organization;
  const email = emailOf('ada');
  const input = { email: ` ${email.toUpperCase()}`, name: 'Ada', password, role: 'OWNER' };

  const { account } = await act<{ account: { id: string } }>(
    services,
    asOperator(organizationId),
    'createAccount',
    input,
  );
  const { viewer } = await signIn(services, { email });

  expect(made.organization.name).toBe('Tea');
  expect(account).toEqual({
    ...{ id: viewer.id, email, name: 'Ada', organizationId },
    ...{ language: 'EN_US', isBanned: false },
  });
  expect(viewer.scopes).toEqual(['org:admin', 'org:owner']);
  expect(await readAuditLog(services, organizationId)).toEqual([
    {
      action: 'organization.create',
      actor: 'operator',
      target: 'organization Tea',
      details: {},
    },
    {
      action: 'member.join',
      actor: 'operator',
      target: `account ${email}`,
      details: { role: 'OWNER' },
    },
  ]);
});

test('an account that an operator makes in no organization owns one of its own', async () => {
  const email = emailOf('ada');
  const input = { email, name: 'Ada', password, role: 'MEMBER' };

  await act(services, asOperator(), 'createAccount', input);
  const { viewer } = await signIn(services, { email });

  const [organization] = await askEntities(services, viewer, 'auth', {
    ...{ type: 'Organization', ids: [viewer.organizationId ?? ''] },
    fields: 'name members { nodes { role account { email } } }',
  });
  expect(organization).toEqual({
    name: 'Ada',
    members: { nodes: [{ role: 'OWNER', account: { email } }] },
  });
});

test.each([
  [asOperator(), { email: 'nobody' }, 'BAD_INPUT', 'email is not an address'],
  [asOperator(), { name: '' }, 'BAD_INPUT', 'name needs at least 1 characters'],
  [asOperator(), { password: 'short1' }, 'BAD_INPUT', 'password needs 8 to 128 characters'],
  [asOperator('unknown'), {}, 'NOT_FOUND', 'organization does not exist'],
  [anonymous, {}, 'FORBIDDEN', 'only an operator may do this'],
])('%j makes no account with %j', async (viewer, change, code, message) => {
  const input = { email: emailOf('ada'), name: 'Ada', password, ...change };

  await expect(act(services, viewer, 'createAccount', input)).rejects.toMatchObject({
    code,
    message,
  });
});

test('an operator takes no address that has an account, and leaves nothing behind', async () => {
  const { organizationId, owner, viewers } = await createTeam(services);
  const input = { email: owner.email, name: 'Ada', password };
  const before = await readAuditLog(services, organizationId);

  for (const viewer of [asOperator(), viewers.operator]) {
    await expect(act(services, viewer, 'createAccount', input)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'email has an account already',
    });
  }

  expect(await readAuditLog(services, organizationId)).toEqual(before);
});

test('only an operator makes organizations', async () => {
  const { viewers } = await createTeam(services);
  const verdicts = await judge(viewers, (viewer) =>
    act(services, viewer, 'createOrganization', { name: 'Tea' }),
  );

  const [no, yes] = ['FORBIDDEN', 'done'];
  expect(verdicts).toEqual({
    ...{ owner: no, admin: no, member: no, stranger: no, app: no, anonymous: no },
    ...{ operator: yes, elsewhere: yes },
  });
});

test('an account switches between its organizations, and falls back when it has lost one', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  await join(eve, ada);
  const { organizationId } = ada.viewer;

  const there = await act<Entered>(services, eve.viewer, 'switchOrganization', { organizationId });
  const viewer = toViewer(there.accessToken);
  const again = await signIn(services, eve);
  await act(services, ada.viewer, 'removeMember', { accountId: eve.viewer.id });
  const back = await services.ask<{ refreshSignIn: Entered }>(
    anonymous,
    'auth',
    `mutation ($input: RefreshSignInInput!) {
      refreshSignIn(input: $input) { accessToken refreshToken account { id organizationId } }
    }`,
    { input: { refreshToken: there.refreshToken } },
  );

  expect(there.account).toEqual({ id: eve.viewer.id, organizationId });
  expect(viewer.signInId).toBe(eve.viewer.signInId);
  expect(viewer).toMatchObject({ id: eve.viewer.id, organizationId, scopes: [] });
  // What it was signed in to last is where it signs in next.
  expect(again.viewer.organizationId).toBe(organizationId);
  expect(toViewer(back.refreshSignIn.accessToken)).toMatchObject({
    id: eve.viewer.id,
    organizationId: eve.viewer.organizationId,
    scopes: ['org:admin', 'org:owner'],
  });
});

test('an access token whose sign-in has ended, or that names none, does not switch', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const { signInId: _signInId, ...bare } = ada.viewer;
  const foreign = { ...ada.viewer, signInId: eve.viewer.signInId };
  const input = { organizationId: ada.viewer.organizationId };
  const signOut = 'mutation { signOut(input: {}) { ids } }';
  const to = (viewer: Viewer) => act(services, viewer, 'switchOrganization', input);

  await to(ada.viewer);
  await services.ask(ada.viewer, 'auth', signOut);

  for (const viewer of [ada.viewer, bare, foreign]) {
    await expect(to(viewer)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'the sign-in has ended',
    });
  }
});

test('nobody switches to an organization that they are not in', async () => {
  const { organizationId, owner, stranger, viewers } = await createTeam(services);
  const member = await createMember(services, owner, 'kim');
  await act(services, owner.viewer, 'removeMember', { accountId: member.viewer.id });
  const to = (viewer: Viewer, id = organizationId) =>
    act(services, viewer, 'switchOrganization', { organizationId: id });

  for (const viewer of [stranger.viewer, member.viewer]) {
    await expect(to(viewer)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'organization does not exist',
    });
  }
  await expect(to(owner.viewer, 'unknown')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(to(anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  for (const viewer of [viewers.app, viewers.operator]) {
    await expect(to(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});
