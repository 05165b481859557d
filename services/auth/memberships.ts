import { Failure } from '@tributary/runtime/failure';
import { siteAdmin, type Viewer } from '@tributary/runtime/identity';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { ClientSession } from '@tributary/runtime/store';
import type { Collections } from './collections.ts';
import type { Role } from './generated/schema.ts';
import { memberOf } from './membership.ts';

/** An account's place in an organization. */
export interface MembershipRow {
  /** `<organization>:<account>` */
  _id: string;
  organizationId: string;
  accountId: string;
  role: Role;
  createdAt: Date;
  outbox: OutboxEntry[];
}

export type Membership = Pick<MembershipRow, 'organizationId' | 'role' | 'createdAt'>;

/** Who manages an organization. */
export interface Manager {
  /** `operator` when it is one who acts for the organization. */
  accountId: string;
  organizationId: string;
  role: Role;
}

export interface MembershipsOptions {
  collections: Pick<Collections, 'memberships' | 'organizations'>;
  viewer: Viewer;
}

export type Memberships = ReturnType<typeof createMemberships>;

/** An account sees so many of its own. */
const listedMax = 100;

export const membershipId = (organizationId: string, accountId: string): string =>
  `${organizationId}:${accountId}`;

/** What each role may do in its organization; the gateway checks operations for it. */
const scopesOfRoles: Readonly<Record<Role, readonly string[]>> = {
  OWNER: ['org:admin', 'org:owner'],
  ADMIN: ['org:admin'],
  MEMBER: [],
};

/** What an administrator of the installation may do besides, in whatever organization. */
const siteScopes = [siteAdmin];

/** What the access tokens of an account say that it may do. */
export const scopesOf = (
  role: Role,
  { isSiteAdmin = false }: { isSiteAdmin?: boolean },
): string[] => [...scopesOfRoles[role], ...(isSiteAdmin ? siteScopes : [])];

const ranks: Readonly<Record<Role, number>> = { MEMBER: 0, ADMIN: 1, OWNER: 2 };
const titles: Readonly<Record<Role, string>> = {
  MEMBER: 'a member',
  ADMIN: 'an administrator',
  OWNER: 'an owner',
};

/** The viewer's place in its organization, as it is stored now: a token may be an hour old. */
export function createMemberships({ collections, viewer }: MembershipsOptions) {
  const { memberships, organizations } = collections;

  async function findRole(organizationId: string, session?: ClientSession): Promise<Role | null> {
    if (viewer.kind === 'operator') {
      const known = await organizations.exists({ _id: organizationId }).session(session ?? null);
      if (!known) throw new Failure('NOT_FOUND', 'organization does not exist');
      return 'OWNER';
    }
    const _id = membershipId(organizationId, viewer.id);
    const row = await memberships.findById(_id, { role: 1 }, { session: session ?? null }).lean();
    return row?.role ?? null;
  }

  /** Fails with FORBIDDEN unless the viewer has at least that role; an operator has every one. */
  async function authorize(least: Role, session?: ClientSession): Promise<Manager> {
    const { accountId, organizationId } = memberOf(viewer);
    const role = await findRole(organizationId, session);
    if (role === null || ranks[role] < ranks[least]) {
      throw new Failure('FORBIDDEN', `only ${titles[least]} may do this`);
    }
    return { accountId, organizationId, role };
  }

  /** The same for an organization that must be the viewer's own. */
  async function authorizeFor(organizationId: string, least: Role): Promise<void> {
    const manager = await authorize(least);
    if (manager.organizationId !== organizationId) {
      throw new Failure('FORBIDDEN', `only ${titles[least]} may do this`);
    }
  }

  /** The organizations of an account, for itself alone. */
  async function listOf({ id }: { id: string }): Promise<Membership[]> {
    if (viewer.kind !== 'account' || viewer.id !== id) {
      throw new Failure('FORBIDDEN', 'only the account itself sees its memberships');
    }
    const query = memberships.find({ accountId: id }).sort({ createdAt: 1 }).limit(listedMax);
    return query.lean<MembershipRow[]>();
  }

  return { authorize, authorizeFor, listOf };
}
