import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { Transact } from '@tributary/runtime/store';
import { changeAccess } from './account-access.ts';
import { type Account, type AccountRow, accountParty, toAccount } from './accounts.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import { normaliseEmail } from './email-address.ts';
import type { SiteAdminInput } from './generated/schema.ts';
import { checkOperator } from './membership.ts';

export interface SiteAdminsOptions {
  collections: Pick<Collections, 'accounts'>;
  accountRows: RowLoader<AccountRow>;
  transact: Transact;
  changes: Changes;
  viewer: Viewer;
}

/** Which accounts administer the whole installation, as operators alone decide. */
export function createSiteAdmins(options: SiteAdminsOptions) {
  const { collections, accountRows, transact, changes, viewer } = options;
  const { accounts } = collections;

  /** As with a role, the tokens that the account has are void: the next ones tell the truth. */
  async function set(
    { email }: SiteAdminInput,
    isSiteAdmin: boolean,
  ): Promise<{ account: Account }> {
    checkOperator(viewer);
    const before = await accounts.findOne({ email: normaliseEmail(email) }).lean<AccountRow>();
    if (!before) throw new Failure('NOT_FOUND', 'account does not exist');
    const { _id: accountId, homeOrganizationId: organizationId } = before;
    const action = isSiteAdmin ? 'account.site-admin.grant' : 'account.site-admin.revoke';
    const target = accountParty(before);
    const entry = await changes.audited({ organizationId, action, target });
    const after = await transact(async (session) => {
      const current = await accounts.findById(accountId, null, { session }).lean<AccountRow>();
      // Of several at once, one is told of.
      if (current && (current.isSiteAdmin ?? false) === isSiteAdmin) return current;
      const set = { isSiteAdmin };
      return changeAccess({ accounts, session, accountId, set, entries: [entry] });
    });
    accountRows.clear(accountId);
    await changes.relay('accounts', accountId);
    return { account: toAccount(after) };
  }

  return { set };
}
