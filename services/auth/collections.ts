import type { Store } from '@tributary/runtime/store';
import { Schema } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import type { ApiKeyRow } from './api-keys.ts';
import type { AppRow } from './apps.ts';
import type { EndUserRow } from './end-users.ts';
import type { OrganizationRow } from './organizations.ts';
import type { SigningKeyRow } from './signing-keys.ts';

export type Collections = Awaited<ReturnType<typeof openCollections>>;

const text = { type: String, required: true } as const;
/** A text that may be empty, which mongoose does not call given. */
const anyText = { type: String, default: '' } as const;
const time = { type: Date, required: true } as const;

const accountSchema = new Schema<AccountRow>({
  _id: text,
  email: text,
  name: text,
  organizationId: text,
  passwordHash: text,
  createdAt: time,
}).index({ email: 1 }, { unique: true });

const organizationSchema = new Schema<OrganizationRow>({ _id: text, name: text, createdAt: time });

const appSchema = new Schema<AppRow>({
  _id: text,
  organizationId: text,
  authorId: text,
  name: text,
  description: anyText,
  tags: [String],
  mode: text,
  accessMode: text,
  apiEnabled: { type: Boolean, required: true },
  code: text,
  createdAt: time,
})
  .index({ code: 1 }, { unique: true })
  .index({ organizationId: 1, _id: -1 });

const apiKeySchema = new Schema<ApiKeyRow>({
  _id: text,
  appId: text,
  organizationId: text,
  hash: text,
  prefix: text,
  createdAt: time,
})
  .index({ hash: 1 }, { unique: true })
  .index({ appId: 1, _id: -1 });

const endUserSchema = new Schema<EndUserRow>({
  _id: text,
  appId: text,
  organizationId: text,
  origin: text,
  sessionId: text,
  createdAt: time,
}).index({ appId: 1, origin: 1, sessionId: 1 }, { unique: true });

const signingKeySchema = new Schema<SigningKeyRow>({
  _id: text,
  privateJwk: text,
  createdAt: time,
});

/** The collections of the auth service, with their indexes built. */
export const openCollections = async (store: Store) => ({
  accounts: await store.model('accounts', accountSchema),
  organizations: await store.model('organizations', organizationSchema),
  apps: await store.model('apps', appSchema),
  apiKeys: await store.model('api-keys', apiKeySchema),
  endUsers: await store.model('end-users', endUserSchema),
  signingKeys: await store.model('signing-keys', signingKeySchema),
});
