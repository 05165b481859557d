import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { Model } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import { readEmail } from './email-address.ts';
import type {
  ResetWebAppPasswordInput,
  SendWebAppCodeInput,
  VerifyWebAppCodeInput,
} from './generated/schema.ts';
import type { MailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import type { PasswordChanges } from './password-changes.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import type { SystemFeatures } from './system-features.ts';
import { codeLifetimeMs, noAccount } from './web-app-logins.ts';

export interface WebAppResetsOptions {
  accounts: Model<AccountRow>;
  mailCodes: MailCodes;
  mailLimits: MailLimits;
  mails: Mails;
  passwords: Pick<PasswordChanges, 'replaceProven'>;
  features: Pick<SystemFeatures, 'checkWebAppLogin'>;
  viewer: Viewer;
}

/** How an account gets a new password at the sign-in page of web apps, in three steps. */
export function createWebAppResets(options: WebAppResetsOptions) {
  const { accounts, mailCodes, mailLimits, mails, passwords, features, viewer } = options;

  async function sendCode({ language = 'EN_US', ...input }: SendWebAppCodeInput) {
    await features.checkWebAppLogin();
    const email = readEmail(input.email);
    await mailLimits.takeFrom(viewer.ip);
    const account = await accounts.findOne({ email }).lean<AccountRow>();
    if (!account) throw noAccount();
    await mailLimits.takeTo('reset', email);
    const expiresAt = new Date(Date.now() + codeLifetimeMs);
    const issue = { purpose: 'reset', accountId: account._id, email } as const;
    const { token, code } = await mailCodes.issue({ ...issue, lifetimeMs: codeLifetimeMs });
    await mails.send({ to: email, template: 'reset-code', language, values: { code }, expiresAt });
    return { token };
  }

  /** The token of the code is used up for another one, which carries the right to reset. */
  async function verifyCode({ token, code, ...input }: VerifyWebAppCodeInput) {
    await features.checkWebAppLogin();
    const given = await mailLimits.guardCode('reset', input.email, () =>
      mailCodes.check({ purpose: 'reset', token, email: input.email, code }),
    );
    await mailCodes.consume(given);
    const { accountId, email } = given;
    const issue = { purpose: 'reset-granted', accountId, email } as const;
    const granted = await mailCodes.issue({ ...issue, lifetimeMs: codeLifetimeMs });
    return { email, token: granted.token };
  }

  async function reset({ token, newPassword, passwordConfirm }: ResetWebAppPasswordInput) {
    await features.checkWebAppLogin();
    checkPassword(newPassword, 'newPassword');
    if (newPassword !== passwordConfirm) {
      const reason = 'password_mismatch';
      throw new Failure('BAD_INPUT', 'passwordConfirm is not the same', { reason });
    }
    const given = await mailCodes.check({ purpose: 'reset-granted', token });
    await mailCodes.consume(given);
    const { accountId, email } = given;
    if (!(await accounts.exists({ _id: accountId, email }))) throw noAccount();
    return passwords.replaceProven(accountId, await hashPassword(newPassword, 'newPassword'));
  }

  return { sendCode, verifyCode, reset };
}
