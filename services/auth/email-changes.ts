import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { isDuplicateKey, type Transact } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { type Account, type AccountRow, accountParty, toAccount } from './accounts.ts';
import type { Changes } from './changes.ts';
import { readEmail } from './email-address.ts';
import type { ConfirmEmailChangeInput, RequestEmailChangeInput } from './generated/schema.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { MailCodes } from './mail-codes.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails } from './mails.ts';
import { accountOf } from './membership.ts';
import { isPassword } from './passwords.ts';

export interface EmailChangesOptions {
  accounts: Model<AccountRow>;
  transact: Transact;
  mailCodes: MailCodes;
  mailLimits: MailLimits;
  mails: Mails;
  attempts: LoginAttempts;
  changes: Changes;
  viewer: Viewer;
}

const codeMs = 900_000;
/** News of a change is worth sending late. */
const noticeMs = 7 * 86_400_000;

/** How an account gets another address: one that its owner has shown to read. */
export function createEmailChanges(options: EmailChangesOptions) {
  const { accounts, transact, mailCodes, mailLimits, mails, attempts, changes, viewer } = options;

  async function loadOwn(_id: string): Promise<AccountRow> {
    const row = await accounts.findOne({ _id }).lean<AccountRow>();
    if (!row) throw new Failure('NOT_FOUND', 'account does not exist');
    return row;
  }

  /** Whether the address has an account already shows to whoever reads its mail, and then only. */
  async function request(input: RequestEmailChangeInput): Promise<{ token: string }> {
    const { accountId } = accountOf(viewer);
    const to = readEmail(input.email);
    const { email, passwordHash, language } = await loadOwn(accountId);
    const verify = () => isPassword(input.password, passwordHash);
    if (!(await attempts.guard({ email, ip: viewer.ip }, verify))) {
      throw new Failure('FORBIDDEN', 'password is wrong');
    }
    await mailLimits.takeFrom(viewer.ip);
    await mailLimits.takeTo('email-change', accountId);
    await mailLimits.takeTo('new-address', to);
    const issue = { purpose: 'email-change', accountId, email: to, lifetimeMs: codeMs } as const;
    const { token, code } = await mailCodes.issue(issue);
    const expiresAt = new Date(Date.now() + codeMs);
    await mails.send({ to, template: 'email-change-code', language, values: { code }, expiresAt });
    return { token };
  }

  async function confirm(input: ConfirmEmailChangeInput): Promise<{ account: Account }> {
    const { accountId, organizationId } = accountOf(viewer);
    const { token, code } = input;
    const row = await mailCodes.check({ purpose: 'email-change', accountId, token, code });
    await mailCodes.consume(row);
    const before = await loadOwn(accountId);
    const { account, mailId } = await rename(before, row.email, organizationId);
    mails.post(mailId);
    await changes.relay('accounts', accountId);
    return { account: toAccount(account, organizationId) };
  }

  /** Whoever reads the old address learns of it, whatever happens in between. */
  async function rename(before: AccountRow, email: string, organizationId: string) {
    const target = accountParty(before);
    const details = { email: { from: before.email, to: email } };
    const action = 'account.email.change';
    const entry = await changes.audited({ organizationId, action, target, details });
    const expiresAt = new Date(Date.now() + noticeMs);
    const { _id, email: to, language } = before;
    const template = 'email-changed';
    try {
      return await transact(async (session) => {
        const account = await accounts
          .findOneAndUpdate(
            { _id, email: to },
            { $set: { email }, $push: { outbox: entry } },
            { session, returnDocument: 'after' },
          )
          .lean<AccountRow>();
        if (!account) throw new Failure('CONFLICT', 'the address was changed meanwhile');
        const notice = { to, template, language, values: { email }, expiresAt } as const;
        return { account, mailId: await mails.store(notice, session) };
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw new Failure('CONFLICT', 'email has an account already');
      throw error;
    }
  }

  return { request, confirm };
}
