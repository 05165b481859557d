import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { Model } from 'mongoose';
import type { AuditParty } from './audit-log.ts';
import type { Changes } from './changes.ts';
import type { Language, UpdateAccountInput } from './generated/schema.ts';
import { accountOf } from './membership.ts';
import { type MembershipRow, membershipId } from './memberships.ts';
import { readLine } from './text-rule.ts';

export interface AccountRow {
  _id: string;
  /** Normalised: how an address is written does not make another account. */
  email: string;
  name: string;
  language: Language;
  /** The organization that it is signed in to, or was last. */
  organizationId: string;
  /** The organization that it was made in, whose administrators may ban it. */
  homeOrganizationId: string;
  passwordHash: string;
  /** What was granted for the password before that does not count any more. */
  passwordChangedAt: Date | null;
  /** Rises when access tokens that were issued must not count any more. */
  epoch: number;
  /** Rises with each sign-in, so that what ends all of them collides with one that begins. */
  signInCount: number;
  bannedAt: Date | null;
  /** Whether it administers the whole installation; absent in rows of before there was such a thing. */
  isSiteAdmin?: boolean;
  createdAt: Date;
  outbox: OutboxEntry[];
}

/** A person who signs in, without what nobody may see. */
export interface Account {
  id: string;
  email: string;
  name: string;
  language: Language;
  organizationId: string;
  isBanned: boolean;
  isSiteAdmin: boolean;
  createdAt: Date;
}

export interface AccountsOptions {
  collection: Model<AccountRow>;
  rows: RowLoader<AccountRow>;
  membershipRows: RowLoader<MembershipRow>;
  changes: Changes;
  viewer: Viewer;
}

/** As it appears in an organization: in which others it is signed in is nobody's business there. */
export const toAccount = (row: AccountRow, organizationId = row.organizationId): Account => ({
  id: row._id,
  email: row.email,
  name: row.name,
  language: row.language,
  organizationId,
  isBanned: row.bannedAt !== null,
  isSiteAdmin: row.isSiteAdmin ?? false,
  createdAt: row.createdAt,
});

/** An account as the audit log names it. */
export const accountParty = ({ _id, email }: Pick<AccountRow, '_id' | 'email'>): AuditParty => ({
  kind: 'account',
  id: _id,
  name: email,
});

export const readName = (name: string): string => readLine(name, { field: 'name', max: 255 });

/** Accounts as the viewer sees them: its own and those of its organization. */
export function createAccounts(options: AccountsOptions) {
  const { collection, rows, membershipRows, changes, viewer } = options;

  async function load(id: string): Promise<Account | null> {
    const row = await rows.load(id);
    if (!row) return null;
    if (viewer.kind === 'service' || viewer.kind === 'operator') return toAccount(row);
    if (viewer.kind !== 'account') return null;
    const { organizationId } = viewer;
    if (viewer.id === id) return toAccount(row, organizationId);
    if (organizationId === undefined) return null;
    const membership = await membershipRows.load(membershipId(organizationId, id));
    return membership ? toAccount(row, organizationId) : null;
  }

  /** The name that an account's published work carries, which everybody may see. */
  async function loadName(id: string): Promise<string | null> {
    return (await rows.load(id))?.name ?? null;
  }

  /** The account that is signed in; null to everybody else. */
  async function loadOwn(): Promise<Account | null> {
    return viewer.kind === 'account' ? load(viewer.id) : null;
  }

  /** Null means the same as absent. */
  async function update({ name, language }: UpdateAccountInput): Promise<{ account: Account }> {
    const { accountId, organizationId } = accountOf(viewer);
    const given = { ...(name != null && { name: readName(name) }), ...(language && { language }) };
    const before = await collection.findOne({ _id: accountId }).lean<AccountRow>();
    if (!before) throw new Failure('NOT_FOUND', 'account does not exist');
    const isRenamed = given.name !== undefined && given.name !== before.name;
    const renamed = async () =>
      changes.audited({
        organizationId,
        action: 'account.name',
        target: accountParty(before),
        details: { name: { from: before.name, to: given.name } },
      });
    const row = await collection
      .findOneAndUpdate(
        { _id: accountId },
        { $set: given, ...(isRenamed && { $push: { outbox: await renamed() } }) },
        { returnDocument: 'after' },
      )
      .lean<AccountRow>();
    if (!row) throw new Failure('NOT_FOUND', 'account does not exist');
    rows.clear(accountId);
    if (isRenamed) await changes.relay('accounts', accountId);
    return { account: toAccount(row, organizationId) };
  }

  return { load, loadName, loadOwn, update };
}
