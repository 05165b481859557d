import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { trusted } from '@tributary/runtime/store';
import DataLoader from 'dataloader';
import type { QueryFilter } from 'mongoose';
import type { Collections } from './collections.ts';
import type { StartWorkflowRunInput } from './generated/schema.ts';
import { isItemId } from './item-ids.ts';
import { endRound, stopped } from './round-states.ts';
import { mayStop, placeOf, readableRuns, requireAccount } from './run-access.ts';
import type { createRunEvents, FollowedEvent } from './run-events.ts';
import type { RunStarts } from './run-starts.ts';
import { type RunStorage, viewFields } from './run-storage.ts';
import { type Run, type RunView, runControl } from './runs.ts';
import { readStartRequest } from './start-requests.ts';

export interface WorkflowRunsOptions {
  viewer: Viewer;
  collections: Collections;
  storage: RunStorage;
  starts: RunStarts;
  events: ReturnType<typeof createRunEvents>;
  bus: Bus;
}

const pageMax = 100;

/** The viewer's runs: an account's own in its organization, to an administrator all of that. */
export function createWorkflowRuns(options: WorkflowRunsOptions) {
  const { viewer, collections, storage, starts, events, bus } = options;

  // Not remembered: a subscription asks again and again, and is told how the run is now.
  const loader = new DataLoader(loadAll, { cache: false, maxBatchSize: pageMax });

  const load = async (id: string): Promise<RunView | null> =>
    isItemId(id) ? loader.load(id) : null;

  async function loadAll(ids: readonly string[]): Promise<(RunView | null)[]> {
    const readable = readableRuns(viewer);
    if (!readable) return ids.map(() => null);
    const runs = await collections.runs
      .find({ _id: trusted({ $in: [...new Set(ids)] }), ...readable }, viewFields)
      .lean<RunView[]>();
    const found = new Map(runs.map((run) => [run._id, run]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Oldest first, all of them. */
  async function listOwn(): Promise<RunView[]> {
    return collections.runs
      .find(placeOf(requireAccount(viewer)), viewFields)
      .sort({ createdAt: 1, _id: 1 })
      .lean<RunView[]>();
  }

  /** The runs of an account, newest first, of which the viewer sees all or none. */
  async function page(ownerId: string, { first, after }: { first: number; after?: string | null }) {
    if (!Number.isInteger(first) || first < 1 || first > pageMax) {
      throw new Failure('BAD_INPUT', `first must be from 1 to ${pageMax}`);
    }
    const readable = readableRuns(viewer);
    if (!readable) return { nodes: [], hasMore: false };
    const cursor = after ? await load(after) : undefined;
    if (cursor === null) throw new Failure('BAD_INPUT', 'after names no run');
    const conditions: QueryFilter<Run>[] = [readable, { ownerId }];
    if (cursor) conditions.push(olderThan(cursor));
    const found = await collections.runs
      .find(trusted({ $and: conditions }), viewFields)
      .sort({ createdAt: -1, _id: -1 })
      .limit(first + 1)
      .lean<RunView[]>();
    return { nodes: found.slice(0, first), hasMore: found.length > first };
  }

  function start(input: StartWorkflowRunInput): Promise<RunView> {
    return starts.start(requireAccount(viewer), readStartRequest(input));
  }

  async function stop(id: string): Promise<RunView> {
    requireAccount(viewer);
    if (!isItemId(id)) throw new Failure('NOT_FOUND', 'the run does not exist');
    const run = await storage.change(id, (draft) => {
      if (!mayStop(viewer, draft.run)) {
        throw new Failure('FORBIDDEN', 'the run belongs to somebody else');
      }
      if (draft.run.status !== 'RUNNING') return false;
      return endRound(draft, stopped);
    });
    // Only quicker: the worker finds out by itself when it stores its next step.
    bus.connection.publish(runControl(id));
    return run;
  }

  async function require(id: string): Promise<RunView> {
    const run = await load(id);
    if (!run) throw new Failure('NOT_FOUND', 'the run does not exist');
    return run;
  }

  async function follow(id: string, after?: string | null): Promise<AsyncIterable<FollowedEvent>> {
    await require(id);
    return events.follow(id, after ?? undefined);
  }

  return { load, require, listOwn, page, start, stop, follow };
}

export type WorkflowRuns = ReturnType<typeof createWorkflowRuns>;

/** Behind a run in the order of a page. */
const olderThan = ({ createdAt, _id }: RunView): QueryFilter<Run> =>
  trusted({
    $or: [{ createdAt: trusted({ $lt: createdAt }) }, { createdAt, _id: trusted({ $lt: _id }) }],
  });
