import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import { changeAccess } from './account-access.ts';
import { type Account, type AccountRow, accountParty, toAccount } from './accounts.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import type {
  ChangeMemberRoleInput,
  OrganizationMembersArgs,
  RemoveMemberInput,
} from './generated/schema.ts';
import { isMember } from './membership.ts';
import { type MembershipRow, type Memberships, membershipId } from './memberships.ts';
import { checkOtherOwner, checkOwnersTouch } from './owners.ts';
import { readPageSize } from './text-rule.ts';

export type Member = Pick<MembershipRow, 'organizationId' | 'accountId' | 'role' | 'createdAt'>;

export interface MemberPage {
  nodes: Member[];
  hasMore: boolean;
}

export interface MembersOptions {
  collections: Pick<Collections, 'accounts' | 'apps' | 'memberships' | 'organizations' | 'signIns'>;
  accountRows: RowLoader<AccountRow>;
  memberships: Memberships;
  transact: Transact;
  changes: Changes;
  viewer: Viewer;
}

/** The accounts of an organization. One of them always owns it. */
export function createMembers(options: MembersOptions) {
  const { collections, accountRows, memberships, transact, changes, viewer } = options;
  const { accounts, apps, memberships: members } = collections;

  async function list(
    { id: organizationId }: { id: string },
    page: OrganizationMembersArgs,
  ): Promise<MemberPage> {
    const first = readPageSize(page.first ?? 20);
    if (viewer.kind !== 'service' && !isMember(viewer, organizationId)) {
      throw new Failure('FORBIDDEN', 'only a member sees the members of an organization');
    }
    const query = members.find({ organizationId }).sort({ createdAt: 1, accountId: 1 });
    if (page.after) {
      const { createdAt, accountId } = await find(organizationId, page.after);
      query.or([
        { createdAt: trusted({ $gt: createdAt }) },
        { createdAt, accountId: trusted({ $gt: accountId }) },
      ]);
    }
    const found = await query.limit(first + 1).lean<MembershipRow[]>();
    return { nodes: found.slice(0, first), hasMore: found.length > first };
  }

  /** Who sees a member sees its account, as it appears in the organization. */
  async function loadAccount({ organizationId, accountId }: Member): Promise<Account> {
    const row = await accountRows.load(accountId);
    if (!row) throw new Error(`account ${accountId} is lost`);
    return toAccount(row, organizationId);
  }

  async function find(organizationId: string, accountId: string): Promise<MembershipRow> {
    const _id = membershipId(organizationId, accountId);
    const row = await members.findById(_id).lean<MembershipRow>();
    if (!row) throw new Failure('NOT_FOUND', 'member does not exist');
    return row;
  }

  /** A line of the audit log about a member. */
  async function audited(action: string, row: MembershipRow, details: Record<string, unknown>) {
    const { organizationId, accountId } = row;
    const account = await accountRows.load(accountId);
    if (!account) throw new Error(`account ${accountId} is lost`);
    return changes.audited({ organizationId, action, target: accountParty(account), details });
  }

  async function changeRole({ accountId, role }: ChangeMemberRoleInput) {
    const manager = await memberships.authorize('ADMIN');
    const { organizationId } = manager;
    const row = await find(organizationId, accountId);
    checkOwnersTouch(manager, row.role, role);
    if (row.role === role) return { member: row };
    const entry = await audited('member.role', row, { role: { from: row.role, to: role } });
    await transact(async (session) => {
      await keepOwner(row, session);
      const filter = { _id: row._id, role: row.role };
      const { modifiedCount } = await members.updateOne(filter, { $set: { role } }, { session });
      if (modifiedCount === 0) throw new Failure('CONFLICT', 'member was changed meanwhile');
      await changeAccess({ accounts, session, accountId, entries: [entry] });
    });
    accountRows.clear(accountId);
    await changes.relay('accounts', accountId);
    return { member: { ...row, role } };
  }

  /** Somebody else has to own the organization before an owner may go. */
  async function keepOwner(
    { organizationId, accountId, role }: MembershipRow,
    session: ClientSession,
  ) {
    if (role !== 'OWNER') return;
    await checkOtherOwner({ collections, organizationId, session }, accountId);
  }

  async function remove({ accountId }: RemoveMemberInput) {
    const isOwn = viewer.kind === 'account' && viewer.id === accountId;
    const manager = await memberships.authorize(isOwn ? 'MEMBER' : 'ADMIN');
    const { organizationId } = manager;
    const row = await find(organizationId, accountId);
    checkOwnersTouch(manager, row.role);
    const entry = await audited('member.remove', row, { role: row.role });
    await transact(async (session) => {
      await keepOwner(row, session);
      const filter = { _id: row._id, role: row.role };
      const { deletedCount } = await members.deleteOne(filter, { session });
      if (deletedCount === 0) throw new Failure('CONFLICT', 'member was changed meanwhile');
      await forgetApps(row, session);
      const set = await nextOrganization(row, session);
      await changeAccess({ accounts, session, accountId, set, entries: [entry] });
    });
    accountRows.clear(accountId);
    await changes.relay('accounts', accountId);
    return { accountId };
  }

  /** Whoever comes back later is a new member, without what they had. */
  async function forgetApps({ organizationId, accountId }: MembershipRow, session: ClientSession) {
    await apps.updateMany(
      { organizationId, memberIds: accountId },
      { $pull: { memberIds: accountId } },
      { session },
    );
  }

  /** What an account is signed in to, and its home. Without any organization it cannot sign in. */
  async function nextOrganization(row: MembershipRow, session: ClientSession) {
    const { organizationId: left, accountId } = row;
    const account = await accounts.findById(accountId, null, { session }).lean<AccountRow>();
    const currentId = membershipId(account?.organizationId ?? left, accountId);
    const current = await members.findById(currentId, null, { session }).lean<MembershipRow>();
    const next =
      current ??
      (await members
        .findOne({ accountId }, null, { session })
        .sort({ createdAt: 1 })
        .lean<MembershipRow>());
    if (!next) return {};
    const { organizationId } = next;
    const isHome = account?.homeOrganizationId === left;
    return { organizationId, ...(isHome && { homeOrganizationId: organizationId }) };
  }

  return { list, loadAccount, changeRole, remove };
}
