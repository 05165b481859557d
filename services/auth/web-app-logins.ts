import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { WebTokens } from '@tributary/runtime/web-tokens';
import type { Model } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import { readEmail } from './email-address.ts';
import type {
  LoginToWebAppsInput,
  SendWebAppCodeInput,
  VerifyWebAppCodeInput,
} from './generated/schema.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { MailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import { checkPassword, isPassword } from './passwords.ts';
import type { SystemFeatures } from './system-features.ts';

export interface WebAppLoginsOptions {
  accounts: Model<AccountRow>;
  accountRows: RowLoader<AccountRow>;
  mailCodes: MailCodes;
  mailLimits: MailLimits;
  attempts: LoginAttempts;
  mails: Mails;
  tokens: WebTokens;
  features: Pick<SystemFeatures, 'checkWebAppLogin'>;
  accessTokenMinutes: number;
  viewer: Viewer;
}

export type WebAppLogins = ReturnType<typeof createWebAppLogins>;

export const codeLifetimeMs = 300_000;
/** Of a login token, in lives of an access token. */
const lifetimes = 24;

/** The documented API tells who has an account. */
export const noAccount = () =>
  new Failure('NOT_FOUND', 'email has no account', { reason: 'account_not_found' });

/** Which password an account has: whatever was granted for another one is void. */
const passwordVersionOf = ({ passwordChangedAt }: AccountRow): number =>
  passwordChangedAt?.getTime() ?? 0;

/** How an account signs in to web apps, where passports of restricted apps are issued for it. */
export function createWebAppLogins(options: WebAppLoginsOptions) {
  const { accounts, accountRows, mailCodes, mailLimits, mails } = options;
  const { attempts, tokens, features, viewer } = options;

  async function issue(account: AccountRow): Promise<{ accessToken: string }> {
    const accessToken = await tokens.signLogin({
      user_id: account._id,
      session_id: account.email,
      password_version: passwordVersionOf(account),
      token_source: 'webapp_login_token',
      auth_type: 'internal',
      exp: Math.floor(Date.now() / 1000) + lifetimes * options.accessTokenMinutes * 60,
    });
    return { accessToken };
  }

  function checkBan({ bannedAt }: AccountRow): void {
    if (bannedAt) throw new Failure('UNAUTHENTICATED', 'account is banned');
  }

  async function login({ password, ...input }: LoginToWebAppsInput) {
    await features.checkWebAppLogin();
    const email = readEmail(input.email);
    checkPassword(password);
    const account = await accounts.findOne({ email }).lean<AccountRow>();
    if (account?.bannedAt) {
      throw new Failure('FORBIDDEN', 'account is banned', { reason: 'account_banned' });
    }
    // Searching for addresses that have an account is slowed down like guessing passwords.
    const isRight = await attempts.guard({ email, ip: viewer.ip }, () =>
      isPassword(password, account?.passwordHash),
    );
    if (!account) throw noAccount();
    // It may have had to wait, and the account may have changed meanwhile.
    const { _id, passwordHash } = account;
    if (isRight && (await accounts.exists({ _id, passwordHash, bannedAt: null }))) {
      return issue(account);
    }
    throw new Failure('UNAUTHENTICATED', 'password is wrong', { reason: 'authentication_failed' });
  }

  async function sendCode({ language = 'EN_US', ...input }: SendWebAppCodeInput) {
    await features.checkWebAppLogin();
    const email = readEmail(input.email);
    await mailLimits.takeFrom(viewer.ip, 'email_code_login_rate_limit_exceeded');
    const account = await accounts.findOne({ email }).lean<AccountRow>();
    if (!account) throw noAccount();
    checkBan(account);
    await mailLimits.takeTo('login', email);
    const expiresAt = new Date(Date.now() + codeLifetimeMs);
    const issue = { purpose: 'login', accountId: account._id, email } as const;
    const { token, code } = await mailCodes.issue({ ...issue, lifetimeMs: codeLifetimeMs });
    await mails.send({ to: email, template: 'login-code', language, values: { code }, expiresAt });
    return { token };
  }

  async function loginWithCode({ email, code, token }: VerifyWebAppCodeInput) {
    await features.checkWebAppLogin();
    const given = await mailLimits.guardCode('login', email, () =>
      mailCodes.check({ purpose: 'login', token, email, code }),
    );
    await mailCodes.consume(given);
    // Who has another address now proved nothing with the old one.
    const key = { _id: given.accountId, email: given.email };
    const account = await accounts.findOne(key).lean<AccountRow>();
    if (!account) throw noAccount();
    checkBan(account);
    await attempts.forgive(given.email);
    return issue(account);
  }

  /** Whether the account may still use what was granted for that version of its password. */
  async function isCurrent(accountId: string, passwordVersion: number): Promise<boolean> {
    const account = await accountRows.load(accountId);
    if (!account || account.bannedAt) return false;
    return passwordVersion === passwordVersionOf(account);
  }

  return { login, sendCode, loginWithCode, isCurrent };
}
