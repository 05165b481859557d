import { createHash } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { Model } from 'mongoose';
import type { App, Apps } from './apps.ts';
import { announced, type Changes } from './changes.ts';
import type { CreateApiKeyInput, RevokeApiKeyInput } from './generated/schema.ts';
import { checkService } from './membership.ts';
import type { Memberships } from './memberships.ts';
import { createRandomText } from './random-text.ts';
import { readLine } from './text-rule.ts';

export interface ApiKeyRow {
  _id: string;
  appId: string;
  organizationId: string;
  /** SHA-256 in hex: 143 random bits need no slower hash. */
  hash: string;
  prefix: string;
  name: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  outbox: OutboxEntry[];
}

/** What is shown of a key after the moment it was made. */
export interface ApiKey {
  id: string;
  name: string | null;
  prefix: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface NewApiKey {
  id: string;
  key: string;
  apiKey: ApiKey;
}

/** What a key stands for. */
export interface ApiKeyHolder {
  keyId: string;
  app: App;
}

export interface ApiKeysOptions {
  collection: Model<ApiKeyRow>;
  apps: Apps;
  memberships: Pick<Memberships, 'authorize' | 'authorizeFor'>;
  changes: Changes;
  viewer: Viewer;
}

/** An app has no more keys than this. */
const keysMax = 100;
const prefixLength = 8;
/** A use is noted if the last one that was is so long ago. */
const usedMsMin = 30_000;

const toApiKey = ({ _id, name, prefix, createdAt, lastUsedAt }: ApiKeyRow): ApiKey => ({
  id: _id,
  ...{ name, prefix, createdAt, lastUsedAt },
});

const toTarget = ({ _id, name, prefix }: ApiKeyRow) => ({
  kind: 'apiKey',
  id: _id,
  name: name ?? prefix,
});

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The keys that programs call an app with. Only their hashes are stored. */
export function createApiKeys(options: ApiKeysOptions) {
  const { collection, apps, memberships, changes, viewer } = options;

  async function list({ id, organizationId }: App): Promise<ApiKey[]> {
    await memberships.authorizeFor(organizationId, 'ADMIN');
    const query = collection.find({ appId: id, revokedAt: null }).sort({ _id: -1 }).limit(keysMax);
    return (await query.lean<ApiKeyRow[]>()).map(toApiKey);
  }

  async function create(input: CreateApiKeyInput): Promise<NewApiKey> {
    const { _id: appId, organizationId } = await apps.loadOwn(input.appId);
    const name = input.name == null ? null : readLine(input.name, { field: 'name', max: 255 });
    if ((await collection.countDocuments({ appId, revokedAt: null })) >= keysMax) {
      throw new Failure('BAD_INPUT', `app has ${keysMax} keys already`);
    }
    const key = `app-${createRandomText(24)}`;
    const row: ApiKeyRow = {
      _id: newId(),
      ...{ appId, organizationId, name },
      hash: hashOf(key),
      prefix: key.slice(0, prefixLength),
      createdAt: new Date(),
      lastUsedAt: null,
      revokedAt: null,
      outbox: [],
    };
    const action = 'apiKey.create';
    row.outbox.push(
      await changes.audited({ organizationId, action, target: toTarget(row), details: { appId } }),
    );
    await collection.create(row);
    await changes.relay('apiKeys', row._id);
    return { id: row._id, key, apiKey: toApiKey(row) };
  }

  async function revoke({ id }: RevokeApiKeyInput): Promise<{ id: string }> {
    const { organizationId } = await memberships.authorize('ADMIN');
    const key = { _id: id, organizationId, revokedAt: null };
    const row = await collection.findOne(key).lean<ApiKeyRow>();
    if (!row) throw new Failure('NOT_FOUND', 'key does not exist');
    const { appId } = row;
    const action = 'apiKey.revoke';
    const line = await changes.audited({
      ...{ organizationId, action },
      target: toTarget(row),
      details: { appId },
    });
    const outbox = { $each: [line, announced({ kind: 'apiKey', id, appId })] };
    // The update itself checks again: of two at once, one revokes.
    const update = { $set: { revokedAt: new Date() }, $push: { outbox } };
    const { modifiedCount } = await collection.updateOne(key, update);
    if (modifiedCount === 0) throw new Failure('NOT_FOUND', 'key does not exist');
    await changes.relay('apiKeys', id);
    return { id };
  }

  /** The answer does not wait for it; should it fail, the next use is noted. */
  function noteUse({ _id, lastUsedAt }: ApiKeyRow): void {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < usedMsMin) return;
    const noted = collection.updateOne({ _id }, { $set: { lastUsedAt: now } }).exec();
    noted.catch(() => undefined);
  }

  /** Null when the key is unknown or revoked. */
  async function findHolder(key: string): Promise<ApiKeyHolder | null> {
    checkService(viewer);
    const row = await collection.findOne({ hash: hashOf(key), revokedAt: null }).lean<ApiKeyRow>();
    const app = row && (await apps.loadOfKey(row.appId));
    if (!app) return null;
    noteUse(row);
    return { keyId: row._id, app };
  }

  return { list, create, revoke, findHolder };
}
