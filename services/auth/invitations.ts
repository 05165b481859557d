import { createHash } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey, type Transact, trusted } from '@tributary/runtime/store';
import type { QueryFilter } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import type { Changes } from './changes.ts';
import type { Collections } from './collections.ts';
import { readEmail } from './email-address.ts';
import type {
  InviteMemberInput,
  Language,
  OrganizationInvitationsArgs,
  RevokeInvitationInput,
  Role,
} from './generated/schema.ts';
import type { MailLimits } from './mail-limits.ts';
import type { Mails, MailValues } from './mails.ts';
import { type Manager, type Memberships, membershipId } from './memberships.ts';
import type { OrganizationRow } from './organizations.ts';
import { checkOwnersTouch } from './owners.ts';
import { createRandomText } from './random-text.ts';
import { readPageSize } from './text-rule.ts';

export interface InvitationRow {
  _id: string;
  organizationId: string;
  /** Normalised. */
  email: string;
  role: Role;
  language: Language;
  /** The account that has to be able to give the role until the end; null for an operator. */
  inviterId: string | null;
  /** SHA-256 in hex of the token that is mailed. */
  tokenHash: string;
  createdAt: Date;
  /** It is open until then; whoever accepts or revokes it moves this to the moment of that. */
  expiresAt: Date;
  outbox: OutboxEntry[];
}

export interface Invitation
  extends Pick<InvitationRow, 'email' | 'role' | 'createdAt' | 'expiresAt'> {
  id: string;
}

interface NewInvitation extends Pick<InvitationRow, 'email' | 'role' | 'language'> {
  manager: Manager;
  /** What the mail says. */
  values: MailValues['invitation'];
}

export interface InvitationsOptions {
  collections: Pick<Collections, 'accounts' | 'invitations' | 'memberships'>;
  accountRows: RowLoader<AccountRow>;
  organizationRows: RowLoader<OrganizationRow>;
  memberships: Memberships;
  transact: Transact;
  mails: Mails;
  mailLimits: MailLimits;
  changes: Changes;
  /** Its windows are at least an hour. */
  limiter: RateLimiter;
  /** Whether the number of mails is limited. */
  isLimited: boolean;
  viewer: Viewer;
}

const lifetimeMs = 7 * 86_400_000;
const openMax = 1000;
const hourly = { limit: 100, windowMs: 3_600_000 } as const;
const tokenLength = 32;

const toInvitation = ({ _id, email, role, createdAt, expiresAt }: InvitationRow): Invitation => ({
  id: _id,
  ...{ email, role, createdAt, expiresAt },
});

/** What is stored of a token: 190 random bits need no slower hash. */
export const hashOfToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

/** For a filter: what is neither accepted, nor revoked, nor expired. */
export const isOpen = () => ({ expiresAt: trusted({ $gt: new Date() }) });

/** What a member of a role may ask others to become. */
export const mayInvite = (inviter: Role, role: Role): boolean =>
  inviter === 'OWNER' || (inviter === 'ADMIN' && role !== 'OWNER');

const absent = () => new Failure('NOT_FOUND', 'invitation does not exist');

/** Who has been asked by mail to join the viewer's organization: one invitation an address. */
export function createInvitations(options: InvitationsOptions) {
  const { collections, accountRows, organizationRows, memberships } = options;
  const { transact, mails, mailLimits, changes, viewer } = options;
  const { accounts, invitations } = collections;

  async function list(
    { id: organizationId }: { id: string },
    page: OrganizationInvitationsArgs,
  ): Promise<Invitation[]> {
    const first = readPageSize(page.first ?? 100);
    await memberships.authorizeFor(organizationId, 'ADMIN');
    const query = invitations
      .find({ organizationId, ...isOpen() })
      .sort({ createdAt: -1, _id: -1 });
    if (page.after) {
      const { _id, createdAt } = await find({ _id: page.after, organizationId });
      query.or([
        { createdAt: trusted({ $lt: createdAt }) },
        { createdAt, _id: trusted({ $lt: _id }) },
      ]);
    }
    return (await query.limit(first).lean<InvitationRow[]>()).map(toInvitation);
  }

  async function find(filter: QueryFilter<InvitationRow>): Promise<InvitationRow> {
    const row = await invitations.findOne(filter).lean<InvitationRow>();
    if (!row) throw absent();
    return row;
  }

  async function invite(input: InviteMemberInput): Promise<{ invitation: Invitation }> {
    const { role = 'MEMBER' } = input;
    const manager = await memberships.authorize('ADMIN');
    checkOwnersTouch(manager, role);
    const email = readEmail(input.email);
    const { organizationId } = manager;
    await checkStranger(organizationId, email);
    await checkCount(organizationId, email);
    await mailLimits.takeFrom(viewer.ip);
    await mailLimits.takeTo('invitation', email);
    await takeTurn(organizationId);
    const inviter = await accountRows.load(manager.accountId);
    const token = createRandomText(tokenLength);
    const language = input.language ?? inviter?.language ?? 'EN_US';
    const organization = (await organizationRows.load(organizationId))?.name ?? '';
    const values = { organization, inviter: inviter?.name ?? organization, token };
    const { row, mailId } = await store({ manager, email, role, language, values });
    mails.post(mailId);
    await changes.relay('invitations', row._id);
    return { invitation: toInvitation(row) };
  }

  async function checkStranger(organizationId: string, email: string): Promise<void> {
    const account = await accounts.findOne({ email }, { _id: 1 }).lean();
    if (!account) return;
    const _id = membershipId(organizationId, account._id);
    if (await collections.memberships.exists({ _id })) {
      throw new Failure('CONFLICT', 'email belongs to a member already');
    }
  }

  async function checkCount(organizationId: string, email: string): Promise<void> {
    const others = { organizationId, email: trusted({ $ne: email }), ...isOpen() };
    if ((await invitations.countDocuments(others)) >= openMax) {
      throw new Failure('BAD_INPUT', `organization has ${openMax} open invitations already`);
    }
  }

  async function takeTurn(organizationId: string): Promise<void> {
    if (!options.isLimited) return;
    const decision = await options.limiter.take(`invitations of ${organizationId}`, hourly);
    if (decision.allowed) return;
    const message = `too many invitations: try again in ${decision.retryAfter} s`;
    throw new Failure('RATE_LIMITED', message);
  }

  /**
   * With its mail, or not at all. The token of an earlier one to the same address is void then, but
   * only of the one that was checked.
   */
  async function store(given: NewInvitation): Promise<{ row: InvitationRow; mailId: string }> {
    const { manager, email, role, language, values } = given;
    const { organizationId } = manager;
    const inviterId = viewer.kind === 'operator' ? null : manager.accountId;
    const known = await invitations.findOne({ organizationId, email }).lean<InvitationRow>();
    if (known && known.expiresAt > new Date()) checkOwnersTouch(manager, known.role);
    const _id = known?._id ?? newId();
    const key = { _id, organizationId, email, ...(known && { tokenHash: known.tokenHash }) };
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
    const tokenHash = hashOfToken(values.token);
    const set = { role, language, inviterId, tokenHash, createdAt, expiresAt };
    const target = { kind: 'invitation', id: _id, name: email };
    const action = 'member.invite';
    const entry = await changes.audited({ organizationId, action, target, details: { role } });
    const mail = { to: email, template: 'invitation', language, values, expiresAt } as const;
    try {
      return await transact(async (session) => {
        const row = await invitations
          .findOneAndUpdate(
            key,
            { $set: set, $push: { outbox: entry } },
            { session, upsert: true, returnDocument: 'after', setDefaultsOnInsert: false },
          )
          .lean<InvitationRow>()
          .orFail();
        return { row, mailId: await mails.store(mail, session) };
      });
    } catch (error) {
      // Of two at once that find none, both insert; so does who finds one that is replaced meanwhile.
      if (isDuplicateKey(error)) return store(given);
      throw error;
    }
  }

  async function revoke({ id }: RevokeInvitationInput): Promise<{ id: string }> {
    const manager = await memberships.authorize('ADMIN');
    const { organizationId } = manager;
    const filter = { _id: id, organizationId, ...isOpen() };
    const row = await find(filter);
    checkOwnersTouch(manager, row.role);
    const entry = await changes.audited({
      organizationId,
      action: 'invitation.revoke',
      target: { kind: 'invitation', id, name: row.email },
    });
    const change = { $set: { expiresAt: new Date() }, $push: { outbox: entry } };
    const { modifiedCount } = await invitations.updateOne({ ...filter, role: row.role }, change);
    if (modifiedCount === 0) throw absent();
    await changes.relay('invitations', id);
    return { id };
  }

  return { list, invite, revoke };
}
