import { addModelCall } from '../round-states.ts';
import { ModelUnusable } from './model-calls.ts';
import * as prompts from './plan-prompts.ts';
import { advance, assistant, type PlanState, type PlanWork, toPlan } from './plan-tasks.ts';
import {
  analysisShape,
  nextTask,
  planShape,
  simplePlan,
  toProgress,
  toTaskState,
} from './plans.ts';

export const beginPlan = (): PlanState => ({ intent: null, tasks: [] });

const analyzedProgress = 2;

/** Plans tasks, carries them out one after another, reviews each, and sums up. */
export async function runActionPlan(work: PlanWork): Promise<void> {
  if (work.state.intent === null) await analyze(work);
  if (work.state.tasks.length === 0) await plan(work);
  for (let task = nextTask(work.state.tasks); task; task = nextTask(work.state.tasks)) {
    await advance(work, task);
  }
  await summarize(work);
}

async function analyze(work: PlanWork): Promise<void> {
  const { value, calls } = await work.calls.object(prompts.analysis(work.context), analysisShape);
  const intent = value?.intent ?? (work.context.content || 'work on the files');
  const missing = value?.missing.length ? `, missing: ${value.missing.join('; ')}` : '';
  const language = value?.language || 'unknown';
  await work.save({ ...work.state, intent }, (draft) => {
    for (const call of calls) addModelCall(draft, call);
    draft.log('info', `Intent: ${intent.slice(0, 500)} (language: ${language}${missing})`);
    draft.set({ currentStep: 'planning', progress: analyzedProgress });
  });
}

async function plan(work: PlanWork): Promise<void> {
  const { content } = work.context;
  const { value, calls } = await work.calls.object(prompts.plan(work.context), planShape);
  const made = value ?? simplePlan(content || work.state.intent || 'work on the files');
  const tasks = made.tasks.map(toTaskState);
  await work.save({ ...work.state, tasks }, (draft) => {
    for (const call of calls) addModelCall(draft, call);
    const lines = made.tasks.map(({ objective }, index) => `${index + 1}. ${objective}`);
    draft.addMessage(assistant([made.overview, '', ...lines].join('\n')));
    const count = tasks.length === 1 ? 'one task' : `${tasks.length} tasks`;
    draft.log(
      'info',
      value ? `The plan has ${count}.` : 'There is no plan: the request is a task.',
    );
    draft.set({ currentStep: 'executing', tasks: toPlan(tasks), progress: toProgress(tasks) });
  });
}

async function summarize(work: PlanWork): Promise<void> {
  const { tasks } = work.state;
  if (!tasks.some(({ status }) => status === 'success')) return fail(work);
  const { value, calls } = await sumUp(work);
  const failures = tasks
    .filter(({ status }) => status !== 'success')
    .map(({ objective, outcome }) => `Not done: ${objective} (${outcome})`);
  await work.end((draft) => {
    for (const call of calls) addModelCall(draft, call);
    const content = [value, ...failures].join('\n\n');
    const message = draft.addMessage({ ...assistant(content), status: 'last', success: true });
    const ending = { status: 'COMPLETED', message: 'The run is completed.' } as const;
    return { ending, messageId: message._id };
  });
}

/** A model that fails now does not take back what was done. */
async function sumUp(work: PlanWork) {
  const { tasks } = work.state;
  try {
    return await work.calls.text(prompts.summary(work.context, tasks));
  } catch (error) {
    if (!(error instanceof ModelUnusable)) throw error;
    return { value: tasks.map(({ outcome }) => outcome ?? '').join('\n\n'), calls: error.calls };
  }
}

async function fail(work: PlanWork): Promise<void> {
  const cause = work.state.tasks.find(({ status }) => status === 'failed')?.outcome;
  const error = cause ?? 'no task could be done';
  await work.end((draft) => {
    const content = `No task could be done: ${error}`;
    const message = draft.addMessage({ ...assistant(content), status: 'last', success: false });
    return {
      ending: { status: 'FAILED', message: 'The run failed.', error },
      messageId: message._id,
    };
  });
}
