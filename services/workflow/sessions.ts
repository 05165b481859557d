import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import { trusted } from '@tributary/runtime/store';
import DataLoader from 'dataloader';
import type { Model, QueryFilter } from 'mongoose';
import type { OpenSessionInput, SessionKeyInput, SessionStatus } from './generated/schema.ts';
import { placeOf } from './run-access.ts';
import type { SessionEndings } from './session-endings.ts';
import type { SessionLimits } from './session-limits.ts';

export interface SessionRow {
  _id: string;
  /** SHA-256, in hex. */
  keyHash: string;
  /** The account that opened it; null when it was none. */
  ownerId: string | null;
  organizationId: string | null;
  isPrivate: boolean;
  /** It is connected until then, unless that is renewed. */
  leaseUntil: Date;
  /** Whether anything was stored in it, or was about to be. */
  isUsed: boolean;
  status: SessionStatus;
  createdAt: Date;
  closedAt: Date | null;
  /** When the row goes; until then it is as good as gone. */
  forgetAt: Date | null;
  outbox: OutboxEntry[];
}

export interface Session {
  id: string;
  status: SessionStatus;
  createdAt: Date;
  closedAt: Date | null;
}

export interface SessionsOptions {
  viewer: Viewer;
  collection: Model<SessionRow>;
  endings: Pick<SessionEndings, 'end' | 'purge'>;
  limits: SessionLimits;
  /** Whether only accounts have sessions, each its own. */
  isAccountRequired: boolean;
  leaseMs?: number;
}

export type Sessions = ReturnType<typeof createSessions>;

const loadedMax = 100;
const nothing = { ownerId: trusted({ $in: [] }) };

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const unknown = () => new Failure('NOT_FOUND', 'the session does not exist');

/** A lease that ran out is an end, whether or not a sweep has come by since. */
function toSession(row: SessionRow): Session {
  const isLapsed = row.status === 'CONNECTED' && row.leaseUntil.getTime() <= Date.now();
  return {
    id: row._id,
    status: isLapsed ? 'CLOSED' : row.status,
    createdAt: row.createdAt,
    closedAt: isLapsed ? row.leaseUntil : row.closedAt,
  };
}

/** The registry of sessions, which all gateways share: who has the id of one may use it. */
export function createSessions(options: SessionsOptions) {
  const { viewer, collection, endings, limits, isAccountRequired, leaseMs = 30_000 } = options;
  // Not remembered: whoever asks again wants to know how the session is now.
  const loader = new DataLoader(loadAll, { cache: false, maxBatchSize: loadedMax });
  const isTrusted = viewer.kind === 'service' || viewer.kind === 'operator';

  /** Those that the viewer may know of; a private one is there for its owner alone. */
  function visible(): QueryFilter<SessionRow> {
    if (isTrusted) return {};
    const isAccount = viewer.kind === 'account';
    if (isAccountRequired) return isAccount ? placeOf(viewer) : nothing;
    return isAccount
      ? trusted({ $or: [{ isPrivate: false }, placeOf(viewer)] })
      : { isPrivate: false };
  }

  function requireAccount(): void {
    if (!isAccountRequired || isTrusted || viewer.kind === 'account') return;
    if (viewer.kind === 'anonymous') {
      throw new Failure('UNAUTHENTICATED', 'an access token is needed');
    }
    throw new Failure('FORBIDDEN', 'only an account has sessions');
  }

  async function loadAll(ids: readonly string[]): Promise<(SessionRow | undefined)[]> {
    const rows = await collection
      .find({ ...visible(), _id: trusted({ $in: [...new Set(ids)] }) })
      .lean<SessionRow[]>();
    const isPurged = ({ isUsed, forgetAt }: SessionRow) => isUsed && forgetAt !== null;
    const found = new Map(rows.filter((row) => !isPurged(row)).map((row) => [row._id, row]));
    return ids.map((id) => found.get(id));
  }

  async function load(id: string): Promise<Session | null> {
    const row = await loader.load(id);
    const session = row && toSession(row);
    return row?.isUsed || session?.status === 'CONNECTED' ? (session ?? null) : null;
  }

  /** For a while also one that was never used and has ended: whoever waits in it sees it end. */
  async function refer(id: string): Promise<Session | null> {
    const row = await loader.load(id);
    return row ? toSession(row) : null;
  }

  const connected = () => ({
    status: 'CONNECTED' as const,
    leaseUntil: trusted({ $gt: new Date() }),
  });

  async function open({
    isPrivate = false,
  }: OpenSessionInput): Promise<{ session: Session; key: string }> {
    requireAccount();
    const isAccount = viewer.kind === 'account';
    if (isPrivate && !isAccount) {
      throw new Failure('BAD_INPUT', 'only an account has private sessions');
    }
    await limits.count('opened', viewer);
    const key = randomBytes(32).toString('base64url');
    const now = Date.now();
    const row: SessionRow = {
      _id: randomUUID(),
      keyHash: hashOf(key),
      ...(isAccount ? placeOf(viewer) : { ownerId: null, organizationId: null }),
      isPrivate: isPrivate || isAccountRequired,
      leaseUntil: new Date(now + leaseMs),
      isUsed: false,
      status: 'CONNECTED',
      createdAt: new Date(now),
      closedAt: null,
      forgetAt: null,
      outbox: [],
    };
    await collection.create(row);
    return { session: toSession(row), key };
  }

  async function renew({ sessionId, key }: SessionKeyInput): Promise<Session> {
    const leaseUntil = new Date(Date.now() + leaseMs);
    const row = await collection
      .findOneAndUpdate(
        { _id: sessionId, keyHash: hashOf(key), ...connected() },
        { $set: { leaseUntil } },
        { returnDocument: 'after' },
      )
      .lean<SessionRow>();
    if (!row) throw new Failure('NOT_FOUND', 'the session is not connected');
    return toSession(row);
  }

  /** Closing once more, as after an answer that was lost, changes nothing. */
  async function close({ sessionId, key }: SessionKeyInput): Promise<Session> {
    const own = { _id: sessionId, keyHash: hashOf(key) };
    if (!(await collection.exists(own))) throw unknown();
    await endings.end(sessionId);
    const row = await collection.findOne(own).lean<SessionRow>();
    if (!row) throw unknown();
    return toSession(row);
  }

  /** From now on something remains of the session when it ends. */
  async function use(id: string): Promise<Session> {
    requireAccount();
    await limits.count('used', viewer);
    const row = await collection
      .findOneAndUpdate(
        { ...visible(), _id: id, ...connected() },
        { $set: { isUsed: true } },
        { returnDocument: 'after' },
      )
      .lean<SessionRow>();
    if (row) return toSession(row);
    const reason = 'session_not_connected';
    throw new Failure('BAD_INPUT', 'the session is not connected', { reason });
  }

  async function purge(id: string): Promise<string> {
    if (!isTrusted) throw new Failure('FORBIDDEN', 'only an operator purges sessions');
    if (await endings.purge(id)) return id;
    if (!(await load(id))) throw unknown();
    throw new Failure('CONFLICT', 'the session has not ended');
  }

  return { load, refer, open, renew, close, use, purge };
}
