import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import { type ClientSession, isDuplicateKey, type Transact } from '@tributary/runtime/store';
import { type AccountRow, accountParty, readName } from './accounts.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import type { AcceptInvitationInput, SwitchOrganizationInput } from './generated/schema.ts';
import { hashOfToken, type InvitationRow, isOpen, mayInvite } from './invitations.ts';
import type { LoginAttempts } from './login-attempts.ts';
import { accountOf } from './membership.ts';
import { membershipId } from './memberships.ts';
import type { NewAccounts } from './new-accounts.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Credentials, SignIns } from './sign-ins.ts';

export interface EntrancesOptions {
  collections: Pick<Collections, 'accounts' | 'invitations' | 'memberships'>;
  transact: Transact;
  newAccounts: Pick<NewAccounts, 'insert'>;
  signIns: Pick<SignIns, 'start' | 'move'>;
  attempts: LoginAttempts;
  changes: Changes;
  viewer: Viewer;
}

const absent = () => new Failure('NOT_FOUND', 'invitation does not exist or has expired');

/** How somebody comes into an organization: for the first time, or from another one. */
export function createEntrances(options: EntrancesOptions) {
  const { collections, transact, newAccounts, signIns, attempts, changes, viewer } = options;
  const { accounts, invitations, memberships } = collections;

  async function accept(input: AcceptInvitationInput): Promise<Credentials> {
    const filter = { tokenHash: hashOfToken(input.token), ...isOpen() };
    const invitation = await invitations.findOne(filter).lean<InvitationRow>();
    if (!invitation) throw absent();
    await checkInviter(invitation);
    const { email, organizationId } = invitation;
    const known = await accounts.findOne({ email }).lean<AccountRow>();
    const account = known ? await join(invitation, known, input) : await open(invitation, input);
    await changes.relay('invitations', invitation._id);
    return signIns.start(account, organizationId);
  }

  /** Nobody gives what is not theirs to give any more, and no banned account gives anything. */
  async function checkInviter(invitation: InvitationRow, session: ClientSession | null = null) {
    const { organizationId, inviterId, role } = invitation;
    if (inviterId === null) return;
    const _id = membershipId(organizationId, inviterId);
    const inviter = await memberships.findById(_id, { role: 1 }, { session }).lean();
    if (!inviter || !mayInvite(inviter.role, role)) throw absent();
    const isFree = await accounts.exists({ _id: inviterId, bannedAt: null }).session(session);
    if (!isFree) throw absent();
  }

  /** Whoever has an account proves to be its owner, with the care that signing in takes. */
  async function join(
    invitation: InvitationRow,
    account: AccountRow,
    { password }: AcceptInvitationInput,
  ): Promise<AccountRow> {
    const { email, organizationId, role } = invitation;
    const verify = () => isPassword(password, account.passwordHash);
    if (!(await attempts.guard({ email, ip: viewer.ip }, verify))) {
      throw new Failure('UNAUTHENTICATED', 'password is wrong');
    }
    if (account.bannedAt) throw new Failure('FORBIDDEN', 'the account is banned');
    const accountId = account._id;
    const _id = membershipId(organizationId, accountId);
    const row = { _id, organizationId, accountId, role, createdAt: new Date() };
    const entry = await joined(invitation, account);
    await transact(async (session) => {
      await close(invitation, entry, session);
      try {
        await memberships.create([row], { session });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        throw new Failure('CONFLICT', 'the account is a member already');
      }
      await settle(account, organizationId, session);
    });
    return account;
  }

  /** An account that was removed from its home is at home where it is taken in. */
  async function settle(
    { _id, homeOrganizationId }: AccountRow,
    organizationId: string,
    session: ClientSession,
  ): Promise<void> {
    const place = membershipId(homeOrganizationId, _id);
    if (await memberships.exists({ _id: place }).session(session)) return;
    const change = { $set: { homeOrganizationId: organizationId } };
    await accounts.updateOne({ _id, homeOrganizationId }, change, { session });
  }

  /** An invited person may make an account also where people may not by themselves. */
  async function open(
    invitation: InvitationRow,
    input: AcceptInvitationInput,
  ): Promise<AccountRow> {
    const { email, language, organizationId, role } = invitation;
    if (input.name == null) throw new Failure('BAD_INPUT', 'name is needed for a new account');
    const name = readName(input.name);
    const passwordHash = await hashPassword(input.password);
    const [id, place] = [newId(), { organizationId, role }];
    const entry = await joined(invitation, { _id: id, email });
    return transact(async (session) => {
      await close(invitation, entry, session);
      return newAccounts.insert({ id, email, name, language, passwordHash, place }, session);
    });
  }

  const joined = (
    { organizationId, role }: InvitationRow,
    account: Pick<AccountRow, '_id' | 'email'>,
  ): Promise<OutboxEntry> => {
    const party = accountParty(account);
    const about = { organizationId, action: 'member.join', details: { role } };
    return changes.audited({ ...about, target: party, actor: party });
  };

  /** Of two who accept at once, or one who accepts while it is revoked, one is too late. */
  async function close(
    invitation: InvitationRow,
    entry: OutboxEntry,
    session: ClientSession,
  ): Promise<void> {
    await checkInviter(invitation, session);
    const { _id, tokenHash } = invitation;
    const { modifiedCount } = await invitations.updateOne(
      { _id, tokenHash, ...isOpen() },
      { $set: { expiresAt: new Date() }, $push: { outbox: entry } },
      { session },
    );
    if (modifiedCount === 0) throw absent();
  }

  async function switchTo({ organizationId }: SwitchOrganizationInput): Promise<Credentials> {
    const { accountId } = accountOf(viewer);
    const isIn = await memberships.exists({ _id: membershipId(organizationId, accountId) });
    const account = isIn && (await accounts.findOne({ _id: accountId }).lean<AccountRow>());
    if (!account) throw new Failure('NOT_FOUND', 'organization does not exist');
    return signIns.move(account, organizationId);
  }

  return { accept, switchTo };
}
