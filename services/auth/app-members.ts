import { isDeepStrictEqual } from 'node:util';
import { Failure } from '@tributary/runtime/failure';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { type Account, type AccountRow, toAccount } from './accounts.ts';
import { type App, type Apps, toApp } from './apps.ts';
import type { SetAppMembersInput } from './generated/schema.ts';
import { type MembershipRow, membershipId } from './memberships.ts';

export interface AppMembersOptions {
  apps: Apps;
  memberships: Model<MembershipRow>;
  accountRows: RowLoader<AccountRow>;
}

const membersMax = 1000;

/** Who may use a PRIVATE app. Whoever leaves the organization is none any more. */
export function createAppMembers({ apps, memberships, accountRows }: AppMembersOptions) {
  /** Those of the accounts that belong to the organization. */
  async function filterMembers(organizationId: string, ids: readonly string[]): Promise<string[]> {
    const keys = ids.map((id) => membershipId(organizationId, id));
    const found = await memberships.find({ _id: trusted({ $in: keys }) }).lean<MembershipRow[]>();
    const known = new Set(found.map(({ accountId }) => accountId));
    return ids.filter((id) => known.has(id));
  }

  /** In the order in which they were set. */
  async function list({ id, organizationId, memberIds }: App): Promise<Account[]> {
    await apps.loadOwn(id);
    const rows = await accountRows.loadMany(await filterMembers(organizationId, memberIds));
    return rows.flatMap((row) =>
      row && !(row instanceof Error) ? [toAccount(row, organizationId)] : [],
    );
  }

  async function set({ appId, accountIds }: SetAppMembersInput): Promise<{ app: App }> {
    const row = await apps.loadOwn(appId);
    const memberIds = [...new Set(accountIds)];
    if (memberIds.length > membersMax) {
      throw new Failure('BAD_INPUT', `accountIds exceed ${membersMax}`);
    }
    const members = await filterMembers(row.organizationId, memberIds);
    if (members.length < memberIds.length) {
      throw new Failure('BAD_INPUT', 'accountIds names somebody who is not a member');
    }
    if (isDeepStrictEqual(memberIds, row.memberIds)) return { app: toApp(row) };
    const details = {
      added: memberIds.filter((id) => !row.memberIds.includes(id)),
      removed: row.memberIds.filter((id) => !memberIds.includes(id)),
    };
    return {
      app: await apps.change(row, { action: 'app.members.set', set: { memberIds }, details }),
    };
  }

  return { list, set };
}
