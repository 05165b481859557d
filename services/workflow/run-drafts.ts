import { nextInstant } from './clock.ts';
import { type IdPrefix, newItemId } from './item-ids.ts';
import type { Item, ItemBodies, ItemKind, RunFile } from './items.ts';
import { type Run, runEvents } from './runs.ts';

/** A fact as it stands in a run's event log. */
export type RunEvent =
  | { [Kind in ItemKind]: { nr: number; type: Kind; item: Item<Kind> } }[ItemKind]
  | {
      nr: number;
      type: 'state';
      status: Run['status'];
      currentStep: string | null;
      progress: number;
    };

type State = Partial<
  Pick<
    Run,
    | 'status'
    | 'mode'
    | 'metadata'
    | 'currentStep'
    | 'progress'
    | 'currentRound'
    | 'startedAt'
    | 'ownerScopes'
    | 'stoppedAt'
    | 'completedAt'
    | 'error'
    | 'tasks'
    | 'usage'
    | 'workerId'
    | 'startKey'
    | 'checkpoint'
  >
>;

/** A change of a run that is being put together; nothing is stored before it is saved as a whole. */
export interface Draft {
  /** The run as it will be. */
  readonly run: Run;
  /** The instant of the change. */
  readonly now: number;
  add<Kind extends ItemKind>(kind: Kind, body: ItemBodies[Kind]): Item<Kind>;
  /** A message and one document for each of its files. */
  addMessage(body: Omit<ItemBodies['message'], 'sequenceNr'>): Item<'message'>;
  log(level: ItemBodies['log']['level'], message: string): void;
  /** Progress never falls inside a round. What readers can see of it is announced as one event. */
  set(state: State): void;
  queue(kind: string, job: unknown): void;
}

const prefixes: Record<ItemKind, IdPrefix> = {
  message: 'msg',
  log: 'log',
  stat: 'stat',
  document: 'doc',
};

/** Starts a change of a run. The given run stays as it is. */
export function createDraft(before: Run, options: { storesDebugLogs: boolean }): Draft {
  const run: Run = {
    ...before,
    pending: [...before.pending],
    outbox: [...before.outbox],
    revision: before.revision + 1,
  };
  const now = nextInstant(Math.max(before.updatedAt, before.lastCreatedAt));
  run.updatedAt = now;

  function tell(event: { type: ItemKind; item: Item } | (State & { type: 'state' })): void {
    const nr = push(runEvents(run._id), (next) => ({ nr: next, ...event }));
    run.lastEventNr = nr;
  }

  function push(subject: string, data: (nr: number) => unknown): number {
    run.outboxNr += 1;
    const id = `${run._id}:${run.outboxNr}`;
    run.outbox.push({ id, subject, data: data(run.outboxNr), at: new Date() });
    return run.outboxNr;
  }

  function add<Kind extends ItemKind>(kind: Kind, body: ItemBodies[Kind]): Item<Kind> {
    run.lastCreatedAt = nextInstant(run.lastCreatedAt);
    run.updatedAt = Math.max(run.updatedAt, run.lastCreatedAt);
    const item: Item<Kind> = {
      _id: newItemId(prefixes[kind]),
      runId: run._id,
      kind,
      round: run.currentRound,
      createdAt: run.lastCreatedAt,
      body,
    };
    run.pending.push(item);
    tell({ type: kind, item });
    return item;
  }

  function addMessage(body: Omit<ItemBodies['message'], 'sequenceNr'>): Item<'message'> {
    run.lastSequenceNr += 1;
    const message = add('message', { ...body, sequenceNr: run.lastSequenceNr });
    for (const file of body.files) add('document', toDocument(message._id, file));
    return message;
  }

  function log(level: ItemBodies['log']['level'], message: string): void {
    if (level === 'debug' && !options.storesDebugLogs) return;
    add('log', { level, message, step: run.currentStep, progress: run.progress });
  }

  function set(state: State): void {
    const isNewRound = state.currentRound !== undefined && state.currentRound !== run.currentRound;
    const visible = [run.status, run.currentStep, run.progress, run.currentRound].join();
    const progress = isNewRound
      ? (state.progress ?? 0)
      : Math.max(run.progress, state.progress ?? 0);
    Object.assign(run, state, { progress });
    if ([run.status, run.currentStep, run.progress, run.currentRound].join() === visible) return;
    const { status, currentStep } = run;
    tell({ type: 'state', status, currentStep, progress });
  }

  const queue = (kind: string, job: unknown) => {
    push(`work.${kind}`, () => job);
  };

  return { run, now, add, addMessage, log, set, queue };
}

const toDocument = (messageId: string, file: RunFile): ItemBodies['document'] => ({
  messageId,
  fileId: file.id,
  fileName: file.name,
  mimeType: file.mimeType,
  fileSize: file.size,
});
