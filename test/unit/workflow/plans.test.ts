import {
  findPlanProblem,
  nextTask,
  orderTasks,
  planShape,
  type TaskState,
  toProgress,
  toTaskState,
} from '@tributary/workflow/engine/plans';
import { expect, test } from 'vitest';

const task = (id: string, ...dependsOn: string[]) => ({
  id,
  objective: `do ${id}`,
  dependsOn,
  successCriteria: [],
});
const plan = (...tasks: ReturnType<typeof task>[]) => ({ overview: 'all of it', tasks });
const state = (id: string, status: TaskState['status'], more: Partial<TaskState> = {}) => ({
  ...toTaskState(task(id)),
  status,
  ...more,
});

test('tasks come behind those they depend on', () => {
  const ordered = orderTasks([task('c', 'a', 'b'), task('b', 'a'), task('a'), task('d')]);

  expect(ordered.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test.each([
  [plan(task('a'), task('b', 'a')), undefined],
  [plan(task('a'), task('a')), 'two tasks have the same id'],
  [plan(task('a', 'x')), 'there is no task "x" to depend on'],
  [plan(task('a', 'b'), task('b', 'a')), 'tasks depend on each other'],
  [plan(task('a', 'a')), 'tasks depend on each other'],
])('a plan that cannot be carried out has a problem: %j', (given, problem) => {
  expect(findPlanProblem(given)).toBe(problem);
});

test('a plan has one to ten tasks, each with an objective', () => {
  const many = Array.from({ length: 11 }, (_, index) => task(`t${index}`));

  const isPlan = (value: unknown) => planShape.schema.safeParse(value).success;

  expect(isPlan(plan(task('a')))).toBe(true);
  expect(isPlan(plan())).toBe(false);
  expect(isPlan(plan(...many))).toBe(false);
  expect(isPlan(plan({ ...task('a'), objective: ' ' }))).toBe(false);
});

test('the task that was begun comes first, then the next in order', () => {
  const begun = [state('a', 'pending'), state('b', 'running')];
  const done = [state('a', 'success'), state('b', 'failed')];

  expect(nextTask(begun)?.id).toBe('b');
  expect(nextTask([...done, state('c', 'pending')])?.id).toBe('c');
  expect(nextTask(done)).toBeUndefined();
});

test('progress counts finished tasks and the done actions of the running one', () => {
  const action = { id: 'x', tool: 'answer', params: '{}', purpose: '' };
  const result = { success: true, text: 'x', fileIds: [], error: null };
  const half = { actions: [action, action], results: [result] };

  expect(toProgress([state('a', 'pending'), state('b', 'pending')])).toBe(5);
  expect(toProgress([state('a', 'running', half), state('b', 'pending')])).toBe(25);
  expect(toProgress([state('a', 'skipped'), state('b', 'running', half)])).toBe(75);
  expect(toProgress([state('a', 'success'), state('b', 'failed')])).toBe(99);
});
