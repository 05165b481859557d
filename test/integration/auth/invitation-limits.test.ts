import { createHash } from 'node:crypto';
import { type Collections, openCollections } from '@tributary/auth/collections';
import { startExpiry } from '@tributary/auth/expiry';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestMail } from '../../outbox.ts';
import { type Services, startServices } from '../../services.ts';
import { act, createTeam, mutations, type Team } from './team.ts';
import { createMember, emailOf, password, signUp } from './world.ts';

let services: Services;
let store: Store;
let collections: Collections;
beforeAll(async () => {
  services = await startServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
  const { MONGODB_URL: url } = services.env;
  store = await openStore({ url, database: 'tributary_auth', log });
  collections = await openCollections(store);
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await services?.[Symbol.asyncDispose]();
});

const invite = (viewer: Viewer, email: string, role = 'MEMBER') =>
  act<{ invitation: { id: string } }>(services, viewer, 'inviteMember', { email, role });

/** Accepts the newest of the invitations to an address. */
async function accept(email: string, count = 1) {
  const { token } = await newestMail(services.dataDir, email, count);
  const input = { token, name: 'New', password };
  return act(services, anonymous, 'acceptInvitation', input);
}

const gone = { code: 'NOT_FOUND', message: 'invitation does not exist or has expired' };

/** Rows as invitations leave them. */
const rowsOf = (organizationId: string, length: number, expiresAt: Date) =>
  Array.from({ length }, () => {
    const _id = newId();
    return {
      ...{ _id, organizationId, email: `${_id}@example.com`, role: 'MEMBER' as const },
      ...{ language: 'EN_US' as const, tokenHash: _id, outbox: [] },
      ...{ createdAt: new Date(expiresAt.getTime() - 604_800_000), expiresAt },
    };
  });

test('an organization has at most a thousand open invitations; those that are done do not count', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { organizationId = '' } = viewer;
  const [later, earlier] = [new Date(Date.now() + 3_600_000), new Date(Date.now() - 1)];
  const email = emailOf('last');
  await collections.invitations.insertMany(rowsOf(organizationId, 999, later));
  await collections.invitations.insertMany(rowsOf(organizationId, 10, earlier));

  await invite(viewer, email);
  const refused = invite(viewer, emailOf('more'));

  await expect(refused).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'organization has 1000 open invitations already',
  });
  // Another one to an address that is invited is none more.
  await invite(viewer, email);
});

test('what nobody can accept any more is removed', async () => {
  const { organizationId = '' } = (await signUp(services, 'ada')).viewer;
  const open = rowsOf(organizationId, 2, new Date(Date.now() + 3_600_000));
  const done = rowsOf(organizationId, 2, new Date(Date.now() - 1));
  await collections.invitations.insertMany([...open, ...done]);
  const listIds = async () =>
    (await collections.invitations.find({ organizationId }).sort({ _id: 1 }).lean()).map(
      ({ _id }) => _id,
    );

  await using _expiry = startExpiry({ collections, log });

  await expect.poll(listIds).toEqual(open.map(({ _id }) => _id));
});

const losses: Record<string, (team: Team) => Promise<unknown>> = {
  'was removed': ({ owner, admin: { viewer } }) =>
    act(services, owner.viewer, 'removeMember', { accountId: viewer.id }),
  'lost the role': ({ owner, admin: { viewer } }) =>
    act(services, owner.viewer, 'changeMemberRole', { accountId: viewer.id, role: 'MEMBER' }),
  'was banned': ({ owner, admin: { viewer } }) =>
    act(services, owner.viewer, 'banAccount', { accountId: viewer.id }),
};

test.each(Object.entries(losses))('what somebody sent who %s is void', async (_, lose) => {
  const team = await createTeam(services);
  const [guest, email] = [await signUp(services, 'guest'), emailOf('new')];
  await invite(team.admin.viewer, guest.email);
  await invite(team.admin.viewer, email);

  await lose(team);

  await expect(accept(guest.email)).rejects.toMatchObject(gone);
  await expect(accept(email)).rejects.toMatchObject(gone);
  await invite(team.owner.viewer, email);
  await accept(email, 2);
});

test('an owner who is an administrator now has invited no owner, but members', async () => {
  const { owner } = await createTeam(services);
  const second = await createMember(services, owner, 'second', 'OWNER');
  const [boss, worker] = [emailOf('boss'), emailOf('worker')];
  await invite(second.viewer, boss, 'OWNER');
  await invite(second.viewer, worker);
  const input = { accountId: second.viewer.id, role: 'ADMIN' };

  await act(services, owner.viewer, 'changeMemberRole', input);

  await expect(accept(boss)).rejects.toMatchObject(gone);
  await accept(worker);
});

test('an administrator neither replaces nor revokes the invitation of an owner', async () => {
  const { owner, admin } = await createTeam(services);
  const email = emailOf('boss');
  const { invitation } = await invite(owner.viewer, email, 'OWNER');
  const refusal = {
    code: 'FORBIDDEN',
    message: 'only an owner makes owners or takes their role',
  };

  await expect(invite(admin.viewer, email)).rejects.toMatchObject(refusal);
  const revoking = act(services, admin.viewer, 'revokeInvitation', { id: invitation.id });
  await expect(revoking).rejects.toMatchObject(refusal);

  expect(await accept(email)).toMatchObject({ account: { email } });
});

test('what an operator sent is good until it expires', async () => {
  const { viewers } = await createTeam(services);
  const email = emailOf('new');
  await invite(viewers.operator, email, 'OWNER');

  expect(await accept(email)).toMatchObject({ account: { email } });
});

test('an expired invitation is void', async () => {
  const { viewer } = await signUp(services, 'ada');
  const email = emailOf('late');
  const { invitation } = await invite(viewer, email);
  const { token } = await newestMail(services.dataDir, email);
  await collections.invitations.updateOne(
    { _id: invitation.id },
    { $set: { expiresAt: new Date(Date.now() - 1) } },
  );

  const input = { token, name: 'Late', password };
  const asking = services.ask(anonymous, 'auth', mutations.acceptInvitation, { input });

  await expect(asking).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'invitation does not exist or has expired',
  });
});

test('only the hash of a token is kept, and no log line has it', async () => {
  const { viewer } = await signUp(services, 'ada');
  const email = emailOf('quiet');
  const { invitation } = await invite(viewer, email);
  const { token } = await newestMail(services.dataDir, email);

  const row = await collections.invitations.findOne({ _id: invitation.id }).lean();
  const lines = await collections.auditLog.find().lean();

  expect(row?.tokenHash).toBe(createHash('sha256').update(token).digest('hex'));
  const kept = JSON.stringify([row, lines, services.output]);
  expect(kept).not.toContain(token);
  await expect.poll(() => collections.mails.countDocuments({ to: email })).toBe(0);
});

test('a banned account does not join', async () => {
  const { viewer } = await signUp(services, 'ada');
  const guest = await signUp(services, 'guest');
  await invite(viewer, guest.email);
  const { token } = await newestMail(services.dataDir, guest.email);
  await collections.accounts.updateOne(
    { _id: guest.viewer.id },
    { $set: { bannedAt: new Date() } },
  );

  const asking = act(services, anonymous, 'acceptInvitation', { token, password });

  await expect(asking).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the account is banned',
  });
});
