import type { Viewer } from '@tributary/runtime/identity';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import { createRowLoader, type RowLoader } from '@tributary/runtime/row-loader';
import type { Transact } from '@tributary/runtime/store';
import type { AccountRow } from './accounts.ts';
import { createAuditLog } from './audit-log.ts';
import { createBans } from './bans.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import { createEntrances } from './entrances.ts';
import { createInvitations } from './invitations.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import { createMembers } from './members.ts';
import type { Memberships } from './memberships.ts';
import type { NewAccounts } from './new-accounts.ts';
import { createOperatorAccounts } from './operator-accounts.ts';
import { createOrganizations } from './organizations.ts';
import type { SignIns } from './sign-ins.ts';
import { createSiteAdmins } from './site-admins.ts';

export interface MemberContextOptions {
  collections: Collections;
  transact: Transact;
  accountRows: RowLoader<AccountRow>;
  memberships: Memberships;
  newAccounts: NewAccounts;
  signIns: SignIns;
  attempts: LoginAttempts;
  limiter: RateLimiter;
  /** Whether the number of mails is limited. */
  isLimited: boolean;
  mailLimits: MailLimits;
  mails: Mails;
  changes: Changes;
  viewer: Viewer;
}

/** The models of organizations and of who is in them. */
export function createMemberContext(options: MemberContextOptions) {
  const { collections, memberships } = options;
  const organizationRows = createRowLoader(collections.organizations);
  return {
    organizations: createOrganizations({
      ...options,
      ...{ collection: collections.organizations, rows: organizationRows },
    }),
    members: createMembers(options),
    bans: createBans(options),
    invitations: createInvitations({ ...options, organizationRows }),
    entrances: createEntrances(options),
    auditLog: createAuditLog({ collection: collections.auditLog, memberships }),
    operatorAccounts: createOperatorAccounts(options),
    siteAdmins: createSiteAdmins(options),
  };
}
