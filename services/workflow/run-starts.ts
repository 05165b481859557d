import type { Bus } from '@tributary/runtime/bus';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { nextInstant } from './clock.ts';
import type { Collections } from './collections.ts';
import { isItemId, newItemId } from './item-ids.ts';
import { beginRound, endRound, stopped } from './round-states.ts';
import { isOwn, placeOf } from './run-access.ts';
import type { Draft } from './run-drafts.ts';
import type { RunFiles } from './run-files.ts';
import type { RunStorage } from './run-storage.ts';
import { noUsage, type Run, type RunView, runControl } from './runs.ts';
import type { createStartKeys } from './start-keys.ts';
import { type Metadata, readMetadata, type StartRequest, toRunName } from './start-requests.ts';

/** Failures of which it is known that nothing was stored. */
const refusals: ReadonlySet<FailureCode> = new Set([
  'BAD_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
]);

export interface RunStartsOptions {
  collections: Pick<Collections, 'runs'>;
  storage: RunStorage;
  files: RunFiles;
  keys: ReturnType<typeof createStartKeys>;
  bus: Bus;
}

/** So many runs of one account may run or wait for their turn. */
const runningMax = 1_000;

/** Begins rounds. All that a start does is stored when it is answered; its work is not. */
export function createRunStarts({ collections, storage, files, keys, bus }: RunStartsOptions) {
  async function start(owner: Viewer, request: StartRequest): Promise<RunView> {
    const { key } = request;
    if (!key) return begin(owner, request, request.runId ?? newItemId('wf'), null);
    const claim = await keys.claim(placeOf(owner), key, request.runId);
    if (claim.answer) return claim.answer;
    // Otherwise a client could choose the id of a new run.
    if ((claim.continues ? claim.runId : undefined) !== request.runId) {
      throw new Failure('BAD_INPUT', 'Idempotency-Key: belongs to another start');
    }
    try {
      return await keys.settle(claim, toView(await begin(owner, request, claim.runId, claim._id)));
    } catch (error) {
      if (error instanceof Failure && refusals.has(error.code)) await keys.release(claim);
      throw error;
    }
  }

  async function begin(
    owner: Viewer,
    request: StartRequest,
    runId: string,
    startKey: string | null,
  ): Promise<Run> {
    if (request.runId) await checkOwner(owner, request.runId);
    await checkCount(owner.id);
    const { files: filled, unknown } = await files.resolve(owner, request.files);
    const build = (draft: Draft) => {
      // The same start was stored before: its answer got lost.
      if (startKey !== null && draft.run.startKey === startKey) return false;
      if (!isOwn(owner, draft.run)) throw foreign();
      const runMetadata = mergeMetadata(draft.run, request.metadata);
      if (draft.run.currentRound > 0 && draft.run.status === 'RUNNING') endRound(draft, stopped);
      return beginRound(draft, {
        mode: request.mode ?? draft.run.mode,
        content: request.content,
        files: filled,
        unknownFiles: unknown,
        messageMetadata: JSON.stringify(request.metadata),
        runMetadata,
        ownerScopes: owner.scopes,
        startKey,
      });
    };
    if (!request.runId) {
      const run = await storage.insert(createSeed(runId, owner, request), build);
      if (run) return run;
    }
    const run = await storage.change(runId, build);
    // The worker of the round that this one replaces may stop at once.
    if (run.currentRound > 1) bus.connection.publish(runControl(runId));
    return run;
  }

  async function checkOwner(owner: Viewer, runId: string): Promise<void> {
    const run = isItemId(runId) ? await storage.view(runId) : undefined;
    if (!run) throw new Failure('NOT_FOUND', 'the run does not exist');
    if (!isOwn(owner, run)) throw foreign();
  }

  async function checkCount(ownerId: string): Promise<void> {
    const count = await collections.runs.countDocuments({ ownerId, status: 'RUNNING' });
    if (count < runningMax) return;
    throw new Failure('RATE_LIMITED', `at most ${runningMax} runs may wait at the same time`);
  }

  return { start };
}

export type RunStarts = ReturnType<typeof createRunStarts>;

const foreign = () => new Failure('FORBIDDEN', 'the run belongs to somebody else');

function toView(run: Run): RunView {
  const { pending, outbox, checkpoint, ...view } = run;
  return view;
}

/** What a start says is put over what the run knows; the result has the same bound. */
function mergeMetadata({ metadata }: Run, given: Metadata): string {
  return JSON.stringify(readMetadata({ ...JSON.parse(metadata), ...given }));
}

/** A run before its first round, which is never stored as such. */
function createSeed(runId: string, owner: Viewer, request: StartRequest): Run {
  const now = nextInstant(0);
  return {
    _id: runId,
    ...placeOf(owner),
    ownerScopes: owner.scopes,
    status: 'RUNNING',
    mode: request.mode ?? 'ACTIONPLAN',
    name: toRunName(request.content),
    description: null,
    tags: [],
    metadata: '{}',
    currentStep: null,
    progress: 0,
    currentRound: 0,
    createdAt: now,
    updatedAt: now,
    startedAt: now,
    stoppedAt: null,
    completedAt: null,
    error: null,
    tasks: [],
    usage: noUsage,
    lastCreatedAt: 0,
    lastSequenceNr: 0,
    revision: 0,
    workerId: null,
    startKey: null,
    checkpoint: null,
    pending: [],
    outbox: [],
    outboxNr: 0,
    lastEventNr: 0,
  };
}
