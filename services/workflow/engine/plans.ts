import { z } from 'zod';
import type { PlanTask } from '../runs.ts';
import type { ActionResult } from './actions.ts';
import type { Shape } from './model-calls.ts';

const tasksMax = 10;
const actionsMax = 10;
const text = z.string().trim().min(1).max(4_000);
const name = z.string().trim().min(1).max(64);

const taskSchema = z.object({
  id: name,
  objective: text,
  dependsOn: z.array(name).max(tasksMax),
  successCriteria: z.array(text).max(10),
});

const planSchema = z.object({
  overview: text,
  tasks: z.array(taskSchema).min(1).max(tasksMax),
});

export type TaskPlan = z.infer<typeof planSchema>;

/** What is wrong with a plan beside its form; undefined if it can be carried out. */
export function findPlanProblem({ tasks }: TaskPlan): string | undefined {
  const ids = new Set(tasks.map(({ id }) => id));
  if (ids.size < tasks.length) return 'two tasks have the same id';
  const unknown = tasks.flatMap(({ dependsOn }) => dependsOn).find((id) => !ids.has(id));
  if (unknown !== undefined) return `there is no task "${unknown}" to depend on`;
  return orderTasks(tasks).length < tasks.length ? 'tasks depend on each other' : undefined;
}

/** Tasks so that each comes behind those it depends on; those of a cycle are left out. */
export function orderTasks<Task extends Pick<PlanTask, 'id' | 'dependsOn'>>(
  tasks: readonly Task[],
): Task[] {
  const ordered: Task[] = [];
  const placed = new Set<string>();
  const isNext = ({ id, dependsOn }: Task) =>
    !placed.has(id) && dependsOn.every((one) => placed.has(one));
  for (let next = tasks.find(isNext); next; next = tasks.find(isNext)) {
    ordered.push(next);
    placed.add(next.id);
  }
  return ordered;
}

export const planShape: Shape<TaskPlan> = {
  name: 'plan',
  schema: planSchema,
  problem: findPlanProblem,
};

/** What a task is when the model has no plan. */
export const simplePlan = (objective: string): TaskPlan => ({
  overview: 'The request is one task.',
  tasks: [{ id: 'task-1', objective, dependsOn: [], successCriteria: [] }],
});

const actionSchema = z.object({
  id: name,
  tool: name,
  params: z.string().max(20_000).describe('a JSON object with the parameters of the tool'),
  purpose: z.string().max(1_000),
});

export type Action = z.infer<typeof actionSchema>;

export const actionsShape: Shape<{ actions: Action[] }> = {
  name: 'actions',
  schema: z.object({ actions: z.array(actionSchema).min(1).max(actionsMax) }),
};

export const reviewShape: Shape<{ verdict: 'success' | 'retry' | 'failed'; feedback: string }> = {
  name: 'review',
  schema: z.object({
    verdict: z.enum(['success', 'retry', 'failed']),
    feedback: z.string().max(4_000),
  }),
};

export const analysisShape: Shape<{ intent: string; language: string; missing: string[] }> = {
  name: 'analysis',
  schema: z.object({
    intent: text,
    language: z.string().max(64),
    missing: z.array(z.string().max(1_000)).max(20),
  }),
};

/** A task with how far it has come. */
export interface TaskState extends PlanTask {
  retries: number;
  feedback: string | null;
  actions: Action[] | null;
  results: ActionResult[];
  /** Whether the start of the action that is next was logged. */
  isBegun: boolean;
  /** What the task came to: its result, or why it has none. */
  outcome: string | null;
}

export const toTaskState = (task: TaskPlan['tasks'][number]): TaskState => ({
  ...task,
  status: 'pending',
  retries: 0,
  feedback: null,
  actions: null,
  results: [],
  isBegun: false,
  outcome: null,
});

const isFinished = ({ status }: PlanTask) =>
  status === 'success' || status === 'failed' || status === 'skipped';

/** The task that is worked on next: the one that was begun, else the first whose turn it is. */
export const nextTask = (tasks: readonly TaskState[]): TaskState | undefined =>
  tasks.find(({ status }) => status === 'running') ??
  orderTasks(tasks).find((task) => !isFinished(task));

/** The dependency for whose failure a task cannot be done. */
export const failedDependency = (
  task: TaskState,
  tasks: readonly TaskState[],
): TaskState | undefined =>
  tasks.find(
    ({ id, status }) =>
      task.dependsOn.includes(id) && (status === 'failed' || status === 'skipped'),
  );

/** What the two phases before the tasks are worth. */
export const plannedProgress = 5;

/** In percent: finished tasks, and the share of the running one's actions that are done. */
export function toProgress(tasks: readonly TaskState[]): number {
  const shares = tasks.map((task) => {
    if (isFinished(task)) return 1;
    return task.actions ? task.results.length / task.actions.length : 0;
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  return Math.min(99, Math.max(plannedProgress, Math.floor((100 * sum) / tasks.length)));
}
