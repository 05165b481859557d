import { Failure } from '@tributary/runtime/failure';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { ClientSession } from '@tributary/runtime/store';
import type { Model, UpdateQuery } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import { announced } from './changes.ts';

export interface AccessChange {
  accounts: Model<AccountRow>;
  session: ClientSession;
  accountId: string;
  /** What else changes about the account. */
  set?: Partial<AccountRow>;
  /** Lines of the audit log. */
  entries: readonly OutboxEntry[];
}

/** Voids the access tokens that an account has: the next ones tell what it may do from now on. */
export async function changeAccess(change: AccessChange): Promise<AccountRow> {
  const { accounts, session, accountId, set, entries } = change;
  const known = await accounts.findById(accountId, { epoch: 1 }, { session }).lean();
  if (!known) throw new Failure('NOT_FOUND', 'account does not exist');
  const epoch = known.epoch + 1;
  const announcement = announced({ kind: 'account', id: accountId, epoch });
  const update: UpdateQuery<AccountRow> = {
    $set: { ...set, epoch },
    $push: { outbox: { $each: [...entries, announcement] } },
  };
  const options = { session, returnDocument: 'after' } as const;
  const row = await accounts.findOneAndUpdate({ _id: accountId }, update, options).lean();
  if (!row) throw new Error(`account ${accountId} is lost`);
  return row;
}
