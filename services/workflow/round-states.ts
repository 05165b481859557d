import type { RunFile, StatBody } from './items.ts';
import type { Draft } from './run-drafts.ts';
import { noUsage, type Run, type RunMode } from './runs.ts';
import type { Turn } from './turns.ts';

/** What a round is asked to do. */
export interface RoundRequest {
  mode: RunMode;
  content: string;
  files: RunFile[];
  /** Those of the files that no store knows. */
  unknownFiles: RunFile[];
  /** JSON, of the message. */
  messageMetadata: string;
  /** JSON, of the run from now on. */
  runMetadata: string;
  ownerScopes: string[];
  startKey: string | null;
}

/** The step that a round of a mode begins with. */
const firstSteps = { ACTIONPLAN: 'analyzing', REACT: 'thinking' } as const;

/** Begins the next round: afterwards the run is running, and its turn will come. */
export function beginRound(draft: Draft, request: RoundRequest): void {
  const isFirst = draft.run.currentRound === 0;
  draft.set({
    status: 'RUNNING',
    mode: request.mode,
    metadata: request.runMetadata,
    ownerScopes: request.ownerScopes,
    startKey: request.startKey,
    currentRound: draft.run.currentRound + 1,
    currentStep: firstSteps[request.mode],
    progress: 0,
    startedAt: draft.now,
    stoppedAt: null,
    completedAt: null,
    error: null,
    tasks: [],
    usage: noUsage,
    workerId: null,
    checkpoint: null,
  });
  draft.addMessage({
    role: 'user',
    content: request.content,
    files: request.files,
    status: 'first',
    taskId: null,
    actionId: null,
    success: null,
    metadata: request.messageMetadata,
  });
  draft.log('info', isFirst ? 'The run is started.' : 'The run is continued.');
  for (const { id } of request.unknownFiles) {
    draft.log('warning', `The file ${id.slice(0, 200)} is not known here; it is only referred to.`);
  }
  draft.queue('turn', toTurn(draft.run));
}

export type Ending =
  | { status: 'COMPLETED' | 'STOPPED'; message: string }
  | { status: 'FAILED'; message: string; error: string };

/** Ends the running round: later changes of this round are refused, by whoever they are made. */
export function endRound(draft: Draft, ending: Ending, messageId: string | null = null): void {
  const { run, now } = draft;
  draft.add('stat', toRoundStat(run, now, messageId));
  draft.log(ending.status === 'FAILED' ? 'error' : 'info', ending.message);
  draft.set({
    status: ending.status,
    currentStep: null,
    workerId: null,
    checkpoint: null,
    ...(ending.status === 'COMPLETED' && { progress: 100 }),
    ...(ending.status === 'STOPPED' ? { stoppedAt: now } : { completedAt: now }),
    ...(ending.status === 'FAILED' && { error: ending.error }),
  });
  draft.queue('turn', toTurn(run));
}

export const stopped: Ending = { status: 'STOPPED', message: 'The run is stopped.' };

const toTurn = ({ _id, ownerId, currentRound, startedAt }: Run): Turn => ({
  ownerId,
  runId: _id,
  round: currentRound,
  startedAt,
});

function toRoundStat({ usage, startedAt }: Run, now: number, messageId: string | null): StatBody {
  return {
    ...usage,
    messageId,
    type: 'round',
    totalTokens: usage.inputTokens + usage.outputTokens,
    processingTime: (now - startedAt) / 1_000_000,
  };
}

/** Notes a model call, and adds it to what the round took. */
export function addModelCall(draft: Draft, call: StatBody): void {
  draft.add('stat', call);
  const { usage } = draft.run;
  draft.set({
    usage: {
      model: call.model ?? usage.model,
      inputTokens: usage.inputTokens + call.inputTokens,
      outputTokens: usage.outputTokens + call.outputTokens,
      bytesSent: usage.bytesSent + call.bytesSent,
      bytesReceived: usage.bytesReceived + call.bytesReceived,
      errorCount: usage.errorCount + call.errorCount,
    },
  });
}
