import type { Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { act, createTeam, type MutationName, readAuditLog } from './team.ts';
import { createMember, type SignedUp, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
  // What races, races over processes that share nothing but the store.
  await services.start('auth');
});
afterAll(() => services?.[Symbol.asyncDispose]());

const alone = { code: 'CONFLICT', message: 'organization needs an owner' };

/** Who owns the organization and is not banned. */
async function listOwners(organizationId: string, viewer: Viewer): Promise<string[]> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Organization { members(first: 100) { nodes { role account { id isBanned } } } }
  } }`;
  const data = await services.ask<{
    _entities: [
      { members: { nodes: { role: string; account: { id: string; isBanned: boolean } }[] } },
    ];
  }>({ ...viewer, kind: 'service' }, 'auth', query, {
    representations: [{ __typename: 'Organization', id: organizationId }],
  });
  return data._entities[0].members.nodes
    .filter(({ role, account }) => role === 'OWNER' && !account.isBanned)
    .map(({ account }) => account.id);
}

test.each([
  ['changeMemberRole', { role: 'MEMBER' }],
  ['removeMember', {}],
] as const)('the only owner stays one (%s)', async (name, change) => {
  const { organizationId, owner, viewers } = await createTeam(services);
  const input = { accountId: owner.viewer.id, ...change };

  for (const viewer of [owner.viewer, viewers.operator]) {
    await expect(act(services, viewer, name, input)).rejects.toMatchObject(alone);
  }

  expect(await listOwners(organizationId, owner.viewer)).toEqual([owner.viewer.id]);
});

test('an owner may go once there is another, who is not banned', async () => {
  const { organizationId, owner, viewers } = await createTeam(services);
  const other = await createMember(services, owner, 'other', 'OWNER');
  const leave = () => act(services, owner.viewer, 'removeMember', { accountId: owner.viewer.id });

  await act(services, viewers.operator, 'banAccount', { accountId: other.viewer.id });
  await expect(leave()).rejects.toMatchObject(alone);
  await act(services, viewers.operator, 'unbanAccount', { accountId: other.viewer.id });
  await leave();

  expect(await listOwners(organizationId, other.viewer)).toEqual([other.viewer.id]);
});

interface Move {
  by: Viewer;
  name: MutationName;
  input: Record<string, unknown>;
}

const leave = ({ viewer }: SignedUp): Move => ({
  ...{ by: viewer, name: 'removeMember', input: { accountId: viewer.id } },
});
const demote = ({ viewer: by }: SignedUp, { viewer }: SignedUp): Move => ({
  ...{ by, name: 'changeMemberRole', input: { accountId: viewer.id, role: 'ADMIN' } },
});
const ban = ({ viewer: by }: SignedUp, { viewer }: SignedUp): Move => ({
  ...{ by, name: 'banAccount', input: { accountId: viewer.id } },
});

const races: [name: string, moves: (one: SignedUp, two: SignedUp) => [Move, Move]][] = [
  ['leave', (one, two) => [leave(one), leave(two)]],
  ['give up their role', (one, two) => [demote(one, one), demote(two, two)]],
  ['take the role from each other', (one, two) => [demote(one, two), demote(two, one)]],
  ['leave and give up the role', (one, two) => [leave(one), demote(two, two)]],
  ['ban each other', (one, two) => [ban(one, two), ban(two, one)]],
  ['ban the other and leave', (one, two) => [ban(one, two), leave(one)]],
];

test.each(races)('of two owners who %s at once, one stays', async (_, toMoves) => {
  for (let round = 0; round < 5; round++) {
    const one = await signUp(services, 'one');
    const { organizationId = '' } = one.viewer;
    const two = await createMember(services, one, 'two', 'OWNER');
    const moves = toMoves(one, two);

    const results = await Promise.allSettled(
      moves.map(({ by, name, input }) => act(services, by, name, input)),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason.code] : [],
    );
    expect(['CONFLICT', 'FORBIDDEN', 'NOT_FOUND']).toContain(reasons[0]);
    expect(await listOwners(organizationId, one.viewer)).toHaveLength(1);
  }
});

test('of many owners who all leave at once, one stays, and each that left is told of once', async () => {
  const first = await signUp(services, 'first');
  const { organizationId = '' } = first.viewer;
  const owners = [first];
  for (const name of ['b', 'c', 'd', 'e', 'f']) {
    owners.push(await createMember(services, first, name, 'OWNER'));
  }

  const results = await Promise.allSettled(
    owners.map((owner) => act(services, owner.viewer, 'removeMember', leave(owner).input)),
  );

  const left = owners.filter((_, index) => results[index]?.status === 'fulfilled');
  const lines = await readAuditLog(services, organizationId);
  expect(left).toHaveLength(5);
  expect(await listOwners(organizationId, first.viewer)).toHaveLength(1);
  expect(
    lines.filter(({ action }) => action === 'member.remove').map(({ actor }) => actor),
  ).toHaveLength(5);
});
