import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareProductServices } from '../../shared.ts';
import { account, createPlayer, type Run, timeline } from './players.ts';

let services: SharedServices;

beforeAll(async () => {
  services = await shareProductServices();
});
afterAll(() => services[Symbol.asyncDispose]());

const request = 'Compute 6 * 7. Name a colour. Then describe that colour.';
const count = <Kind extends string>(values: readonly Kind[]) =>
  Object.fromEntries(
    [...new Set(values)].map((one) => [one, values.filter((x) => x === one).length]),
  );

test('a plan is made, carried out, reviewed and summed up', async () => {
  const ada = createPlayer(services, account());

  const begun = await ada.start({ input: request, metadata: { project: 'x' } });
  const run = await ada.end(begun.id);

  expect(begun).toMatchObject({
    id: expect.stringMatching(/^wf_[\w-]{22}$/),
    owner: { __typename: 'Account', id: ada.viewer.id },
    ...{ status: 'RUNNING', mode: 'ACTIONPLAN', progress: 0, currentRound: 1, name: request },
    metadata: { project: 'x' },
    messages: [{ role: 'USER', content: request, status: 'first', sequenceNr: 1, round: 1 }],
    logs: [{ level: 'info', message: 'The run is started.' }],
  });
  expect(run).toMatchObject({ status: 'COMPLETED', progress: 100, currentStep: null, error: null });
  expect(run.tasks).toMatchObject([
    { id: 'task-1', objective: 'Compute 6 * 7.', dependsOn: [], status: 'success' },
    { id: 'task-2', objective: 'Name a colour.', dependsOn: [], status: 'success' },
    { id: 'task-3', objective: 'describe that colour.', dependsOn: ['task-2'], status: 'success' },
  ]);
  expect(
    run.messages.map(({ role, status, taskId, success }) => [role, status, taskId, success]),
  ).toEqual([
    ['USER', 'first', null, null],
    ['ASSISTANT', 'step', null, null],
    ['ASSISTANT', 'step', 'task-1', true],
    ['ASSISTANT', 'step', 'task-2', true],
    ['ASSISTANT', 'step', 'task-3', true],
    ['ASSISTANT', 'last', null, true],
  ]);
  expect(run.messages[2]?.content).toBe('6 * 7 = 42');
  expect(count(run.stats.map(({ type }) => type))).toEqual({ model_call: 11, action: 3, round: 1 });
  const ids = [run.messageIds, run.logIds];
  expect(ids).toEqual([run.messages.map(({ id }) => id), run.logs.map(({ id }) => id)]);
});

test('small steps end with an answer', async () => {
  const ada = createPlayer(services, account());

  const { id } = await ada.start({ input: 'What is 2 ^ 10?', mode: 'REACT' });
  const run = await ada.end(id);

  expect(run).toMatchObject({ status: 'COMPLETED', mode: 'REACT', progress: 100 });
  expect(run.messages.map(({ role, content }) => [role, content])).toEqual([
    ['USER', 'What is 2 ^ 10?'],
    ['ASSISTANT', '2 ^ 10 = 1024'],
  ]);
  expect(run.logs.map(({ level, message, step }) => [level, message, step])).toEqual([
    ['info', 'The run is started.', 'thinking'],
    ['info', 'Step 1: I compute the expression.', 'thinking'],
    ['info', 'Step 1, calculate: 2 ^ 10 = 1024', 'observing'],
    ['info', 'Step 2: I know what I can find out.', 'thinking'],
    ['info', 'The run is completed.', 'thinking'],
  ]);
  expect(count(run.stats.map(({ type }) => type))).toEqual({ model_call: 2, action: 1, round: 1 });
});

test('when no step is left, the last call must answer', async () => {
  const ada = createPlayer(services, account());

  const { id } = await ada.start({
    input: 'What is 1 + 1?',
    mode: 'REACT',
    metadata: { maxSteps: 1 },
  });
  const run = await ada.end(id);

  expect(run.status).toBe('COMPLETED');
  expect(run.logs.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual(
    ['The run ends with what it knows: no step is left.'],
  );
  expect(run.messages.at(-1)?.content).toContain('1 + 1 = 2');
});

test('polling by the newest instant gives every item once, in order', async () => {
  const ada = createPlayer(services, account());
  const { id } = await ada.start({ input: request });
  const polled = [];
  let cursor = 0;
  let status = 'RUNNING';

  while (status === 'RUNNING') {
    const part = await ada.readAfter(id, cursor);
    status = part.status;
    const fresh = timeline(part);
    polled.push(...fresh);
    cursor = fresh.at(-1)?.createdAt ?? cursor;
  }

  const run = await ada.read(id);
  expect(polled).toEqual(timeline(run as Run));
  const instants = polled.map(({ createdAt }) => createdAt);
  expect(instants.every((one, index) => index === 0 || one > (instants[index - 1] ?? 0))).toBe(
    true,
  );
  expect(polled.length).toBeGreaterThan(25);
});

test('the events of a run are its items and states, each once, behind any cursor too', async () => {
  const ada = createPlayer(services, account());
  const { id } = await ada.start({ input: request });

  const live = await Array.fromAsync(ada.follow(id));
  const run = await ada.read(id);
  const replayed = await Array.fromAsync(ada.follow(id));
  const rest = await Array.fromAsync(ada.follow(id, live[9]?.cursor));
  const none = await Array.fromAsync(ada.follow(id, live.at(-1)?.cursor));

  const told = live.flatMap(
    ({ message, log, stat, document }) => message ?? log ?? stat ?? document ?? [],
  );
  expect(told.map((one) => one.id)).toEqual(timeline(run as Run).map((one) => one.id));
  expect(live.at(-1)).toMatchObject({ type: 'state', status: 'COMPLETED', progress: 100 });
  const progress = live.flatMap((event) => event.progress ?? []);
  expect(progress).toEqual([...progress].sort((one, other) => one - other));
  expect([replayed, rest, none]).toEqual([live, live.slice(10), []]);
});
