import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { AppRow } from './apps.ts';
import type { ResolveEndUserInput } from './generated/schema.ts';
import { checkService, isMember } from './membership.ts';
import { readLine } from './text-rule.ts';

export interface EndUserRow {
  _id: string;
  appId: string;
  /** The organization of the app. */
  organizationId: string;
  origin: string;
  sessionId: string;
  createdAt: Date;
}

/** A person who uses an app without an account. */
export interface EndUser extends Omit<EndUserRow, '_id'> {
  id: string;
}

export interface EndUsersOptions {
  collection: Model<EndUserRow>;
  rows: RowLoader<EndUserRow>;
  appRows: RowLoader<AppRow>;
  viewer: Viewer;
}

const toEndUser = ({ _id, ...endUser }: EndUserRow): EndUser => ({ id: _id, ...endUser });

function readOrigin(origin: string): string {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(origin)) return origin;
  throw new Failure('BAD_INPUT', 'origin needs 1 to 32 lower-case letters, digits and dashes');
}

/** The integrator's own text is kept as it is: two that differ are two people. */
function readSessionId(sessionId: string): string {
  readLine(sessionId, { field: 'sessionId', max: 255 });
  return sessionId;
}

/** End users: each sees itself, an app its own, an account those of its organization's apps. */
export function createEndUsers({ collection, rows, appRows, viewer }: EndUsersOptions) {
  const isVisible = ({ _id, appId, organizationId }: EndUserRow): boolean =>
    viewer.kind === 'service' ||
    (viewer.kind === 'endUser' && viewer.id === _id) ||
    (viewer.kind === 'app' && viewer.appId === appId) ||
    isMember(viewer, organizationId);

  async function load(id: string): Promise<EndUser | null> {
    const row = await rows.load(id);
    return row && isVisible(row) ? toEndUser(row) : null;
  }

  /** Finds the person or makes them; of many calls at once, all get the one that was made. */
  async function resolve(input: ResolveEndUserInput): Promise<{ endUser: EndUser }> {
    checkService(viewer);
    const { appId } = input;
    const key = {
      appId,
      origin: readOrigin(input.origin),
      sessionId: readSessionId(input.sessionId),
    };
    const known = await collection.findOne(key).lean<EndUserRow>();
    if (known) return { endUser: toEndUser(known) };
    const app = await appRows.load(appId);
    if (!app) throw new Failure('NOT_FOUND', 'app does not exist');
    const { organizationId } = app;
    const row = { _id: newId(), ...key, organizationId, createdAt: new Date() };
    try {
      await collection.create(row);
      return { endUser: toEndUser(row) };
    } catch (error) {
      if (isDuplicateKey(error)) return resolve(input);
      throw error;
    }
  }

  return { load, resolve };
}
