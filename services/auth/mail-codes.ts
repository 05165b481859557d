import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import { isDuplicateKey, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { normaliseEmail } from './email-address.ts';

/** What a mailed code is good for; `reset-granted` is the right that a right reset code gives. */
export type CodePurpose = 'login' | 'reset' | 'reset-granted' | 'email-change';

export interface MailCodeRow {
  /** `<purpose>:<account>`: a new one takes the place of the last. */
  _id: string;
  /** A UUID, which the caller holds. */
  token: string;
  purpose: CodePurpose;
  accountId: string;
  /** Where the code was sent to, normalised. */
  email: string;
  /** SHA-256 in hex of token and code; null where the token alone is enough. */
  codeHash: string | null;
  /** The tries that were not right. */
  wrongCodes: number;
  expiresAt: Date;
}

export interface NewMailCode {
  purpose: CodePurpose;
  accountId: string;
  email: string;
  lifetimeMs: number;
}

export interface GivenMailCode {
  purpose: CodePurpose;
  token: string;
  /** Whose it must be, if that is given. */
  accountId?: string;
  /** Must be the one that the code was sent to, if it is given. */
  email?: string;
  /** Not needed where the token alone is enough. */
  code?: string;
}

export interface MailCodesOptions {
  collection: Model<MailCodeRow>;
  now?: () => number;
}

export type MailCodes = ReturnType<typeof createMailCodes>;

/**
 * After so many wrong tries a code is dead. For a reset code that is where its address is refused
 * anyway, one by one; of many tries at once no more get through.
 */
const wrongCodesMax: Readonly<Record<CodePurpose, number>> = {
  login: 5,
  reset: 6,
  'reset-granted': 1,
  'email-change': 5,
};

const hashOf = (token: string, code: string): string =>
  createHash('sha256').update(`${token}:${code}`).digest('hex');

const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));

const invalid = () =>
  new Failure('UNAUTHENTICATED', 'token is not known or has expired', {
    reason: 'invalid_or_expired_token',
  });

/** Codes of six digits that prove who reads a mailbox, each together with a token. */
export function createMailCodes({ collection, now = Date.now }: MailCodesOptions) {
  /** The earlier token of the account for the same purpose is dead from then on. */
  async function issue(given: NewMailCode): Promise<{ token: string; code: string }> {
    const { purpose, accountId, email, lifetimeMs } = given;
    const token = randomUUID();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const codeHash = purpose === 'reset-granted' ? null : hashOf(token, code);
    const expiresAt = new Date(now() + lifetimeMs);
    const row = { token, purpose, accountId, email, codeHash, wrongCodes: 0, expiresAt };
    try {
      const _id = `${purpose}:${accountId}`;
      await collection.updateOne({ _id }, { $set: row }, { upsert: true });
    } catch (error) {
      // Of two at once that find none, both insert.
      if (isDuplicateKey(error)) return issue(given);
      throw error;
    }
    return { token, code };
  }

  async function find(filter: Pick<GivenMailCode, 'purpose' | 'token' | 'accountId'>) {
    const row = await collection.findOne(filter).lean<MailCodeRow>();
    if (!row || row.expiresAt.getTime() <= now()) throw invalid();
    return row;
  }

  /** Where the code of a token was sent to. */
  const emailOf = async ({ purpose, token }: Pick<GivenMailCode, 'purpose' | 'token'>) =>
    (await find({ purpose, token })).email;

  /**
   * What a token and its code prove. Fails with the reasons `invalid_or_expired_token`,
   * `invalid_email` and `email_code_error`. The code stays good until it is consumed.
   */
  async function check(given: GivenMailCode): Promise<MailCodeRow> {
    const { purpose, token, accountId, email, code } = given;
    const row = await find({ purpose, token, ...(accountId !== undefined && { accountId }) });
    if (email !== undefined && normaliseEmail(email) !== row.email) {
      const reason = 'invalid_email';
      throw new Failure('BAD_INPUT', 'email is not the one of the token', { reason });
    }
    if (row.codeHash === null) return row;
    // Each try is counted before it is looked at: many at once are no more tries than one by one.
    const { modifiedCount } = await collection.updateOne(
      { _id: row._id, token, wrongCodes: trusted({ $lt: wrongCodesMax[purpose] }) },
      { $inc: { wrongCodes: 1 } },
    );
    if (modifiedCount === 0) throw invalid();
    if (!isSame(hashOf(token, code ?? ''), row.codeHash)) {
      throw new Failure('BAD_INPUT', 'code is wrong', { reason: 'email_code_error' });
    }
    await collection.updateOne({ _id: row._id, token }, { $inc: { wrongCodes: -1 } });
    return row;
  }

  /** Uses up what `check` gave; of two at once, one fails. */
  async function consume({ _id, token }: MailCodeRow): Promise<void> {
    const { deletedCount } = await collection.deleteOne({ _id, token });
    if (deletedCount === 0) throw invalid();
  }

  return { issue, emailOf, check, consume };
}
