import type { MessageBody } from '../items.ts';
import { addModelCall } from '../round-states.ts';
import type { Draft } from '../run-drafts.ts';
import type { PlanTask } from '../runs.ts';
import { act } from './actions.ts';
import { type Answer, type ModelPrompt, ModelUnusable, type Shape } from './model-calls.ts';
import * as prompts from './plan-prompts.ts';
import {
  type Action,
  actionsShape,
  failedDependency,
  nextTask,
  reviewShape,
  type TaskState,
  toProgress,
} from './plans.ts';
import type { RoundWork } from './round-work.ts';
import { planTools } from './tools.ts';

/** How far a round has come: each phase and each action is one stored step. */
export interface PlanState {
  intent: string | null;
  tasks: TaskState[];
}

export type PlanWork = RoundWork<PlanState>;

const retriesMax = 2;
const outcomeLengthMax = 16_000;

/** One stored step of a task: it is skipped or begun, an action of it is done, or it is reviewed. */
export async function advance(work: PlanWork, task: TaskState): Promise<void> {
  const cause = failedDependency(task, work.state.tasks);
  if (cause) return skip(work, task, cause);
  if (!task.actions) return chooseActions(work, task);
  const action = task.actions[task.results.length];
  if (!action) return review(work, task);
  return task.isBegun ? perform(work, task, action) : begin(work, task, action);
}

async function skip(work: PlanWork, task: TaskState, cause: TaskState): Promise<void> {
  const outcome = `skipped, because "${cause.objective}" was not done`;
  await saveTask(work, { ...task, status: 'skipped', outcome }, (draft) => {
    draft.log('warning', `Task ${task.id} is skipped: task ${cause.id} was not done.`);
  });
}

async function chooseActions(work: PlanWork, task: TaskState): Promise<void> {
  const prompt = prompts.actions(work.context, task, work.state.tasks);
  const { value, calls } = await tryAsking(work, prompt, actionsShape);
  const params = JSON.stringify({ question: task.objective });
  const actions = value?.actions ?? [{ id: 'answer', tool: 'answer', params, purpose: '' }];
  await saveTask(work, { ...task, status: 'running', actions, results: [] }, (draft) => {
    for (const call of calls) addModelCall(draft, call);
    draft.log('debug', `Task ${task.id}: ${actions.map(({ tool }) => tool).join(', ')}`);
  });
}

/** A model that fails now leaves the task without its advice; those that are done stay done. */
async function tryAsking<Value>(
  { calls }: PlanWork,
  prompt: ModelPrompt,
  shape: Shape<Value>,
): Promise<Answer<Value | undefined>> {
  try {
    return await calls.object(prompt, shape);
  } catch (error) {
    if (!(error instanceof ModelUnusable)) throw error;
    return { value: undefined, calls: error.calls };
  }
}

async function begin(work: PlanWork, task: TaskState, action: Action): Promise<void> {
  await saveTask(work, { ...task, isBegun: true }, (draft) => {
    const purpose = action.purpose ? `: ${action.purpose}` : '';
    draft.log('info', `Task ${task.id}: ${action.tool} begins${purpose}`);
  });
}

async function perform(work: PlanWork, task: TaskState, action: Action): Promise<void> {
  const { context, calls, signal, state } = work;
  const documents = prompts.resultDocuments(task, state.tasks);
  const done = await act({
    tool: action.tool,
    params: action.params,
    tools: planTools,
    context: { files: context.texts, history: context.history, documents, calls, now: new Date() },
    signal,
  });
  const { success, error } = done.result;
  const result = { ...done.result, text: done.result.text.slice(0, outcomeLengthMax) };
  await saveTask(work, { ...task, isBegun: false, results: [...task.results, result] }, (draft) => {
    for (const call of done.calls) addModelCall(draft, call);
    draft.add('stat', done.stat);
    const end = success ? 'is done' : `failed: ${error}`;
    draft.log(success ? 'info' : 'warning', `Task ${task.id}: ${action.tool} ${end}`);
  });
}

async function review(work: PlanWork, task: TaskState): Promise<void> {
  const reviewed = await tryAsking(work, prompts.review(task), reviewShape);
  const isDone = task.results.some(({ success }) => success);
  // Without a review, what was done counts.
  const { verdict, feedback } = reviewed.value ?? {
    verdict: isDone ? ('success' as const) : ('failed' as const),
    feedback: '',
  };
  if (verdict === 'retry' && task.retries < retriesMax) {
    const again = { retries: task.retries + 1, feedback, actions: null, results: [] };
    return saveTask(work, { ...task, ...again }, (draft) => {
      for (const call of reviewed.calls) addModelCall(draft, call);
      draft.log('warning', `Task ${task.id} is tried again: ${feedback}`);
    });
  }
  const success = verdict === 'success';
  const outcome = success ? joinTexts(task) : findCause(task, feedback);
  const files = filesOf(work, task);
  await saveTask(work, { ...task, status: success ? 'success' : 'failed', outcome }, (draft) => {
    draft.set({ currentStep: 'reviewing' });
    for (const call of reviewed.calls) addModelCall(draft, call);
    const message = assistant(success ? outcome : `This task failed: ${outcome}`);
    draft.addMessage({ ...message, taskId: task.id, success, files });
    draft.log(success ? 'info' : 'warning', `Task ${task.id} ${success ? 'is done.' : 'failed.'}`);
  });
}

function saveTask(work: PlanWork, task: TaskState, build: (draft: Draft) => void): Promise<void> {
  const tasks = work.state.tasks.map((one) => (one.id === task.id ? task : one));
  return work.save({ ...work.state, tasks }, (draft) => {
    build(draft);
    draft.set({ currentStep: stepOf(tasks), tasks: toPlan(tasks), progress: toProgress(tasks) });
  });
}

/** What happens next, as the run's current step says. */
function stepOf(tasks: readonly TaskState[]): string {
  const task = nextTask(tasks);
  if (!task) return 'summarizing';
  const isActedOut = task.actions !== null && task.results.length === task.actions.length;
  return isActedOut ? 'reviewing' : 'executing';
}

/** What others see of the tasks. */
export const toPlan = (tasks: readonly TaskState[]): PlanTask[] =>
  tasks.map(({ id, objective, dependsOn, successCriteria, status }) => ({
    id,
    objective,
    dependsOn,
    successCriteria,
    status,
  }));

const joinTexts = ({ results }: TaskState): string =>
  results
    .filter(({ success }) => success)
    .map(({ text }) => text)
    .join('\n\n')
    .slice(0, outcomeLengthMax);

const findCause = ({ results }: TaskState, feedback: string): string =>
  results.find(({ error }) => error !== null)?.error ?? (feedback || 'the result was not accepted');

function filesOf({ context }: PlanWork, { results }: TaskState) {
  const ids = new Set(results.flatMap(({ fileIds }) => fileIds));
  return context.files.filter(({ id }) => ids.has(id));
}

/** A step of the answer, which the whole of it may follow. */
export const assistant = (content: string): Omit<MessageBody, 'sequenceNr'> => ({
  role: 'assistant',
  content,
  files: [],
  status: 'step',
  taskId: null,
  actionId: null,
  success: null,
  metadata: '{}',
});
