import type { RowLoader } from '@tributary/runtime/row-loader';
import type { AccountRow } from './accounts.ts';
import type { App } from './apps.ts';
import { type MembershipRow, membershipId } from './memberships.ts';

export interface WebAppPermissionsOptions {
  accountRows: RowLoader<AccountRow>;
  membershipRows: RowLoader<MembershipRow>;
  isLoginEnabled: boolean;
}

export type WebAppPermissions = ReturnType<typeof createWebAppPermissions>;

/** Who may use an app's web page. */
export function createWebAppPermissions(options: WebAppPermissionsOptions) {
  const { accountRows, membershipRows, isLoginEnabled } = options;

  /** Whether somebody has to sign in for the app. */
  const isRestricted = ({ accessMode }: App): boolean => isLoginEnabled && accessMode !== 'PUBLIC';

  /** Whether it matters which account that is. */
  const isChecked = ({ accessMode }: App): boolean =>
    isLoginEnabled && (accessMode === 'PRIVATE' || accessMode === 'PRIVATE_ALL');

  /** Of an app that is PRIVATE or PRIVATE_ALL. */
  async function isPermitted(app: App, accountId: string): Promise<boolean> {
    const { organizationId, accessMode, memberIds } = app;
    const [account, membership] = await Promise.all([
      accountRows.load(accountId),
      membershipRows.load(membershipId(organizationId, accountId)),
    ]);
    if (!account || account.bannedAt || !membership) return false;
    if (accessMode === 'PRIVATE_ALL') return true;
    return membership.role !== 'MEMBER' || memberIds.includes(accountId);
  }

  return { isRestricted, isChecked, isPermitted };
}
