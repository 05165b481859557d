import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import { act, createTeam, judge, readAuditLog } from './team.ts';
import { askEntities, emailOf, password, signUp, toViewer } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

interface Invited {
  invitation: {
    id: string;
    email: string;
    role: string;
    createdAt: string;
    expiresAt: string;
  };
}

interface Accepted {
  accessToken: string;
  account: Record<string, unknown>;
}

let callers = 0;
/** Each time from somewhere else, unless it is said from where: a network sends only so many. */
const invite = async (viewer: Viewer, email: string, more: Record<string, unknown> = {}) => {
  callers += 1;
  const caller = { ip: `198.51.100.${callers % 256}`, ...viewer };
  return (await act<Invited>(services, caller, 'inviteMember', { email, ...more })).invitation;
};

const accept = (token: string, more: Record<string, unknown> = {}) =>
  act<Accepted>(services, anonymous, 'acceptInvitation', {
    ...{ token, name: 'New', password, ...more },
  });

const listOpen = async (viewer: Viewer, organizationId: string, page = '') => {
  const [organization] = await askEntities(services, viewer, 'auth', {
    type: 'Organization',
    ids: [organizationId],
    fields: `invitations${page} { id email role createdAt expiresAt }`,
  });
  return (organization as { invitations: unknown[] }).invitations;
};

const tokenOf = async (email: string, count = 1) =>
  (await newestMail(services.dataDir, email, count)).token;

const gone = { code: 'NOT_FOUND', message: 'invitation does not exist or has expired' };

test('an invitation is mailed, and makes an account for whoever has none', async () => {
  const { organizationId, owner, admin } = await createTeam(services);
  const email = emailOf('New');

  const invitation = await invite(admin.viewer, ` ${email.toUpperCase()} `, { role: 'ADMIN' });
  const mail = await newestMail(services.dataDir, email);
  const { accessToken, account } = await accept(mail.token);

  const { id, organizationId: signedInTo, scopes } = toViewer(accessToken);
  expect(invitation).toMatchObject({ email, role: 'ADMIN' });
  expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(604_800_000);
  expect(account).toEqual({ id, email, name: 'New', organizationId, language: 'EN_US' });
  expect({ signedInTo, scopes }).toEqual({ signedInTo: organizationId, scopes: ['org:admin'] });
  expect(await listOpen(owner.viewer, organizationId)).toEqual([]);
  expect((await readAuditLog(services, organizationId)).slice(-2)).toEqual([
    {
      action: 'member.invite',
      actor: `account ${admin.email}`,
      target: `invitation ${email}`,
      details: { role: 'ADMIN' },
    },
    {
      action: 'member.join',
      actor: `account ${email}`,
      target: `account ${email}`,
      details: { role: 'ADMIN' },
    },
  ]);
});

test('whoever has an account joins with its password, and can go back', async () => {
  const { organizationId, owner } = await createTeam(services);
  const guest = await signUp(services, 'guest');
  await invite(owner.viewer, guest.email);
  const token = await tokenOf(guest.email);

  const wrong = accept(token, { password: 'not the passw0rd' });
  await expect(wrong).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    message: 'password is wrong',
  });
  const { account, accessToken } = await accept(token, { name: null });
  const back = await act<Accepted>(services, toViewer(accessToken), 'switchOrganization', {
    organizationId: guest.viewer.organizationId,
  });

  expect(account).toMatchObject({ id: guest.viewer.id, name: 'guest', organizationId });
  expect(toViewer(back.accessToken)).toMatchObject({
    id: guest.viewer.id,
    organizationId: guest.viewer.organizationId,
    scopes: ['org:admin', 'org:owner'],
  });
  const banning = act(services, owner.viewer, 'banAccount', { accountId: guest.viewer.id });
  await expect(banning).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'another organization is the home of the account',
  });
});

test('an invitation works once, also when it is accepted twice at once', async () => {
  const { owner } = await createTeam(services);
  const email = emailOf('new');
  await invite(owner.viewer, email);
  const token = await tokenOf(email);

  const results = await Promise.allSettled([accept(token), accept(token), accept(token)]);

  const done = results.filter(({ status }) => status === 'fulfilled');
  const codes = results.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(done).toHaveLength(1);
  expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  await expect(accept(token)).rejects.toMatchObject(gone);
});

test('a new invitation to an address takes the place of the last', async () => {
  const { organizationId, owner } = await createTeam(services);
  const email = emailOf('new');
  const first = await invite(owner.viewer, email);
  const earlier = await tokenOf(email);

  const second = await invite(owner.viewer, email, { role: 'ADMIN' });
  const later = await tokenOf(email, 2);

  expect(await listOpen(owner.viewer, organizationId)).toEqual([second]);
  expect(second).toMatchObject({ id: first.id, role: 'ADMIN' });
  await expect(accept(earlier)).rejects.toMatchObject(gone);
  expect(toViewer((await accept(later)).accessToken).scopes).toEqual(['org:admin']);
});

test('of invitations to one address at once, one is open', async () => {
  const { organizationId, owner } = await createTeam(services);
  const email = emailOf('new');

  await Promise.all(Array.from({ length: 3 }, () => invite(owner.viewer, email)));

  expect(await listOpen(owner.viewer, organizationId)).toHaveLength(1);
});

test('open invitations are listed by pages, the newest first', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { organizationId = '' } = viewer;
  const first = await invite(viewer, emailOf('first'));
  const second = await invite(viewer, emailOf('second'));
  const list = (page: string) => listOpen(viewer, organizationId, page);

  expect(await list('')).toEqual([second, first]);
  expect(await list('(first: 1)')).toEqual([second]);
  expect(await list(`(first: 1, after: "${second.id}")`)).toEqual([first]);
  await expect(list('(first: 101)')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(list('(after: "unknown")')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a revoked invitation is void', async () => {
  const { organizationId, owner, admin } = await createTeam(services);
  const email = emailOf('new');
  const { id } = await invite(owner.viewer, email);
  const token = await tokenOf(email);

  expect(await act(services, admin.viewer, 'revokeInvitation', { id })).toEqual({ id });

  await expect(accept(token)).rejects.toMatchObject(gone);
  const again = act(services, admin.viewer, 'revokeInvitation', { id });
  await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await readAuditLog(services, organizationId)).at(-1)).toMatchObject({
    action: 'invitation.revoke',
    target: `invitation ${email}`,
  });
});

test('who may invite whom, see invitations and take them back', async () => {
  const { organizationId, owner, viewers } = await createTeam(services);
  const verdict = {
    ...{ owner: 'done', admin: 'done', operator: 'done' },
    ...{ member: 'FORBIDDEN', app: 'FORBIDDEN', anonymous: 'UNAUTHENTICATED' },
  };
  const revoke = async (viewer: Viewer) => {
    const { id } = await invite(owner.viewer, emailOf('new'));
    await act(services, viewer, 'revokeInvitation', { id });
  };

  // In an organization of their own.
  const own = { stranger: 'done', elsewhere: 'done' };
  expect(await judge(viewers, (viewer) => invite(viewer, emailOf('new')))).toEqual({
    ...{ ...verdict, ...own },
  });
  const makeOwner = (viewer: Viewer) => invite(viewer, emailOf('new'), { role: 'OWNER' });
  expect(await judge(viewers, makeOwner)).toEqual({ ...verdict, ...own, admin: 'FORBIDDEN' });
  expect(await judge(viewers, revoke)).toEqual({
    ...{ ...verdict, stranger: 'NOT_FOUND', elsewhere: 'NOT_FOUND' },
  });
  // The organization itself hides from those outside.
  expect(await judge(viewers, (viewer) => listOpen(viewer, organizationId))).toMatchObject({
    ...{ owner: 'done', admin: 'done', operator: 'done', member: 'FORBIDDEN' },
  });
}, 120_000);

test.each([
  [{ email: 'nobody' }, 'BAD_INPUT', 'email is not an address'],
  [{ role: 'KING' }, 'BAD_INPUT', expect.stringContaining('"KING" does not exist in "Role"')],
])('an invitation with %j is refused', async (change, code, message) => {
  const { viewer } = await signUp(services, 'ada');

  const asking = invite(viewer, emailOf('new'), change);

  await expect(asking).rejects.toMatchObject({ code, message });
});

test('a member is not invited again', async () => {
  const { owner, member } = await createTeam(services);

  await expect(invite(owner.viewer, member.email)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'email belongs to a member already',
  });
});

test.each([
  [{ name: null }, 'name is needed for a new account'],
  [{ name: ' ' }, 'name needs at least 1 characters'],
  [{ password: 'short1' }, 'password needs 8 to 128 characters'],
])('a new account with %j is refused, and the invitation stays open', async (change, message) => {
  const { viewer } = await signUp(services, 'ada');
  const email = emailOf('new');
  await invite(viewer, email);
  const token = await tokenOf(email);

  await expect(accept(token, change)).rejects.toMatchObject({ code: 'BAD_INPUT', message });

  expect((await accept(token)).account).toMatchObject({ email });
});

test('an address gets three invitations in ten minutes, from all organizations together', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const email = emailOf('popular');
  for (const { viewer } of [ada, eve, ada]) await invite(viewer, email);

  await expect(invite(eve.viewer, email)).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringMatching(/^too many mails: try again in \d+ s$/),
  });
});

test('invitations count among the mails of whoever asks for them', async () => {
  const { viewer } = await signUp(services, 'ada');
  const caller = { ...viewer, ip: '203.0.113.77' };
  for (let count = 0; count < 50; count += 10) {
    await Promise.all(Array.from({ length: 10 }, () => invite(caller, emailOf('new'))));
  }

  await expect(invite(caller, emailOf('new'))).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    reason: 'email_send_ip_limit',
  });
});

test('an organization sends a hundred invitations an hour', async () => {
  const { viewer } = await signUp(services, 'ada');

  for (let count = 0; count < 100; count += 10) {
    await Promise.all(Array.from({ length: 10 }, () => invite(viewer, emailOf('new'))));
  }

  await expect(invite(viewer, emailOf('new'))).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringMatching(/^too many invitations: try again in \d+ s$/),
  });
});
