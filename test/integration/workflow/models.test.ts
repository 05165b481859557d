import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { account, createPlayer } from './players.ts';
import { type ModelRequest, type ScriptedModel, startScriptedModel } from './scripted-model.ts';

type Script = (request: ModelRequest) => string | object | number;

let script: Script = () => 500;
let model: ScriptedModel;
let services: Services;

beforeAll(async () => {
  model = await startScriptedModel((request) => script(request));
  services = await startServices(['workflow'], {
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'm',
    MODEL_API_KEY: 'sk-test-secret',
  });
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
});

/** Runs one request against a model that follows a script. */
async function run(input: Record<string, unknown>, next: Script) {
  script = next;
  const before = model.requests.length;
  const ada = createPlayer(services, account());
  const ended = await ada.end((await ada.start(input)).id);
  return { run: ended, requests: model.requests.slice(before) };
}

const task = (id: string, ...dependsOn: string[]) => ({
  ...{ id, objective: `do ${id}`, dependsOn, successCriteria: ['it is done'] },
});
const plan = {
  overview: 'Four tasks.',
  tasks: [task('a'), task('b', 'a'), task('c', 'b'), task('d')],
};
const actions = {
  actions: [{ id: 'x', tool: 'answer', params: '{"question":"how?"}', purpose: 'to know' }],
};
const analysis = { intent: 'to do it', language: 'en', missing: [] };

test('a task that fails takes its dependents with it, and the others are done', async () => {
  const { run: ended, requests } = await run({ input: 'Do all.' }, ({ name, question }) => {
    if (name === 'analysis') return analysis;
    if (name === 'plan') return plan;
    if (name === 'actions') return actions;
    if (name !== 'review') return `answer ${question.length > 0}`;
    const isLast = question.endsWith('do b');
    return { verdict: isLast ? 'retry' : 'success', feedback: isLast ? 'be better' : '' };
  });

  expect(ended.tasks.map(({ id, status }) => [id, status])).toEqual([
    ['a', 'success'],
    ['b', 'failed'],
    ['c', 'skipped'],
    ['d', 'success'],
  ]);
  expect(ended).toMatchObject({ status: 'COMPLETED', progress: 100, error: null });
  expect(ended.messages.at(-1)?.content).toBe(
    'answer true\n\nNot done: do b (be better)\n\nNot done: do c (skipped, because "do b" was not done)',
  );
  // Twice again, each time with what was wrong.
  const tries = requests.filter(
    ({ name, question }) => name === 'actions' && question.endsWith('do b'),
  );
  expect(tries.map(({ question }) => question.includes('be better'))).toEqual([false, true, true]);
  expect(ended.stats.filter(({ type }) => type === 'model_call').length).toBe(requests.length);
});

test('a run whose every task fails is failed, and says why', async () => {
  const { run: ended } = await run({ input: 'Do all.' }, ({ name }) => {
    if (name === 'analysis') return analysis;
    if (name === 'plan') return { overview: 'One.', tasks: [task('a')] };
    if (name === 'actions') return { actions: [{ ...actions.actions[0], tool: 'fly' }] };
    return { verdict: 'failed', feedback: '' };
  });

  expect(ended).toMatchObject({
    ...{ status: 'FAILED', error: 'there is no tool "fly"', currentStep: null, stoppedAt: null },
    completedAt: expect.any(Number),
  });
  expect(ended.progress).toBeLessThan(100);
});

test('an answer of the wrong form is repaired, or done without', async () => {
  const { run: ended, requests } = await run({ input: 'Do it.' }, ({ name, messages }) => {
    if (name === 'analysis') return messages.length < 5 ? 'What?' : analysis;
    if (name === 'plan') return { overview: 'Round.', tasks: [task('a', 'b'), task('b', 'a')] };
    if (name === 'actions') return actions;
    if (name === 'review') return { verdict: 'success', feedback: '' };
    return 'Done.';
  });

  const asked = (wanted: string) => requests.filter(({ name }) => name === wanted);
  expect(ended.status).toBe('COMPLETED');
  expect([asked('analysis').length, asked('plan').length]).toEqual([3, 3]);
  expect(asked('plan')[1]?.question).toContain('tasks depend on each other');
  expect(ended.tasks).toMatchObject([{ objective: 'Do it.', status: 'success' }]);
});

test('steps that repeat themselves end with an answer', async () => {
  const step = {
    thought: 'Again.',
    action: 'calculate',
    input: '{"expression":"1+1"}',
    final: null,
  };
  const { run: ended } = await run({ input: 'Count.', mode: 'REACT' }, ({ name }) =>
    name === 'thought' ? step : 'It is 2.',
  );

  expect(ended).toMatchObject({ status: 'COMPLETED', progress: 100 });
  expect(ended.logs.filter(({ step: current }) => current === 'observing').length).toBe(3);
  expect(ended.logs.find(({ level }) => level === 'warning')?.message).toContain(
    'the steps repeat',
  );
  expect(ended.messages.at(-1)?.content).toBe('It is 2.');
});

test('an unknown tool and a wrong input are observations', async () => {
  const steps = [
    { thought: 'Fly.', action: 'fly', input: '{}', final: null },
    { thought: 'Count.', action: 'calculate', input: 'one', final: null },
    { thought: 'Done.', action: null, input: null, final: 'No.' },
  ];
  const { run: ended } = await run({ input: 'Try.', mode: 'REACT' }, () => steps.shift() ?? 500);

  expect(
    ended.logs.filter(({ step }) => step === 'observing').map(({ message }) => message),
  ).toEqual([
    'Step 1, fly: error: there is no tool "fly"',
    'Step 2, calculate: error: the parameters are not JSON',
  ]);
  expect(ended.messages.at(-1)?.content).toBe('No.');
});

test('a model that passes a bad moment is asked again', async () => {
  let count = 0;
  const { run: ended } = await run({ input: 'Try.', mode: 'REACT' }, () =>
    ++count < 3 ? 503 : { thought: 'Done.', action: null, input: null, final: 'Yes.' },
  );

  expect(ended.messages.at(-1)?.content).toBe('Yes.');
  const calls = ended.stats.filter(({ type }) => type === 'model_call');
  expect(calls.map(({ errorCount, totalTokens }) => [errorCount, totalTokens])).toEqual([[2, 15]]);
});

test.each(['ACTIONPLAN', 'REACT'])(
  'a model that refuses fails a run in mode %s, and no secret is told',
  async (mode) => {
    const { run: ended } = await run({ input: 'Try.', mode }, () => 401);

    expect(ended).toMatchObject({
      ...{ status: 'FAILED', error: 'the model provider refuses the credentials' },
    });
    expect(ended.stats.map(({ type, errorCount }) => [type, errorCount])).toEqual([
      ['model_call', 1],
      ['round', 1],
    ]);
    expect(JSON.stringify(ended)).not.toContain('secret');
    expect(services.output.join('\n')).not.toContain('sk-test-secret');
  },
  60_000,
);
