import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import type { Log } from '@tributary/runtime/log';
import type { Models } from '@tributary/runtime/models/models';
import type { Job } from '@tributary/runtime/work-queue';
import { z } from 'zod';
import { beginPlan, runActionPlan } from './engine/action-plan.ts';
import { createModelCalls, ModelUnusable } from './engine/model-calls.ts';
import { beginReact, runReact } from './engine/react.ts';
import type { RoundWork } from './engine/round-work.ts';
import type { ReadContext } from './round-contexts.ts';
import { addModelCall, endRound } from './round-states.ts';
import type { Draft } from './run-drafts.ts';
import type { RunStorage } from './run-storage.ts';
import { type Run, runControl } from './runs.ts';
import type { Round } from './turns.ts';

const roundSchema = z.object({ runId: z.string(), round: z.number() });

/** The round is not this worker's any more; what it still does must not be stored. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

export interface RoundsOptions {
  storage: RunStorage;
  readContext: ReadContext;
  models: Models;
  bus: Bus;
  log: Log;
}

/** A stop is noticed at the next stored step, or by a signal; and if that got lost, after this. */
const lookMs = 1_000;

/** Works on rounds: takes one over from its last stored step, whoever worked on it before. */
export function createRounds({ storage, readContext, models, bus, log }: RoundsOptions) {
  async function handle(job: Job): Promise<void> {
    const round = roundSchema.parse(job.data);
    const workerId = newId();
    const isOver = async () => !isCurrent(await storage.view(round.runId), round);
    try {
      const run = await storage.change(round.runId, (draft) => {
        if (!isCurrent(draft.run, round)) throw new Superseded();
        draft.set({ workerId });
      });
      await work({ run, round, workerId, job });
    } catch (error) {
      if (job.signal.aborted) throw error;
      if (await isOver()) return;
      if (error instanceof Superseded) throw new Failure('CONFLICT', 'another worker goes on');
      if (!(error instanceof ModelUnusable) && !job.isLast) throw error;
      await fail(round, error);
      if (!(error instanceof ModelUnusable)) throw error;
    }
  }

  async function work(options: { run: Run; round: Round; workerId: string; job: Job }) {
    const { run, round, workerId, job } = options;
    const ended = new AbortController();
    const isMine = async () => {
      const now = await storage.view(round.runId);
      if (!isCurrent(now, round) || now?.workerId !== workerId) ended.abort(new Superseded());
    };
    const look = () => isMine().catch((error: unknown) => log.warn({ err: error }, 'no look'));
    const subscription = bus.connection.subscribe(runControl(round.runId), { callback: look });
    const timer = setInterval(look, lookMs);
    try {
      const signal = AbortSignal.any([job.signal, ended.signal]);
      await execute(run, workerId, signal);
    } catch (error) {
      if (ended.signal.aborted && !job.signal.aborted) throw new Superseded();
      throw error;
    } finally {
      clearInterval(timer);
      subscription.unsubscribe();
    }
  }

  async function execute(run: Run, workerId: string, signal: AbortSignal): Promise<void> {
    const calls = createModelCalls({ models, signal });
    const context = await readContext(run);
    signal.throwIfAborted();
    const open = <State>(begin: () => State): RoundWork<State> => {
      let known = run;
      const work = {
        signal,
        context,
        calls,
        // Only this service writes checkpoints, and each mode reads its own.
        state: run.checkpoint === null ? begin() : (JSON.parse(run.checkpoint) as State),
        async save(state: State, build: (draft: Draft) => void) {
          signal.throwIfAborted();
          known = await storage.change(
            run._id,
            guarded(run, workerId, (draft) => {
              build(draft);
              draft.set({ checkpoint: JSON.stringify(state) });
            }),
            known,
          );
          work.state = state;
        },
        async end(build: Parameters<RoundWork<State>['end']>[0]) {
          signal.throwIfAborted();
          await storage.change(
            run._id,
            guarded(run, workerId, (draft) => {
              const { ending, messageId } = build(draft);
              endRound(draft, ending, messageId);
            }),
            known,
          );
        },
      };
      return work;
    };
    if (run.mode === 'REACT') await runReact(open(beginReact));
    else await runActionPlan(open(beginPlan));
  }

  /** What the client is told is general; the log has the cause. */
  async function fail({ runId, round }: Round, error: unknown): Promise<void> {
    log.error({ err: error, runId }, 'round failed');
    const isModel = error instanceof ModelUnusable;
    await storage.change(runId, (draft) => {
      if (!isCurrent(draft.run, { round })) return false;
      if (isModel) for (const call of error.calls) addModelCall(draft, call);
      const reason = isModel ? error.message : 'the run could not be carried out';
      return endRound(draft, { status: 'FAILED', message: 'The run failed.', error: reason });
    });
  }

  return { handle };
}

const isCurrent = (
  run: Pick<Run, 'status' | 'currentRound'> | undefined,
  { round }: { round: number },
): boolean => run !== undefined && run.status === 'RUNNING' && run.currentRound === round;

/** A change of a worker is part of the round that it took, and only as long as it has it. */
const guarded =
  ({ currentRound: round }: Run, workerId: string, build: (draft: Draft) => void) =>
  (draft: Draft) => {
    if (!isCurrent(draft.run, { round }) || draft.run.workerId !== workerId) throw new Superseded();
    build(draft);
  };
