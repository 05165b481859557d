import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import { type ClientSession, isDuplicateKey, type Transact } from '@tributary/runtime/store';
import type { AccountRow } from './accounts.ts';
import type { Collections } from './collections.ts';
import type { Language, Role } from './generated/schema.ts';
import { membershipId } from './memberships.ts';

export interface NewAccount {
  id: string;
  /** Normalised. */
  email: string;
  name: string;
  language: Language;
  passwordHash: string;
  /** By default the owner's, in an organization of its own. */
  place?: Place;
  /** What is to be told of it. */
  outbox?: readonly OutboxEntry[];
}

export interface Place {
  organizationId: string;
  role: Role;
  /** Whether the organization is made with the account, and gets its name. */
  isNew?: boolean;
}

export interface NewAccountsOptions {
  collections: Pick<Collections, 'accounts' | 'memberships' | 'organizations'>;
  transact: Transact;
}

export type NewAccounts = ReturnType<typeof createNewAccounts>;

export const ownPlace = (): Place => ({ organizationId: newId(), role: 'OWNER', isNew: true });

/** How accounts come to be: each is a member of an organization from its first moment. */
export function createNewAccounts({ collections, transact }: NewAccountsOptions) {
  const { accounts, memberships, organizations } = collections;

  /** As a part of a transaction; an address that has an account makes all of it fail. */
  async function insert(given: NewAccount, session: ClientSession): Promise<AccountRow> {
    const { id, email, name, language, passwordHash, outbox = [] } = given;
    const createdAt = new Date();
    const { organizationId, role, isNew = false } = given.place ?? ownPlace();
    if (isNew) {
      await organizations.create([{ _id: organizationId, name, createdAt }], { session });
    }
    const row: AccountRow = {
      ...{ _id: id, email, name, language, passwordHash, createdAt },
      ...{ organizationId, homeOrganizationId: organizationId },
      ...{ passwordChangedAt: null, epoch: 0, signInCount: 0, bannedAt: null },
      isSiteAdmin: false,
      outbox: [...outbox],
    };
    try {
      await accounts.create([row], { session });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new Failure('CONFLICT', 'email has an account already');
    }
    const _id = membershipId(organizationId, id);
    await memberships.create([{ _id, organizationId, accountId: id, role, createdAt }], {
      session,
    });
    return row;
  }

  const open = (given: NewAccount): Promise<AccountRow> =>
    transact((session) => insert(given, session));

  return { insert, open };
}
