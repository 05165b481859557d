import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import { type ClientSession, type Transact, trusted } from '@tributary/runtime/store';
import type { AccessToken, AccessTokens } from './access-tokens.ts';
import { type Account, type AccountRow, toAccount } from './accounts.ts';
import { announced, type Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import { normaliseEmail } from './email-address.ts';
import type {
  RefreshSignInInput,
  RevokeSignInInput,
  SignIn,
  SignInInput,
  SignOutInput,
} from './generated/schema.ts';
import type { LoginAttempts } from './login-attempts.ts';
import { accountOf } from './membership.ts';
import { type MembershipRow, membershipId, scopesOf } from './memberships.ts';
import { isPassword } from './passwords.ts';
import type { RefreshClaim, RefreshTokens } from './refresh-tokens.ts';

/** A device or program that an account is signed in with. */
export interface SignInRow {
  _id: string;
  accountId: string;
  organizationId: string;
  /** How often its refresh token was exchanged: only the token of this generation is good. */
  generation: number;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  outbox: OutboxEntry[];
}

/** What a sign-in gives to whoever signs in. */
export interface Credentials extends AccessToken {
  refreshToken: string;
  refreshExpiresAt: Date;
  account: Account;
}

export interface SignInsOptions {
  collections: Pick<Collections, 'accounts' | 'memberships' | 'signIns'>;
  transact: Transact;
  tokens: AccessTokens;
  refreshTokens: RefreshTokens;
  /** How long a sign-in lives after its last use. */
  lifetimeMs: number;
  attempts: LoginAttempts;
  changes: Changes;
  viewer: Viewer;
}

export type SignIns = ReturnType<typeof createSignIns>;

/** So many sign-ins of an account are open at a time; a further one ends the oldest. */
const openMax = 100;
/** More than are ever open: what is beyond is ended by the next call. */
const readMax = 1000;

const banned = () => new Failure('FORBIDDEN', 'the account is banned');
const invalid = () => new Failure('UNAUTHENTICATED', 'the refresh token is not valid');

/** How an account proves to be itself, and what it is signed in with. */
export function createSignIns(options: SignInsOptions) {
  const { collections, transact, tokens, refreshTokens, lifetimeMs } = options;
  const { attempts, changes, viewer } = options;
  const { accounts, memberships, signIns } = collections;
  const used = (at: Date) => ({
    ip: viewer.ip ?? null,
    userAgent: viewer.userAgent ?? null,
    lastUsedAt: at,
    expiresAt: new Date(at.getTime() + lifetimeMs),
  });

  /** The account's place in the organization, or where that is lost, in the one it joined first. */
  async function findPlace(accountId: string, organizationId: string): Promise<MembershipRow> {
    const _id = membershipId(organizationId, accountId);
    const place =
      (await memberships.findOne({ _id }).lean<MembershipRow>()) ??
      (await memberships.findOne({ accountId }).sort({ createdAt: 1 }).lean<MembershipRow>());
    if (!place) throw new Failure('FORBIDDEN', 'the account belongs to no organization');
    return place;
  }

  /** A new role comes with a higher epoch: it is read later, lest the higher one meet the old role. */
  async function toCredentials(row: SignInRow, account: AccountRow): Promise<Credentials> {
    const { _id: signInId, generation, expiresAt: refreshExpiresAt } = row;
    const { organizationId, role } = await findPlace(account._id, row.organizationId);
    const scopes = scopesOf(role, account);
    const { _id: accountId, epoch } = account;
    if (organizationId !== row.organizationId) {
      await signIns.updateOne({ _id: signInId }, { $set: { organizationId } });
    }
    if (organizationId !== account.organizationId) {
      await accounts.updateOne({ _id: accountId }, { $set: { organizationId } });
    }
    const [access, refreshToken] = await Promise.all([
      tokens.issue({ accountId, organizationId, scopes, signInId, epoch }),
      refreshTokens.sign({ signInId, generation }),
    ]);
    return {
      ...access,
      refreshToken,
      refreshExpiresAt,
      account: toAccount(account, organizationId),
    };
  }

  const toEnded = (_id: string, at: Date) => ({
    $set: { endedAt: at },
    $push: { outbox: announced({ kind: 'signIn', id: _id }) },
  });

  /** Has the gateways told of sign-ins that have ended. */
  const tell = (ids: readonly string[]) =>
    Promise.all(ids.map((id) => changes.relay('signIns', id)));

  /** False if the sign-in is not open. */
  async function end(_id: string): Promise<boolean> {
    const change = toEnded(_id, new Date());
    const { modifiedCount } = await signIns.updateOne({ _id, endedAt: null }, change);
    if (modifiedCount > 0) await tell([_id]);
    return modifiedCount > 0;
  }

  const findOpen = (accountId: string) =>
    signIns
      .find({ accountId, endedAt: null, expiresAt: trusted({ $gt: new Date() }) })
      .sort({ _id: -1 })
      .limit(readMax);

  /** Those of an account, but for one, as part of a transaction; `tell` follows it. */
  async function endAll(session: ClientSession, accountId: string, except?: string) {
    const open = await findOpen(accountId).session(session).lean<SignInRow[]>();
    const ids = open.map(({ _id }) => _id).filter((id) => id !== except);
    const at = new Date();
    for (const id of ids) {
      await signIns.updateOne({ _id: id, endedAt: null }, toEnded(id, at), { session });
    }
    return ids;
  }

  /** All of an account, as part of a transaction that raises its epoch: that is told instead. */
  async function voidAll(session: ClientSession, accountId: string): Promise<void> {
    const open = { accountId, endedAt: null };
    await signIns.updateMany(open, { $set: { endedAt: new Date() } }, { session });
  }

  /** Signs in an account that has proved to be itself. */
  async function start(
    account: AccountRow,
    preferredId = account.organizationId,
  ): Promise<Credentials> {
    const [_id, accountId, createdAt] = [newId(), account._id, new Date()];
    const { organizationId } = await findPlace(accountId, preferredId);
    const row: SignInRow = {
      ...{ _id, accountId, organizationId, generation: 0, createdAt, ...used(createdAt) },
      ...{ endedAt: null, outbox: [] },
    };
    await signIns.create(row);
    // A new password or a ban, which may have come since the proof, ends what is open. Of that and
    // this write one is the later, and sees the other.
    const current = await accounts
      .findOneAndUpdate(
        { _id: accountId, passwordHash: account.passwordHash, bannedAt: null },
        { $inc: { signInCount: 1 } },
        { returnDocument: 'after' },
      )
      .lean<AccountRow>();
    if (!current) {
      await end(_id);
      throw new Failure('UNAUTHENTICATED', 'the account has changed: sign in again');
    }
    const surplus = await findOpen(accountId).skip(openMax).lean<SignInRow[]>();
    await Promise.all(surplus.map((one) => end(one._id)));
    return toCredentials(row, current);
  }

  /** Gives the next tokens of a sign-in; undefined unless it is open and of that generation. */
  const advance = (
    filter: { _id: string; generation?: number; accountId?: string },
    moved: { organizationId?: string } = {},
  ) =>
    signIns
      .findOneAndUpdate(
        { ...filter, endedAt: null, expiresAt: trusted({ $gt: new Date() }) },
        { $inc: { generation: 1 }, $set: { ...used(new Date()), ...moved } },
        { returnDocument: 'after' },
      )
      .lean<SignInRow>();

  /** New tokens for the sign-in that the viewer calls with; a sign-in of its own where it has none. */
  async function renew(account: AccountRow): Promise<Credentials> {
    const { signInId } = viewer;
    const row = signInId && (await advance({ _id: signInId, accountId: account._id }));
    return row ? toCredentials(row, account) : start(account);
  }

  /** Takes the viewer's sign-in along; an access token, which outlives it, makes no other one. */
  async function move(account: AccountRow, organizationId: string): Promise<Credentials> {
    const { signInId } = viewer;
    const filter = signInId && { _id: signInId, accountId: account._id };
    const row = filter && (await advance(filter, { organizationId }));
    if (!row) throw new Failure('UNAUTHENTICATED', 'the sign-in has ended');
    return toCredentials(row, account);
  }

  async function signIn({ email, password }: SignInInput): Promise<Credentials> {
    let account: AccountRow | null = null;
    // Which of the two is wrong shows neither in the answer nor in its time.
    const isRight = await attempts.guard({ email, ip: viewer.ip }, async () => {
      account = await accounts.findOne({ email: normaliseEmail(email) }).lean<AccountRow>();
      return isPassword(password, account?.passwordHash);
    });
    if (!isRight || !account) throw new Failure('UNAUTHENTICATED', 'email or password is wrong');
    const { bannedAt }: AccountRow = account;
    if (bannedAt) throw banned();
    return start(account);
  }

  /** A token that was used before is in two hands, of which nobody knows the right one. */
  async function endIfReused({ signInId, generation }: RefreshClaim): Promise<void> {
    const row = await find(signInId);
    if (row && generation < row.generation) await end(signInId);
  }

  const find = (_id: string) => signIns.findOne({ _id }).lean<SignInRow>();

  async function refresh({ refreshToken }: RefreshSignInInput): Promise<Credentials> {
    const claim = await refreshTokens.read(refreshToken);
    if (!claim) throw invalid();
    const { signInId: _id, generation } = claim;
    const accountId = (await find(_id))?.accountId ?? '';
    // Read first: what ends all sign-ins after that also voids tokens of the epoch that was read.
    const account = await accounts.findOne({ _id: accountId }).lean<AccountRow>();
    const row = await advance({ _id, generation });
    if (!row) {
      await endIfReused(claim);
      throw invalid();
    }
    if (account && !account.bannedAt) return toCredentials(row, account);
    await end(_id);
    throw account ? banned() : invalid();
  }

  const endOne = async (id: string | undefined): Promise<{ ids: string[] }> => ({
    ids: id !== undefined && (await end(id)) ? [id] : [],
  });

  async function signOut({ everywhere, refreshToken }: SignOutInput): Promise<{ ids: string[] }> {
    if (viewer.kind === 'anonymous' && refreshToken != null && !everywhere) {
      const claim = await refreshTokens.read(refreshToken);
      if (!claim) throw invalid();
      return endOne(claim.signInId);
    }
    const { accountId } = accountOf(viewer);
    if (everywhere) {
      const ids = await transact(async (session) => {
        // Collides with a sign-in that begins, as that writes here too: one of them sees the other.
        await accounts.updateOne({ _id: accountId }, { $inc: { signInCount: 1 } }, { session });
        return endAll(session, accountId);
      });
      await tell(ids);
      return { ids };
    }
    return endOne(viewer.signInId);
  }

  async function revoke({ id }: RevokeSignInInput): Promise<{ id: string }> {
    const { accountId } = accountOf(viewer);
    const row = await signIns.findOne({ _id: id, accountId, endedAt: null }).lean<SignInRow>();
    if (!row || !(await end(id))) throw new Failure('NOT_FOUND', 'sign-in does not exist');
    return { id };
  }

  async function list({ id }: Account): Promise<SignIn[]> {
    if (viewer.kind !== 'account' || viewer.id !== id) {
      throw new Failure('FORBIDDEN', 'only the account itself sees its sign-ins');
    }
    const open = await findOpen(id).limit(openMax).lean<SignInRow[]>();
    return open.map((row) => ({
      id: row._id,
      createdAt: row.createdAt,
      lastUsedAt: row.lastUsedAt,
      expiresAt: row.expiresAt,
      ip: row.ip,
      userAgent: row.userAgent,
      isCurrent: row._id === viewer.signInId,
    }));
  }

  return { start, renew, move, endAll, voidAll, tell, signIn, refresh, signOut, revoke, list };
}
