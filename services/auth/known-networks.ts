import { networkOf } from '@tributary/runtime/network';
import type { AccountRow } from './accounts.ts';
import type { Collections } from './collections.ts';
import type { SignInRow } from './sign-ins.ts';

export interface KnownNetworksOptions {
  collections: Pick<Collections, 'accounts' | 'signIns'>;
}

export type KnownNetworks = ReturnType<typeof createKnownNetworks>;

/** So many of an account's latest sign-ins, open or ended, tell where its owner is at home. */
const rowsMax = 100;

/** From where accounts have signed in: a stranger is not there. */
export function createKnownNetworks({ collections }: KnownNetworksOptions) {
  const { accounts, signIns } = collections;

  /** Asks the same of the store whether or not the address has an account. */
  async function has(email: string, network: string): Promise<boolean> {
    const account = await accounts.findOne({ email }, { _id: 1 }).lean<Pick<AccountRow, '_id'>>();
    const rows = await signIns
      .find({ accountId: account?._id ?? '' }, { ip: 1 })
      .sort({ _id: -1 })
      .limit(rowsMax)
      .lean<Pick<SignInRow, 'ip'>[]>();
    return rows.some(({ ip }) => ip !== null && networkOf(ip) === network);
  }

  return { has };
}
