import type { Viewer } from '@tributary/runtime/identity';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import { createRowLoader } from '@tributary/runtime/row-loader';
import type { Transact } from '@tributary/runtime/store';
import type { WebTokens } from '@tributary/runtime/web-tokens';
import type { AccessTokens } from './access-tokens.ts';
import { createAccounts } from './accounts.ts';
import { createAppContext } from './app-context.ts';
import { createChanges, type Outboxes } from './changes.ts';
import type { Collections } from './collections.ts';
import type { AuthConfig } from './config.ts';
import { createEmailChanges } from './email-changes.ts';
import type { LoginAttempts } from './login-attempts.ts';
import { createMailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import { createMails } from './mails.ts';
import { createMemberContext } from './member-context.ts';
import { createMemberships } from './memberships.ts';
import { createNewAccounts } from './new-accounts.ts';
import { createPasswordChanges } from './password-changes.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { createSignIns } from './sign-ins.ts';
import { createSignUps } from './sign-ups.ts';
import { createKeyRotations, type SigningKeys } from './signing-keys.ts';
import { createSystemFeatures } from './system-features.ts';

export interface ContextOptions {
  collections: Collections;
  transact: Transact;
  outboxes: Outboxes;
  /** Its windows are at most a day. */
  limiter: RateLimiter;
  attempts: LoginAttempts;
  mailLimits: MailLimits;
  keys: SigningKeys;
  tokens: AccessTokens;
  refreshTokens: RefreshTokens;
  webTokens: WebTokens;
  config: AuthConfig;
  viewer: Viewer;
}

export type Context = ReturnType<typeof createContext>;

const dayMs = 86_400_000;

/** The models of one request, for one viewer. */
export function createContext(options: ContextOptions) {
  const { collections, transact, outboxes, viewer, config, keys, tokens, refreshTokens } = options;
  const { attempts, mailLimits } = options;
  const accountRows = createRowLoader(collections.accounts);
  const membershipRows = createRowLoader(collections.memberships);
  const changes = createChanges({ outboxes, accountRows, viewer });
  const mails = createMails({ collection: collections.mails, changes });
  const mailCodes = createMailCodes({ collection: collections.mailCodes });
  const memberships = createMemberships({ collections, viewer });
  const newAccounts = createNewAccounts({ collections, transact });
  const signIns = createSignIns({
    ...{ collections, transact, tokens, refreshTokens, attempts, changes, viewer },
    lifetimeMs: config.refreshTokenDays * dayMs,
  });
  const proving = { accounts: collections.accounts, mailCodes, mailLimits, mails, attempts };
  const features = createSystemFeatures({ accounts: collections.accounts, config });
  const passwordChanges = createPasswordChanges({ ...proving, transact, signIns, changes, viewer });
  return {
    viewer,
    changes,
    mails,
    memberships,
    signIns,
    signUps: createSignUps({ newAccounts, signIns, isOpen: config.isSignUpOpen }),
    accounts: createAccounts({
      ...{ collection: collections.accounts, rows: accountRows, membershipRows, changes, viewer },
    }),
    passwordChanges,
    emailChanges: createEmailChanges({ ...proving, transact, changes, viewer }),
    keyRotations: createKeyRotations(keys, viewer),
    ...createMemberContext({
      ...options,
      ...{ accountRows, memberships, newAccounts, signIns, mails, changes },
      isLimited: config.rateLimitLogin !== 0,
    }),
    features,
    ...createAppContext({
      ...{ ...proving, collections, accountRows, membershipRows, memberships },
      ...{ passwords: passwordChanges, features, tokens: options.webTokens, config },
      ...{ changes, viewer },
    }),
  };
}
