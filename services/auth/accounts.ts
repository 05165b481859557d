import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isMember } from './membership.ts';

export interface AccountRow {
  _id: string;
  /** Normalised: how an address is written does not make another account. */
  email: string;
  name: string;
  organizationId: string;
  passwordHash: string;
  createdAt: Date;
}

/** A person who signs in, without what nobody may see. */
export interface Account {
  id: string;
  email: string;
  name: string;
  organizationId: string;
  createdAt: Date;
}

export interface AccountsOptions {
  rows: RowLoader<AccountRow>;
  viewer: Viewer;
}

export const toAccount = ({
  _id,
  email,
  name,
  organizationId,
  createdAt,
}: AccountRow): Account => ({
  id: _id,
  email,
  name,
  organizationId,
  createdAt,
});

/** Accounts as the viewer sees them: its own and those of its organization. */
export function createAccounts({ rows, viewer }: AccountsOptions) {
  async function load(id: string): Promise<Account | null> {
    const row = await rows.load(id);
    if (!row) return null;
    const isVisible = viewer.kind === 'service' || isMember(viewer, row.organizationId);
    return isVisible ? toAccount(row) : null;
  }

  /** The name that an account's published work carries, which everybody may see. */
  async function loadName(id: string): Promise<string | null> {
    return (await rows.load(id))?.name ?? null;
  }

  /** The account that is signed in; null to everybody else. */
  async function loadOwn(): Promise<Account | null> {
    return viewer.kind === 'account' ? load(viewer.id) : null;
  }

  return { load, loadName, loadOwn };
}
