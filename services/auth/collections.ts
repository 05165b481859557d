import type { Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import type { ApiKeyRow } from './api-keys.ts';
import type { AppRow } from './apps.ts';
import type { AuditRow } from './audit-log.ts';
import type { EndUserRow } from './end-users.ts';
import type { InvitationRow } from './invitations.ts';
import type { MailCodeRow } from './mail-codes.ts';
import type { MailRow } from './mails.ts';
import type { MembershipRow } from './memberships.ts';
import type { OrganizationRow } from './organizations.ts';
import type { SignInRow } from './sign-ins.ts';
import type { SigningKeyRow } from './signing-keys.ts';

export type Collections = Awaited<ReturnType<typeof openCollections>>;

const text = { type: String, required: true } as const;
/** A text that may be empty, which mongoose does not call given. */
const anyText = { type: String, default: '' } as const;
const optionalText = { type: String, default: null } as const;
const time = { type: Date, required: true } as const;
const optionalTime = { type: Date, default: null } as const;
const count = { type: Number, default: 0 } as const;
const flag = { type: Boolean, required: true } as const;
const rareFlag = { type: Boolean, default: false } as const;
const free = { type: Schema.Types.Mixed, required: true } as const;
const optionalFree = { type: Schema.Types.Mixed, default: null } as const;
const outbox = { type: Schema.Types.Mixed, default: () => [] };
/** By which the sweep finds what is pending. */
const pending = { 'outbox.0.id': 1 } as const;
const sparse = { sparse: true } as const;

const accountSchema = new Schema<AccountRow>({
  _id: text,
  email: text,
  name: text,
  language: text,
  organizationId: text,
  homeOrganizationId: text,
  passwordHash: text,
  passwordChangedAt: optionalTime,
  epoch: count,
  signInCount: count,
  bannedAt: optionalTime,
  isSiteAdmin: rareFlag,
  createdAt: time,
  outbox,
})
  .index({ email: 1 }, { unique: true })
  .index(pending, sparse);

const organizationSchema = new Schema<OrganizationRow>({
  _id: text,
  name: text,
  ownerChanges: count,
  createdAt: time,
  outbox,
}).index(pending, sparse);

const membershipSchema = new Schema<MembershipRow>({
  _id: text,
  organizationId: text,
  accountId: text,
  role: text,
  createdAt: time,
  outbox,
})
  .index({ organizationId: 1, createdAt: 1, accountId: 1 })
  .index({ accountId: 1, createdAt: 1 })
  .index(pending, sparse);

const invitationSchema = new Schema<InvitationRow>({
  _id: text,
  organizationId: text,
  email: text,
  role: text,
  language: text,
  inviterId: optionalText,
  tokenHash: text,
  createdAt: time,
  expiresAt: time,
  outbox,
})
  .index({ organizationId: 1, email: 1 }, { unique: true })
  .index({ tokenHash: 1 }, { unique: true })
  .index({ expiresAt: 1 })
  .index(pending, sparse);

const signInSchema = new Schema<SignInRow>({
  _id: text,
  accountId: text,
  organizationId: text,
  generation: { type: Number, required: true },
  ip: optionalText,
  userAgent: optionalText,
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
  endedAt: optionalTime,
  outbox,
})
  .index({ accountId: 1, endedAt: 1, _id: -1 })
  .index({ expiresAt: 1 })
  .index(pending, sparse);

const mailCodeSchema = new Schema<MailCodeRow>({
  _id: text,
  token: text,
  purpose: text,
  accountId: text,
  email: text,
  codeHash: optionalText,
  wrongCodes: count,
  expiresAt: time,
})
  .index({ token: 1 }, { unique: true })
  .index({ expiresAt: 1 });

const mailSchema = new Schema<MailRow>({
  _id: text,
  to: text,
  template: text,
  language: text,
  values: free,
  expiresAt: time,
  createdAt: time,
  dueAt: time,
  outbox,
})
  .index({ dueAt: 1 })
  .index(pending, sparse);

const auditSchema = new Schema<AuditRow>({
  _id: text,
  organizationId: text,
  at: time,
  action: text,
  actor: free,
  target: free,
  details: optionalFree,
}).index({ organizationId: 1, _id: -1 });

const appSchema = new Schema<AppRow>({
  _id: text,
  organizationId: text,
  authorId: text,
  name: text,
  description: anyText,
  tags: [String],
  mode: text,
  icon: optionalFree,
  accessMode: text,
  memberIds: [String],
  apiEnabled: flag,
  siteEnabled: flag,
  maxActiveRequests: count,
  code: text,
  createdAt: time,
  deletedAt: optionalTime,
  outbox,
})
  .index({ code: 1 }, { unique: true })
  .index({ organizationId: 1, _id: -1 })
  .index(pending, sparse);

const apiKeySchema = new Schema<ApiKeyRow>({
  _id: text,
  appId: text,
  organizationId: text,
  name: optionalText,
  hash: text,
  prefix: text,
  createdAt: time,
  lastUsedAt: optionalTime,
  revokedAt: optionalTime,
  outbox,
})
  .index({ hash: 1 }, { unique: true })
  .index({ appId: 1, _id: -1 })
  .index(pending, sparse);

const endUserSchema = new Schema<EndUserRow>({
  _id: text,
  appId: text,
  organizationId: text,
  origin: text,
  sessionId: text,
  accountId: optionalText,
  createdAt: time,
}).index({ appId: 1, origin: 1, sessionId: 1, accountId: 1 }, { unique: true });

const signingKeySchema = new Schema<SigningKeyRow>({
  _id: text,
  privateJwk: text,
  createdAt: time,
  activeAt: time,
  retiredAt: optionalTime,
});

/** The collections of the auth service, with their indexes built. */
export const openCollections = async (store: Store) => ({
  accounts: await store.model('accounts', accountSchema),
  organizations: await store.model('organizations', organizationSchema),
  memberships: await store.model('memberships', membershipSchema),
  invitations: await store.model('invitations', invitationSchema),
  signIns: await store.model('sign-ins', signInSchema),
  mailCodes: await store.model('mail-codes', mailCodeSchema),
  mails: await store.model('mails', mailSchema),
  auditLog: await store.model('audit-log', auditSchema),
  apps: await store.model('apps', appSchema),
  apiKeys: await store.model('api-keys', apiKeySchema),
  endUsers: await store.model('end-users', endUserSchema),
  signingKeys: await store.model('signing-keys', signingKeySchema),
});
