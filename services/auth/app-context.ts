import type { Viewer } from '@tributary/runtime/identity';
import { createRowLoader, type RowLoader } from '@tributary/runtime/row-loader';
import type { WebTokens } from '@tributary/runtime/web-tokens';
import type { AccountRow } from './accounts.ts';
import { createApiKeys } from './api-keys.ts';
import { createAppMembers } from './app-members.ts';
import { createApps } from './apps.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import type { AuthConfig } from './config.ts';
import { createEndUsers } from './end-users.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { MailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import type { MembershipRow, Memberships } from './memberships.ts';
import { createPassports } from './passports.ts';
import type { PasswordChanges } from './password-changes.ts';
import type { SystemFeatures } from './system-features.ts';
import { createWebAppAccess } from './web-app-access.ts';
import { createWebAppLogins } from './web-app-logins.ts';
import { createWebAppPermissions } from './web-app-permissions.ts';
import { createWebAppResets } from './web-app-resets.ts';
import { createWebApps } from './web-apps.ts';

export interface AppContextOptions {
  collections: Collections;
  accountRows: RowLoader<AccountRow>;
  membershipRows: RowLoader<MembershipRow>;
  memberships: Memberships;
  passwords: PasswordChanges;
  mailCodes: MailCodes;
  mailLimits: MailLimits;
  attempts: LoginAttempts;
  mails: Mails;
  tokens: WebTokens;
  features: SystemFeatures;
  config: Pick<AuthConfig, 'accessTokenMinutes' | 'isWebAppLoginEnabled'>;
  changes: Changes;
  viewer: Viewer;
}

/** The models of apps and of those who use them. */
export function createAppContext(options: AppContextOptions) {
  const { collections, memberships, ...shared } = options;
  const { accountRows, tokens, features, config, changes, viewer } = shared;
  const { accessTokenMinutes, isWebAppLoginEnabled: isLoginEnabled } = config;
  const { accounts } = collections;
  const rows = createRowLoader(collections.apps);
  const webApps = createWebApps({ rows, rowsByCode: createRowLoader(collections.apps, 'code') });
  const apps = createApps({
    ...{ collection: collections.apps, rows },
    ...{ memberships, changes, viewer },
  });
  const endUsers = createEndUsers({
    ...{ collection: collections.endUsers, rows: createRowLoader(collections.endUsers) },
    ...{ appRows: rows, viewer },
  });
  const permissions = createWebAppPermissions({ ...shared, isLoginEnabled });
  const logins = createWebAppLogins({ accounts, ...shared, accessTokenMinutes });
  const passports = createPassports({ webApps, endUsers, logins, permissions, tokens, viewer });
  return {
    ...{ apps, endUsers, passports },
    appMembers: createAppMembers({ apps, memberships: collections.memberships, accountRows }),
    apiKeys: createApiKeys({
      ...{ collection: collections.apiKeys, apps, memberships, changes, viewer },
    }),
    webAppLogins: logins,
    webAppResets: createWebAppResets({ accounts, ...shared }),
    webAppAccess: createWebAppAccess({
      ...{ webApps, passports, logins, permissions },
      ...{ tokens, features, isLoginEnabled },
    }),
  };
}
