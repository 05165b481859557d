import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { type Account, accountParty, readName, toAccount } from './accounts.ts';
import type { Changes } from './changes.ts';
import { readEmail } from './email-address.ts';
import type { CreateAccountInput } from './generated/schema.ts';
import { checkOperator } from './membership.ts';
import type { Memberships } from './memberships.ts';
import { type NewAccounts, ownPlace, type Place } from './new-accounts.ts';
import { hashPassword } from './passwords.ts';

export interface OperatorAccountsOptions {
  newAccounts: Pick<NewAccounts, 'open'>;
  memberships: Pick<Memberships, 'authorize'>;
  changes: Changes;
  viewer: Viewer;
}

/** The accounts that an operator makes: no mail is sent, and nobody has to be free to sign up. */
export function createOperatorAccounts(options: OperatorAccountsOptions) {
  const { newAccounts, memberships, changes, viewer } = options;

  /** In the operator's organization; an account in one of its own is its owner. */
  async function findPlace({ role = 'MEMBER' }: CreateAccountInput): Promise<Place> {
    if (viewer.organizationId === undefined) return ownPlace();
    const { organizationId } = await memberships.authorize('OWNER');
    return { organizationId, role };
  }

  async function create(input: CreateAccountInput): Promise<{ account: Account }> {
    checkOperator(viewer);
    const [id, email, name] = [newId(), readEmail(input.email), readName(input.name)];
    const place = await findPlace(input);
    const passwordHash = await hashPassword(input.password);
    const { organizationId, role } = place;
    const target = accountParty({ _id: id, email });
    const details = { role };
    const entry = await changes.audited({ organizationId, action: 'member.join', target, details });
    const given = { id, email, name, language: 'EN_US', passwordHash, place } as const;
    const row = await newAccounts.open({ ...given, outbox: [entry] });
    await changes.relay('accounts', id);
    return { account: toAccount(row) };
  }

  return { create };
}
