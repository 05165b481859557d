import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { findDifferences, readAppFields } from './app-fields.ts';
import { announced, type Changes } from './changes.ts';
import type {
  AccessMode,
  AppIcon,
  AppMode,
  CreateAppInput,
  DeleteAppInput,
  OrganizationAppsArgs,
  RegenerateAppCodeInput,
  UpdateAppInput,
} from './generated/schema.ts';
import { isMember } from './membership.ts';
import type { Memberships } from './memberships.ts';
import { createRandomText } from './random-text.ts';
import { readPageSize } from './text-rule.ts';

export interface AppRow {
  _id: string;
  organizationId: string;
  /** The account that created the app. */
  authorId: string;
  name: string;
  description: string;
  tags: string[];
  mode: AppMode;
  icon: AppIcon | null;
  accessMode: AccessMode;
  /** The accounts that may use it while it is PRIVATE. */
  memberIds: string[];
  apiEnabled: boolean;
  siteEnabled: boolean;
  /** 0 = no limit. */
  maxActiveRequests: number;
  /** The last segment of the app's public address. */
  code: string;
  createdAt: Date;
  /** A deleted app is absent to everybody. */
  deletedAt: Date | null;
  outbox: OutboxEntry[];
}

/** What an organization publishes. */
export interface App extends Omit<AppRow, '_id' | 'deletedAt' | 'outbox'> {
  id: string;
}

export interface AppsOptions {
  collection: Model<AppRow>;
  rows: RowLoader<AppRow>;
  memberships: Pick<Memberships, 'authorize'>;
  changes: Changes;
  viewer: Viewer;
}

export interface AppPage {
  nodes: App[];
  hasMore: boolean;
}

export interface AppChange {
  action: 'app.update' | 'app.delete' | 'app.code.regenerate' | 'app.members.set';
  set: Partial<AppRow>;
  details?: Record<string, unknown>;
}

export type Apps = ReturnType<typeof createApps>;

const codeLength = 16;

export const toApp = ({ _id, deletedAt: _deletedAt, outbox: _outbox, ...app }: AppRow): App => ({
  id: _id,
  ...app,
});

/** Two equal codes are next to impossible; another one then does. */
async function withCode<Result>(write: (code: string) => Promise<Result>): Promise<Result> {
  try {
    return await write(createRandomText(codeLength));
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return write(createRandomText(codeLength));
  }
}

const absent = () => new Failure('NOT_FOUND', 'app does not exist');

/** Apps as the viewer sees them: those of its organization, or the one that it calls with. */
export function createApps(options: AppsOptions) {
  const { collection, rows, memberships, changes, viewer } = options;

  const isVisible = ({ _id, organizationId }: AppRow): boolean =>
    viewer.kind === 'service' || viewer.appId === _id || isMember(viewer, organizationId);

  async function load(id: string): Promise<App | null> {
    const row = await rows.load(id);
    return row && !row.deletedAt && isVisible(row) ? toApp(row) : null;
  }

  /** What a key stands for. One whose app is gone is no unknown key, but nothing answers it. */
  async function loadOfKey(id: string): Promise<App | null> {
    const row = await rows.load(id);
    return row ? { ...toApp(row), apiEnabled: row.apiEnabled && !row.deletedAt } : null;
  }

  async function list(organizationId: string, page: OrganizationAppsArgs): Promise<AppPage> {
    const first = readPageSize(page.first ?? 20);
    if (viewer.kind !== 'service' && !isMember(viewer, organizationId)) {
      throw new Failure('FORBIDDEN', 'only a member sees the apps of an organization');
    }
    const query = collection.find({ organizationId, deletedAt: null }).sort({ _id: -1 });
    if (page.after) query.where('_id', trusted({ $lt: page.after }));
    const found = await query.limit(first + 1).lean<AppRow[]>();
    return { nodes: found.slice(0, first).map(toApp), hasMore: found.length > first };
  }

  /** An app that the viewer may change. */
  async function loadOwn(id: string): Promise<AppRow> {
    const { organizationId } = await memberships.authorize('ADMIN');
    const row = await rows.load(id);
    if (row?.organizationId !== organizationId || row.deletedAt) throw absent();
    return row;
  }

  /** The change, its line in the audit log and what the gateways hear of it are one write. */
  async function change(row: AppRow, { action, set, details = {} }: AppChange): Promise<App> {
    const { _id, organizationId, name } = row;
    const target = { kind: 'app', id: _id, name };
    const line = await changes.audited({ organizationId, action, target, details });
    const outbox = { $each: [line, announced({ kind: 'app', id: _id })] };
    const changed = await collection
      .findOneAndUpdate(
        { _id, deletedAt: null },
        { $set: set, $push: { outbox } },
        { returnDocument: 'after' },
      )
      .lean<AppRow>();
    rows.clear(_id);
    if (!changed) throw absent();
    await changes.relay('apps', _id);
    return toApp(changed);
  }

  async function create({ mode, ...input }: CreateAppInput): Promise<{ app: App }> {
    const { accountId, organizationId } = await memberships.authorize('ADMIN');
    const standard = {
      description: '',
      tags: [],
      icon: null,
      accessMode: 'PUBLIC',
      memberIds: [],
      apiEnabled: true,
      siteEnabled: true,
      maxActiveRequests: 0,
    } satisfies Partial<AppRow>;
    const fields = { ...standard, name: input.name, ...readAppFields(input) };
    const [_id, createdAt] = [newId(), new Date()];
    const { name } = fields;
    const line = await changes.audited({
      organizationId,
      action: 'app.create',
      target: { kind: 'app', id: _id, name },
      details: { mode, accessMode: fields.accessMode },
    });
    const app = { _id, organizationId, authorId: accountId, ...fields, mode, createdAt };
    const row = await withCode(async (code) => {
      const made: AppRow = { ...app, code, deletedAt: null, outbox: [line] };
      await collection.create(made);
      return made;
    });
    await changes.relay('apps', _id);
    return { app: toApp(row) };
  }

  /** What is so already is no change: nobody hears of it. */
  async function update({ appId, ...input }: UpdateAppInput): Promise<{ app: App }> {
    const row = await loadOwn(appId);
    const set = readAppFields(input);
    const details = findDifferences(row, set);
    if (Object.keys(details).length === 0) return { app: toApp(row) };
    return { app: await change(row, { action: 'app.update', set, details }) };
  }

  async function remove({ appId }: DeleteAppInput): Promise<{ appId: string }> {
    const row = await loadOwn(appId);
    await change(row, { action: 'app.delete', set: { deletedAt: new Date() } });
    return { appId };
  }

  async function regenerateCode({ appId }: RegenerateAppCodeInput): Promise<{ app: App }> {
    const row = await loadOwn(appId);
    const app = await withCode((code) => {
      const details = { code: { from: row.code, to: code } };
      return change(row, { action: 'app.code.regenerate', set: { code }, details });
    });
    return { app };
  }

  return { load, loadOfKey, list, loadOwn, change, create, update, remove, regenerateCode };
}
