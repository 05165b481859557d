import { Failure } from '@tributary/runtime/failure';
import { type ClientSession, trusted } from '@tributary/runtime/store';
import type { Collections } from './collections.ts';
import type { Role } from './generated/schema.ts';
import type { Manager } from './memberships.ts';

export interface OwnersOptions {
  collections: Pick<Collections, 'accounts' | 'memberships' | 'organizations'>;
  organizationId: string;
  session: ClientSession;
}

/**
 * Lets what changes the owners of an organization happen one after the other: of two transactions
 * that write the same document, one has to begin again and then sees what the other did.
 */
export async function lockOwners({ collections, organizationId, session }: OwnersOptions) {
  const change = { $inc: { ownerChanges: 1 } };
  await collections.organizations.updateOne({ _id: organizationId }, change, { session });
}

/** Fails with CONFLICT unless somebody else owns the organization, who is not banned either. */
export async function checkOtherOwner(options: OwnersOptions, accountId: string): Promise<void> {
  await lockOwners(options);
  const { collections, organizationId, session } = options;
  const owners = await collections.memberships
    .find({ organizationId, role: 'OWNER', accountId: trusted({ $ne: accountId }) })
    .select({ accountId: 1 })
    .session(session)
    .lean();
  const ids = owners.map((owner) => owner.accountId);
  const other = await collections.accounts
    .exists({ _id: trusted({ $in: ids }), bannedAt: null })
    .session(session);
  if (!other) throw new Failure('CONFLICT', 'organization needs an owner');
}

/** Fails with FORBIDDEN when one of the roles is an owner's, and the manager is none. */
export function checkOwnersTouch({ role }: Manager, ...roles: readonly Role[]): void {
  if (role !== 'OWNER' && roles.includes('OWNER')) {
    throw new Failure('FORBIDDEN', 'only an owner makes owners or takes their role');
  }
}
