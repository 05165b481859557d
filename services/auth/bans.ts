import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { ClientSession, Transact } from '@tributary/runtime/store';
import { changeAccess } from './account-access.ts';
import { type Account, type AccountRow, accountParty, toAccount } from './accounts.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import type { BanAccountInput } from './generated/schema.ts';
import { type Memberships, membershipId } from './memberships.ts';
import { checkOwnersTouch, lockOwners } from './owners.ts';
import type { SignIns } from './sign-ins.ts';

export interface BansOptions {
  collections: Pick<Collections, 'accounts' | 'memberships' | 'organizations'>;
  accountRows: RowLoader<AccountRow>;
  memberships: Memberships;
  signIns: Pick<SignIns, 'voidAll'>;
  transact: Transact;
  changes: Changes;
  viewer: Viewer;
}

/** Which accounts may not sign in, as the administrators of their home and operators decide. */
export function createBans(options: BansOptions) {
  const { collections, accountRows, memberships, signIns } = options;
  const { transact, changes, viewer } = options;
  const { accounts } = collections;

  const audited = (action: string, row: AccountRow) =>
    changes.audited({ organizationId: row.homeOrganizationId, action, target: accountParty(row) });

  const toShown = (row: AccountRow): Account =>
    toAccount(row, viewer.kind === 'operator' ? row.organizationId : row.homeOrganizationId);

  /**
   * An operator may ban everybody; others members alone, not themselves, and none who is above them.
   * What a home did to a member it may undo when they are gone.
   */
  async function authorize(row: AccountRow, session?: ClientSession): Promise<void> {
    if (viewer.kind === 'operator') return;
    const manager = await memberships.authorize('ADMIN', session);
    const { organizationId } = manager;
    const member = await collections.memberships
      .findById(membershipId(organizationId, row._id), null, { session: session ?? null })
      .lean();
    const isHome = row.homeOrganizationId === organizationId;
    if (!member && !(isHome && row.bannedAt)) {
      throw new Failure('NOT_FOUND', 'account does not exist');
    }
    if (!isHome) {
      throw new Failure('FORBIDDEN', 'another organization is the home of the account');
    }
    if (viewer.id === row._id) throw new Failure('FORBIDDEN', 'nobody bans their own account');
    if (member) checkOwnersTouch(manager, member.role);
  }

  async function find(accountId: string): Promise<AccountRow> {
    const row = await accounts.findById(accountId).lean<AccountRow>();
    if (row) return row;
    if (viewer.kind !== 'operator') await memberships.authorize('ADMIN');
    throw new Failure('NOT_FOUND', 'account does not exist');
  }

  async function ban({ accountId }: BanAccountInput): Promise<{ account: Account }> {
    const row = await find(accountId);
    await authorize(row);
    if (row.bannedAt) return { account: toShown(row) };
    const entry = await audited('account.ban', row);
    const banned = await transact(async (session) => {
      await lockOwners({ collections, organizationId: row.homeOrganizationId, session });
      const current = await accounts.findById(accountId, null, { session }).lean<AccountRow>();
      await checkViewer(current ?? row, session);
      if (current?.bannedAt) return current;
      await signIns.voidAll(session, accountId);
      const set = { bannedAt: new Date() };
      return changeAccess({ accounts, session, accountId, set, entries: [entry] });
    });
    accountRows.clear(accountId);
    await changes.relay('accounts', accountId);
    return { account: toShown(banned) };
  }

  /** Of two owners who ban each other, one is too late. */
  async function checkViewer(row: AccountRow, session: ClientSession): Promise<void> {
    if (viewer.kind === 'operator') return;
    await authorize(row, session);
    const own = await accounts.exists({ _id: viewer.id, bannedAt: null }).session(session);
    if (!own) throw new Failure('FORBIDDEN', 'account is banned');
  }

  async function unban({ accountId }: BanAccountInput): Promise<{ account: Account }> {
    const row = await find(accountId);
    await authorize(row);
    if (!row.bannedAt) return { account: toShown(row) };
    const entry = await audited('account.unban', row);
    // Of several at once, one lifts it.
    await accounts.updateOne(
      { _id: accountId, bannedAt: row.bannedAt },
      { $set: { bannedAt: null }, $push: { outbox: entry } },
    );
    accountRows.clear(accountId);
    await changes.relay('accounts', accountId);
    return { account: toShown({ ...row, bannedAt: null }) };
  }

  return { ban, unban };
}
