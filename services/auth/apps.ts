import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey } from '@tributary/runtime/store';
import { type Model, trusted } from 'mongoose';
import type {
  AccessMode,
  AppMode,
  CreateAppInput,
  OrganizationAppsArgs,
  UpdateAppInput,
} from './generated/schema.ts';
import { isMember, memberOf } from './membership.ts';
import { createRandomText } from './random-text.ts';
import { readLine, readLines, readPageSize } from './text-rule.ts';

export interface AppRow {
  _id: string;
  organizationId: string;
  /** The account that created the app. */
  authorId: string;
  name: string;
  description: string;
  tags: string[];
  mode: AppMode;
  accessMode: AccessMode;
  apiEnabled: boolean;
  /** The last segment of the app's public address. */
  code: string;
  createdAt: Date;
}

/** What an organization publishes. */
export interface App extends Omit<AppRow, '_id'> {
  id: string;
}

export interface AppsOptions {
  collection: Model<AppRow>;
  rows: RowLoader<AppRow>;
  viewer: Viewer;
}

export interface AppPage {
  nodes: App[];
  hasMore: boolean;
}

const codeLength = 16;
const nameLengthMax = 255;
const descriptionLengthMax = 4000;
const tagsMax = 32;
const tagLengthMax = 64;

const toApp = ({ _id, ...app }: AppRow): App => ({ id: _id, ...app });

function readTags(tags: readonly string[]): string[] {
  if (tags.length > tagsMax) throw new Failure('BAD_INPUT', `tags exceed ${tagsMax}`);
  const lines = tags.map((tag) => readLine(tag, { field: 'tags', max: tagLengthMax }));
  return [...new Set(lines)];
}

/** Null means the same as absent: no field of an app can be taken away. */
function readChanges(input: UpdateAppInput): Partial<AppRow> {
  const { name, description, tags, accessMode, apiEnabled } = input;
  return {
    ...(name != null && { name: readLine(name, { field: 'name', max: nameLengthMax }) }),
    ...(description != null && {
      description: readLines(description, { field: 'description', max: descriptionLengthMax }),
    }),
    ...(tags != null && { tags: readTags(tags) }),
    ...(accessMode != null && { accessMode }),
    ...(apiEnabled != null && { apiEnabled }),
  };
}

/** Apps as the viewer sees them: those of its organization, or the one that it calls with. */
export function createApps({ collection, rows, viewer }: AppsOptions) {
  const isVisible = ({ _id, organizationId }: AppRow): boolean =>
    viewer.kind === 'service' || viewer.appId === _id || isMember(viewer, organizationId);

  async function load(id: string): Promise<App | null> {
    const row = await rows.load(id);
    return row && isVisible(row) ? toApp(row) : null;
  }

  async function list(organizationId: string, page: OrganizationAppsArgs): Promise<AppPage> {
    const first = readPageSize(page.first ?? 20);
    if (viewer.kind !== 'service' && !isMember(viewer, organizationId)) {
      throw new Failure('FORBIDDEN', 'only a member sees the apps of an organization');
    }
    const query = collection.find({ organizationId }).sort({ _id: -1 });
    if (page.after) query.where('_id', trusted({ $lt: page.after }));
    const found = await query.limit(first + 1).lean<AppRow[]>();
    return { nodes: found.slice(0, first).map(toApp), hasMore: found.length > first };
  }

  async function create({ name, mode }: CreateAppInput): Promise<{ app: App }> {
    const { accountId, organizationId } = memberOf(viewer);
    const row: AppRow = {
      _id: newId(),
      organizationId,
      authorId: accountId,
      name: readLine(name, { field: 'name', max: nameLengthMax }),
      description: '',
      tags: [],
      mode,
      accessMode: 'PUBLIC',
      apiEnabled: true,
      code: createRandomText(codeLength),
      createdAt: new Date(),
    };
    try {
      await collection.create(row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // Two equal codes are next to impossible; another one then does.
      row.code = createRandomText(codeLength);
      await collection.create(row);
    }
    return { app: toApp(row) };
  }

  async function update(input: UpdateAppInput): Promise<{ app: App }> {
    const { organizationId } = memberOf(viewer);
    const row = await collection
      .findOneAndUpdate(
        { _id: input.appId, organizationId },
        { $set: readChanges(input) },
        { returnDocument: 'after' },
      )
      .lean<AppRow>();
    if (!row) throw new Failure('NOT_FOUND', 'app does not exist');
    rows.clear(row._id);
    return { app: toApp(row) };
  }

  return { load, list, create, update };
}
