import { createHash } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { Transact } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { changeAccess } from './account-access.ts';
import { type Account, type AccountRow, accountParty, toAccount } from './accounts.ts';
import type { AuditParty } from './audit-log.ts';
import { announced, type Changes } from './changes.ts';
import { normaliseEmail, readEmail } from './email-address.ts';
import type {
  ChangePasswordInput,
  RequestPasswordResetInput,
  ResetPasswordInput,
  SetPasswordInput,
} from './generated/schema.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { MailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import { accountOf, checkOperator } from './membership.ts';
import { checkPassword, hashPassword, isPassword } from './passwords.ts';
import type { Credentials, SignIns } from './sign-ins.ts';

export interface PasswordChangesOptions {
  accounts: Model<AccountRow>;
  transact: Transact;
  mailCodes: MailCodes;
  mailLimits: MailLimits;
  mails: Mails;
  attempts: LoginAttempts;
  signIns: Pick<SignIns, 'renew' | 'endAll' | 'voidAll' | 'tell'>;
  changes: Changes;
  viewer: Viewer;
}

export type PasswordChanges = ReturnType<typeof createPasswordChanges>;

const codeMs = 300_000;

/** Stands for an account that does not exist: what is done for one is done for it. */
const nobody = (email: string): string =>
  `nobody:${createHash('sha256').update(email).digest('hex')}`;

const expired = () =>
  new Failure('UNAUTHENTICATED', 'token is not known or has expired', {
    reason: 'invalid_or_expired_token',
  });

/** How an account gets another password, and what ends with the old one. */
export function createPasswordChanges(options: PasswordChangesOptions) {
  const { accounts, transact, mailCodes, mailLimits, mails } = options;
  const { attempts, signIns, changes, viewer } = options;

  async function change(input: ChangePasswordInput): Promise<Credentials> {
    const { accountId: _id, organizationId } = accountOf(viewer);
    const before = await accounts.findOne({ _id }).lean<AccountRow>();
    if (!before) throw new Failure('NOT_FOUND', 'account does not exist');
    const { email } = before;
    const verify = () => isPassword(input.currentPassword, before.passwordHash);
    if (!(await attempts.guard({ email, ip: viewer.ip }, verify))) {
      throw new Failure('FORBIDDEN', 'currentPassword is wrong');
    }
    const passwordHash = await hashPassword(input.newPassword, 'newPassword');
    const action = 'account.password.change';
    const entry = await changes.audited({ organizationId, action, target: accountParty(before) });
    // The epoch stays, with the viewer's own token; what gateways know of its passports does not.
    const announcement = announced({ kind: 'account', id: _id, epoch: before.epoch });
    const outbox = { $each: [entry, announcement] };
    const { account, ended } = await transact(async (session) => {
      const account = await accounts
        .findOneAndUpdate(
          { _id, passwordHash: before.passwordHash },
          { $set: { passwordHash, passwordChangedAt: new Date() }, $push: { outbox } },
          { session, returnDocument: 'after' },
        )
        .lean<AccountRow>();
      if (!account) throw new Failure('CONFLICT', 'the password was changed meanwhile');
      return { account, ended: await signIns.endAll(session, _id, viewer.signInId) };
    });
    await Promise.all([signIns.tell(ended), changes.relay('accounts', _id)]);
    return signIns.renew(account);
  }

  /** Whoever had the old password is out, at once. */
  async function replace(
    { _id, email, organizationId }: AccountRow,
    passwordHash: string,
    actor?: AuditParty,
  ): Promise<AccountRow> {
    const target = accountParty({ _id, email });
    const action = 'account.password.reset';
    const entry = await changes.audited({
      organizationId,
      action,
      target,
      ...(actor && { actor }),
    });
    const account = await transact(async (session) => {
      await signIns.voidAll(session, _id);
      const set = { passwordHash, passwordChangedAt: new Date() };
      return changeAccess({ accounts, session, accountId: _id, set, entries: [entry] });
    });
    await changes.relay('accounts', _id);
    await attempts.forgive(email);
    return account;
  }

  /** Does the same for an address without an account, whose mail is too late from the start. */
  async function requestReset(input: RequestPasswordResetInput): Promise<{ token: string }> {
    const email = readEmail(input.email);
    await mailLimits.takeFrom(viewer.ip);
    await mailLimits.takeTo('reset', email);
    const account = await accounts.findOne({ email }).lean<AccountRow>();
    const accountId = account?._id ?? nobody(email);
    const issue = { purpose: 'reset', accountId, email, lifetimeMs: codeMs } as const;
    const { token, code } = await mailCodes.issue(issue);
    await mails.send({
      to: email,
      template: 'reset-code',
      language: input.language ?? account?.language ?? 'EN_US',
      values: { code },
      expiresAt: account ? new Date(Date.now() + codeMs) : new Date(0),
    });
    return { token };
  }

  async function reset({ token, code, newPassword }: ResetPasswordInput) {
    checkPassword(newPassword, 'newPassword');
    const email = await mailCodes.emailOf({ purpose: 'reset', token });
    const check = () => mailCodes.check({ purpose: 'reset', token, code });
    const row = await mailLimits.guardCode('reset', email, check);
    await mailCodes.consume(row);
    // Who has another address now proved nothing with the old one.
    if (!(await accounts.exists({ _id: row.accountId, email }))) throw expired();
    // Hashing is dear: nobody has it done without a right code, nor twice with one.
    return replaceProven(row.accountId, await hashPassword(newPassword, 'newPassword'));
  }

  /** For whoever has proved, by a mailed code, to be the account. */
  async function replaceProven(accountId: string, passwordHash: string) {
    const before = await accounts.findOne({ _id: accountId }).lean<AccountRow>();
    const account = before && (await replace(before, passwordHash, accountParty(before)));
    if (!account) throw expired();
    return { email: account.email };
  }

  async function set({ email, password }: SetPasswordInput): Promise<{ account: Account }> {
    checkOperator(viewer);
    const passwordHash = await hashPassword(password);
    const row = { email: normaliseEmail(email) };
    const before = await accounts.findOne(row).lean<AccountRow>();
    const account = before && (await replace(before, passwordHash));
    if (!account) throw new Failure('NOT_FOUND', 'account does not exist');
    return { account: toAccount(account) };
  }

  return { change, requestReset, reset, replaceProven, set };
}
