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
  /**
   * The account that is signed in, to a restricted app. Its session id is an e-mail address, by which
   * nobody gets at what it left when the app is opened to everybody.
   */
  accountId: string | null;
  createdAt: Date;
}

/** A person who uses an app without an account. */
export interface EndUser extends Omit<EndUserRow, '_id'> {
  id: string;
}

export type EndUserKey = Omit<EndUserRow, '_id' | 'createdAt'>;

export interface EndUsersOptions {
  collection: Model<EndUserRow>;
  rows: RowLoader<EndUserRow>;
  appRows: RowLoader<AppRow>;
  viewer: Viewer;
}

export type EndUsers = ReturnType<typeof createEndUsers>;

const toEndUser = ({ _id, ...endUser }: EndUserRow): EndUser => ({ id: _id, ...endUser });

function readOrigin(origin: string): string {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(origin)) return origin;
  throw new Failure('BAD_INPUT', 'origin needs 1 to 32 lower-case letters, digits and dashes');
}

/** The integrator's own text is kept as it is: two that differ are two people. */
export function readSessionId(sessionId: string): string {
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

  /** With its app it is gone. */
  async function find(id: string): Promise<EndUserRow | null> {
    const row = await rows.load(id);
    const app = row && (await appRows.load(row.appId));
    return app && !app.deletedAt ? row : null;
  }

  async function load(id: string): Promise<EndUser | null> {
    const row = await find(id);
    return row && isVisible(row) ? toEndUser(row) : null;
  }

  /** The end user that a passport of the app names. */
  async function findOf(appId: string, id: string): Promise<EndUser | null> {
    const row = await find(id);
    return row?.appId === appId ? toEndUser(row) : null;
  }

  /** Finds the person or makes them; of many calls at once, all get the one that was made. */
  async function enrol(endUser: EndUserKey): Promise<EndUser> {
    const { organizationId: _organizationId, ...key } = endUser;
    const known = await collection.findOne(key).lean<EndUserRow>();
    if (known) return toEndUser(known);
    const row: EndUserRow = { _id: newId(), ...endUser, createdAt: new Date() };
    try {
      await collection.create(row);
      return toEndUser(row);
    } catch (error) {
      const made = isDuplicateKey(error) && (await collection.findOne(key).lean<EndUserRow>());
      if (made) return toEndUser(made);
      throw error;
    }
  }

  async function resolve(input: ResolveEndUserInput): Promise<{ endUser: EndUser }> {
    checkService(viewer);
    const { appId } = input;
    const origin = readOrigin(input.origin);
    const sessionId = readSessionId(input.sessionId);
    const app = await appRows.load(appId);
    if (!app || app.deletedAt) throw new Failure('NOT_FOUND', 'app does not exist');
    const { organizationId } = app;
    return { endUser: await enrol({ appId, organizationId, origin, sessionId, accountId: null }) };
  }

  return { load, findOf, enrol, resolve };
}
