import type { Viewer } from '@tributary/runtime/identity';
import { createRowLoader } from '@tributary/runtime/row-loader';
import type { AccessTokens } from './access-tokens.ts';
import { createAccounts } from './accounts.ts';
import { createApiKeys } from './api-keys.ts';
import { createApps } from './apps.ts';
import type { Collections } from './collections.ts';
import { createEndUsers } from './end-users.ts';
import { createOrganizations } from './organizations.ts';
import { createSignIns } from './sign-ins.ts';

export interface ContextOptions {
  collections: Collections;
  tokens: AccessTokens;
  viewer: Viewer;
}

export type Context = ReturnType<typeof createContext>;

/** The models of one request, for one viewer. */
export function createContext({ collections, tokens, viewer }: ContextOptions) {
  const accountRows = createRowLoader(collections.accounts);
  const organizationRows = createRowLoader(collections.organizations);
  const appRows = createRowLoader(collections.apps);
  const endUserRows = createRowLoader(collections.endUsers);
  return {
    viewer,
    accounts: createAccounts({ rows: accountRows, viewer }),
    signIns: createSignIns({ collections, tokens }),
    organizations: createOrganizations({ rows: organizationRows, viewer }),
    apps: createApps({ collection: collections.apps, rows: appRows, viewer }),
    apiKeys: createApiKeys({ collection: collections.apiKeys, appRows, viewer }),
    endUsers: createEndUsers({
      collection: collections.endUsers,
      rows: endUserRows,
      appRows,
      viewer,
    }),
  };
}
