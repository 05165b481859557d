import { trusted } from '@tributary/runtime/store';
import DataLoader from 'dataloader';
import { toInstant } from './clock.ts';
import type { Collections } from './collections.ts';
import { isItemId } from './item-ids.ts';
import { type Item, type ItemKind, isKind } from './items.ts';
import type { RunView } from './runs.ts';

export interface Behind {
  /** Unix seconds. */
  after?: number | null;
  afterId?: string | null;
}

/** A run as somebody read it: later items do not exist for that reader. */
export type Snapshot = Pick<RunView, '_id' | 'lastCreatedAt'>;

/** What an answer that lists ids needs of an item. */
type Head = Pick<Item, '_id' | 'runId' | 'kind' | 'createdAt'>;

const pendingHeads = {
  ...{ 'pending._id': 1, 'pending.runId': 1, 'pending.kind': 1, 'pending.createdAt': 1 },
} as const;

const batchMax = 100;

export type RunItems = ReturnType<typeof createRunItems>;

/**
 * The items of runs, oldest first. A reader gets those up to the newest one that was there when the
 * run was read, whatever is written meanwhile: no item can appear behind one that was handed out.
 */
export function createRunItems({ runs, items }: Pick<Collections, 'runs' | 'items'>) {
  // The fields of one run in one answer look at the same items that were not moved yet.
  const pendingOf = new WeakMap<Snapshot, Promise<Item[]>>();

  function readPending(run: Snapshot): Promise<Item[]> {
    const known = pendingOf.get(run);
    if (known) return known;
    const found = runs
      .findOne({ _id: run._id }, { pending: 1 })
      .lean<{ pending: Item[] }>()
      .then((document) => document?.pending ?? []);
    pendingOf.set(run, found);
    return found;
  }

  async function read(run: Snapshot, kind: ItemKind, after: number): Promise<Item[]> {
    const pending = await readPending(run);
    const range = trusted({ $gt: after, $lte: run.lastCreatedAt });
    const stored = await items
      .find({ runId: run._id, kind, createdAt: range })
      .sort({ createdAt: 1 })
      .lean<Item[]>();
    const known = new Set(stored.map(({ _id }) => _id));
    const rest = pending.filter(
      ({ _id, kind: one, createdAt }) =>
        one === kind && createdAt > after && createdAt <= run.lastCreatedAt && !known.has(_id),
    );
    if (rest.length === 0) return stored;
    return [...stored, ...rest].sort((one, other) => one.createdAt - other.createdAt);
  }

  async function list<Kind extends ItemKind>(
    run: Snapshot,
    kind: Kind,
    { after, afterId }: Behind = {},
  ): Promise<Item<Kind>[]> {
    const behind = Math.max(
      after == null ? 0 : toInstant(after),
      afterId ? await instantOf(run, kind, afterId) : 0,
    );
    return (await read(run, kind, behind)).filter(isKind(kind));
  }

  /** 0, the beginning, for an id that is unknown: a lost cursor must not lose items. */
  async function instantOf(run: Snapshot, kind: ItemKind, id: string): Promise<number> {
    if (!isItemId(id)) return 0;
    const waiting = (await readPending(run)).find((item) => item._id === id && item.kind === kind);
    if (waiting) return waiting.createdAt;
    const filter = { _id: id, runId: run._id, kind };
    const found = await items.findOne(filter, { createdAt: 1 }).lean<{ createdAt: number }>();
    return found?.createdAt ?? 0;
  }

  // A list of runs is answered with two queries, not with two for each run.
  const loader = new DataLoader(readIds, { cache: false, maxBatchSize: batchMax });

  const ids = async (run: Snapshot, kind: ItemKind): Promise<string[]> =>
    (await loader.load(run)).filter((head) => head.kind === kind).map(({ _id }) => _id);

  async function readIds(snapshots: readonly Snapshot[]): Promise<Head[][]> {
    const runIds = [...new Set(snapshots.map(({ _id }) => _id))];
    // In this order: what is moved meanwhile is found twice, not never.
    const pending = await runs
      .find({ _id: trusted({ $in: runIds }) }, pendingHeads)
      .lean<{ pending: Head[] }[]>();
    const stored = await items
      .find({ runId: trusted({ $in: runIds }) }, { runId: 1, kind: 1, createdAt: 1 })
      .lean<Head[]>();
    const heads = new Map<string, Map<string, Head>>();
    for (const head of [...stored, ...pending.flatMap((run) => run.pending)]) {
      const known = heads.get(head.runId) ?? new Map<string, Head>();
      heads.set(head.runId, known.set(head._id, head));
    }
    return snapshots.map(({ _id, lastCreatedAt }) =>
      [...(heads.get(_id)?.values() ?? [])]
        .filter(({ createdAt }) => createdAt <= lastCreatedAt)
        .sort((one, other) => one.createdAt - other.createdAt),
    );
  }

  return { list, ids };
}
