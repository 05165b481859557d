import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import type { Outbox } from '@tributary/runtime/outbox';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { Collections } from './collections.ts';
import { createDraft, type Draft } from './run-drafts.ts';
import type { Run, RunView } from './runs.ts';

/** Puts a change together; `false` leaves the run as it is, a throw refuses the change. */
export type Build = (draft: Draft) => unknown;

export interface RunStorageOptions {
  collections: Pick<Collections, 'runs' | 'items'>;
  outbox: Pick<Outbox, 'relay'>;
  log: Log;
}

/** Everything but what only writers need. */
export const viewFields = { pending: 0, outbox: 0, checkpoint: 0 } as const;

/** So many items wait in the run's own document before they are moved together. */
const pendingMax = 16;
const attemptsMax = 100;

export type RunStorage = ReturnType<typeof createRunStorage>;

/**
 * The only writer of runs. A change is built from a run as it was read and stored only if nobody
 * else changed it since; otherwise it is built again from what is there now.
 */
export function createRunStorage({ collections, outbox, log }: RunStorageOptions) {
  const { runs, items } = collections;
  const storesDebugLogs = log.isLevelEnabled('debug');

  const find = async (id: string): Promise<Run | undefined> =>
    (await runs.findOne({ _id: id }).lean<Run>()) ?? undefined;

  const view = async (id: string): Promise<RunView | undefined> =>
    (await runs.findOne({ _id: id }, viewFields).lean<RunView>()) ?? undefined;

  /** Stores a new run; false if there is one of that id already. */
  async function insert(seed: Run, build: Build): Promise<Run | undefined> {
    const draft = createDraft(seed, { storesDebugLogs });
    build(draft);
    try {
      await runs.create(draft.run);
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
    return settle(draft.run);
  }

  /** `known` is the run as the caller read it last: it saves reading it again. */
  async function change(id: string, build: Build, known?: Run): Promise<Run> {
    let before = known ?? (await find(id));
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (!before) throw new Failure('NOT_FOUND', 'the run does not exist');
      const draft = createDraft(before, { storesDebugLogs });
      if (build(draft) === false) return before;
      if (await save(before, draft.run)) return settle(draft.run);
      before = await find(id);
    }
    throw new Failure('UNAVAILABLE', 'the run is changed by too many at once');
  }

  async function save(before: Run, after: Run): Promise<boolean> {
    const { _id, pending, outbox: facts, ...fields } = after;
    const changed = Object.entries(fields).filter(
      ([name, value]) => value !== before[name as keyof Run],
    );
    const newItems = pending.slice(before.pending.length);
    const newFacts = facts.slice(before.outbox.length);
    const { modifiedCount } = await runs.updateOne(
      { _id, revision: before.revision },
      {
        $set: Object.fromEntries(changed),
        ...((newItems.length > 0 || newFacts.length > 0) && {
          $push: {
            ...(newItems.length > 0 && { pending: { $each: newItems } }),
            ...(newFacts.length > 0 && { outbox: { $each: newFacts } }),
          },
        }),
      },
    );
    return modifiedCount === 1;
  }

  /** What follows a stored change; whatever fails here is made up for later. */
  async function settle(run: Run): Promise<Run> {
    void outbox.relay(run._id);
    const known = { ...run, outbox: [] };
    if (run.pending.length < pendingMax && run.status === 'RUNNING') return known;
    try {
      await move(run);
      return { ...known, pending: [] };
    } catch (error) {
      log.warn({ err: error, runId: run._id }, 'items are moved later');
      return known;
    }
  }

  /** First copied, then removed: a reader that looks at the run first finds each item. */
  async function move({ _id, pending }: Run): Promise<void> {
    if (pending.length === 0) return;
    await items.bulkWrite(
      pending.map((item) => ({
        replaceOne: { filter: { _id: item._id }, replacement: item, upsert: true },
      })),
      { ordered: true },
    );
    const ids = pending.map((item) => item._id);
    await runs.updateOne({ _id }, { $pull: { pending: { _id: { $in: ids } } } });
  }

  return { find, view, insert, change };
}
