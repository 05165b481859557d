import { addModelCall } from '../round-states.ts';
import { act } from './actions.ts';
import type { Answer } from './model-calls.ts';
import type { RoundWork } from './round-work.ts';
import * as prompts from './step-prompts.ts';
import {
  isRepeating,
  readStepsMax,
  type Step,
  type Thought,
  thoughtShape,
  toStepProgress,
} from './steps.ts';
import { stepTools } from './tools.ts';

/** How far a round has come: each thought and each observation is one stored step. */
export interface ReactState {
  steps: Step[];
  /** The thought whose action is next. */
  open: Thought | null;
  fileIds: string[];
}

export const beginReact = (): ReactState => ({ steps: [], open: null, fileIds: [] });

type Work = RoundWork<ReactState>;

const observationLengthMax = 4_000;
const unusable = 'unusable answer';

/** Thinks, acts and observes until there is a final answer or no step is left. */
export async function runReact(work: Work): Promise<void> {
  const max = readStepsMax(work.context.metadata);
  for (;;) {
    const { steps, open } = work.state;
    if (open) {
      await observe(work, open, max);
    } else if (steps.length >= max || isRepeating(steps)) {
      return conclude(work, steps.length >= max ? 'no step is left' : 'the steps repeat');
    } else if ((await think(work, max)) === 'end') {
      return;
    }
  }
}

async function think(work: Work, max: number): Promise<'end' | 'next'> {
  const { context, state } = work;
  const { value, calls } = await work.calls.object(
    prompts.thought(context, state.steps),
    thoughtShape,
  );
  if (value?.final?.trim()) {
    await finish(work, { value: value.final, calls }, value.thought);
    return 'end';
  }
  const n = state.steps.length + 1;
  if (!value) {
    const step = { n, thought: '', action: null, input: null, final: null, observation: unusable };
    await work.save({ ...state, steps: [...state.steps, step] }, (draft) => {
      for (const call of calls) addModelCall(draft, call);
      draft.log('warning', `Step ${n}: ${unusable}`);
      draft.set({ progress: toStepProgress(n, max) });
    });
    return 'next';
  }
  await work.save({ ...state, open: value }, (draft) => {
    for (const call of calls) addModelCall(draft, call);
    draft.log('info', `Step ${n}: ${value.thought}`);
    draft.set({ currentStep: 'acting' });
  });
  return 'next';
}

async function observe(work: Work, open: Thought, max: number): Promise<void> {
  const { context, calls, signal, state } = work;
  const done = await act({
    tool: open.action ?? '',
    params: open.input ?? '{}',
    tools: stepTools,
    context: {
      files: context.texts,
      history: context.history,
      documents: [],
      calls,
      now: new Date(),
    },
    signal,
  });
  const { result } = done;
  const text = result.success ? result.text : `error: ${result.error}`;
  const n = state.steps.length + 1;
  const step = { ...open, n, observation: text.slice(0, observationLengthMax) };
  const fileIds = [...new Set([...state.fileIds, ...result.fileIds])];
  await work.save({ steps: [...state.steps, step], open: null, fileIds }, (draft) => {
    draft.set({ currentStep: 'observing', progress: toStepProgress(n, max) });
    for (const call of done.calls) addModelCall(draft, call);
    draft.add('stat', done.stat);
    draft.log('info', `Step ${n}, ${open.action}: ${text}`);
    draft.set({ currentStep: 'thinking' });
  });
}

/** One last call, which must answer. */
async function conclude(work: Work, reason: string): Promise<void> {
  const answer = await work.calls.text(prompts.conclusion(work.context, work.state.steps));
  await finish(work, answer, undefined, `The run ends with what it knows: ${reason}.`);
}

async function finish(
  work: Work,
  { value, calls }: Answer<string>,
  thought?: string,
  warning?: string,
): Promise<void> {
  const { context, state } = work;
  const files = context.files.filter(({ id }) => state.fileIds.includes(id));
  await work.end((draft) => {
    for (const call of calls) addModelCall(draft, call);
    if (thought) draft.log('info', `Step ${state.steps.length + 1}: ${thought}`);
    if (warning) draft.log('warning', warning);
    const message = draft.addMessage({
      role: 'assistant',
      content: value,
      files,
      status: 'last',
      taskId: null,
      actionId: null,
      success: true,
      metadata: '{}',
    });
    const ending = { status: 'COMPLETED', message: 'The run is completed.' } as const;
    return { ending, messageId: message._id };
  });
}
