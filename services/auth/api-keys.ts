import { createHash } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { Model } from 'mongoose';
import type { App, AppRow } from './apps.ts';
import type { CreateApiKeyInput, RevokeApiKeyInput } from './generated/schema.ts';
import { checkService, isMember, memberOf } from './membership.ts';
import { createRandomText } from './random-text.ts';

export interface ApiKeyRow {
  _id: string;
  appId: string;
  organizationId: string;
  /** SHA-256 in hex: 143 random bits need no slower hash. */
  hash: string;
  prefix: string;
  createdAt: Date;
}

/** What is shown of a key after the moment it was made. */
export interface ApiKey {
  id: string;
  prefix: string;
  createdAt: Date;
}

export interface NewApiKey {
  id: string;
  key: string;
  apiKey: ApiKey;
}

export interface ApiKeysOptions {
  collection: Model<ApiKeyRow>;
  appRows: RowLoader<AppRow>;
  viewer: Viewer;
}

/** An app has no more keys than this. */
const keysMax = 100;
const prefixLength = 8;

const toApiKey = ({ _id, prefix, createdAt }: ApiKeyRow): ApiKey => ({
  id: _id,
  prefix,
  createdAt,
});

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The keys that programs call an app with. Only their hashes are stored. */
export function createApiKeys({ collection, appRows, viewer }: ApiKeysOptions) {
  async function list({ id, organizationId }: App): Promise<ApiKey[]> {
    if (viewer.kind !== 'service' && !isMember(viewer, organizationId)) {
      throw new Failure('FORBIDDEN', 'only a member sees the keys of an app');
    }
    const query = collection.find({ appId: id }).sort({ _id: -1 }).limit(keysMax);
    return (await query.lean<ApiKeyRow[]>()).map(toApiKey);
  }

  async function create({ appId }: CreateApiKeyInput): Promise<NewApiKey> {
    const { organizationId } = memberOf(viewer);
    const app = await appRows.load(appId);
    if (app?.organizationId !== organizationId) {
      throw new Failure('NOT_FOUND', 'app does not exist');
    }
    if ((await collection.countDocuments({ appId })) >= keysMax) {
      throw new Failure('BAD_INPUT', `app has ${keysMax} keys already`);
    }
    const key = `app-${createRandomText(24)}`;
    const row = {
      _id: newId(),
      appId,
      organizationId,
      hash: hashOf(key),
      prefix: key.slice(0, prefixLength),
      createdAt: new Date(),
    };
    await collection.create(row);
    return { id: row._id, key, apiKey: toApiKey(row) };
  }

  async function revoke({ id }: RevokeApiKeyInput): Promise<{ id: string }> {
    const { organizationId } = memberOf(viewer);
    const { deletedCount } = await collection.deleteOne({ _id: id, organizationId });
    if (deletedCount === 0) throw new Failure('NOT_FOUND', 'key does not exist');
    return { id };
  }

  /** The id of the app that a key stands for; null when it is unknown or revoked. */
  async function findApp(key: string): Promise<string | null> {
    checkService(viewer);
    const row = await collection.findOne({ hash: hashOf(key) }).lean<ApiKeyRow>();
    return row?.appId ?? null;
  }

  return { list, create, revoke, findApp };
}
