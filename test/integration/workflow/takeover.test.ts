import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { account, createPlayer, type Run } from './players.ts';

let services: Services;
let calm: Record<Mode, Run>;

type Mode = 'ACTIONPLAN' | 'REACT';
const requests: Record<Mode, object> = {
  ACTIONPLAN: {
    mode: 'ACTIONPLAN',
    input: 'Tell me about rivers. Tell me about lakes. Then compare rivers with lakes.',
  },
  REACT: {
    ...{ mode: 'REACT', input: 'What is 3 * 3, and what time is it today?' },
    metadata: { maxSteps: 2 },
  },
};

const begin = (player: ReturnType<typeof createPlayer>) =>
  Promise.all([player.start({ ...requests.ACTIONPLAN }), player.start({ ...requests.REACT })]);

beforeAll(async () => {
  services = await startServices(['workflow'], { MODEL_LOCAL_DELAY_MS: '10' });
  const ada = createPlayer(services, account());
  const [plan, react] = await begin(ada);
  calm = { ACTIONPLAN: await ada.end(plan.id), REACT: await ada.end(react.id) };
});
afterAll(() => services[Symbol.asyncDispose]());

/** What a run came to, without what no two runs share. */
const outcome = ({ status, progress, messages, logs, stats, tasks }: Run) => ({
  ...{ status, progress, tasks },
  messages: messages.map(({ content, sequenceNr, taskId }) => [content, sequenceNr, taskId]),
  logs: logs.map(({ level, message, step }) => [level, message, step]),
  stats: stats.map(({ type, totalTokens }) => [type, totalTokens]),
});

/** The same of a run whose tools tell the time. */
const shape = ({ status, messages, logs, stats }: Run) => ({
  status,
  messages: messages.map(({ role, sequenceNr }) => [role, sequenceNr]),
  logs: logs.map(({ level, step }) => [level, step]),
  stats: stats.map(({ type }) => type),
});

test('runs survive the death of their workers, and nothing is lost or doubled', async () => {
  const ada = createPlayer(services, account());
  const [plan, react] = await begin(ada);

  for (const nr of [4, 12]) {
    // One of them is where it is to be, the other one anywhere.
    const reach = async (id: string) => {
      let count = 0;
      for await (const _ of ada.follow(id)) if (++count === nr) return;
    };
    await Promise.race([reach(plan.id), reach(react.id)]);
    process.kill(services.pidOf('workflow'), 'SIGKILL');
    await services.start('workflow');
  }

  expect(outcome(await ada.end(plan.id))).toEqual(outcome(calm.ACTIONPLAN));
  expect(shape(await ada.end(react.id))).toEqual(shape(calm.REACT));
}, 120_000);

test('a worker that is told to stop hands its round to the next one', async () => {
  const ada = createPlayer(services, account());
  const { id } = await ada.start({ ...requests.ACTIONPLAN });
  for await (const event of ada.follow(id)) if (event.currentStep === 'executing') break;

  const first = services.pidOf('workflow');
  await services.start('workflow');
  process.kill(first, 'SIGTERM');
  const run = await ada.end(id);

  expect(outcome(run)).toEqual(outcome(calm.ACTIONPLAN));
}, 60_000);

test('ten rounds of an account execute at once, the others wait for their turn', async () => {
  const ada = createPlayer(services, account());
  const eve = createPlayer(services, account());
  const input = { input: 'What is 1 + 1?', mode: 'REACT' };

  const begun = await Promise.all(Array.from({ length: 14 }, () => ada.start(input)));
  const other = await eve.end((await eve.start(input)).id);
  const ended = await Promise.all(begun.map(({ id }) => ada.end(id)));

  expect(other.status).toBe('COMPLETED');
  expect(ended.map(({ status }) => status)).toEqual(begun.map(() => 'COMPLETED'));
  const works = (run: Run) => run.logs.find(({ message }) => message.startsWith('Step 1'));
  const firstEnds = ended.map(({ completedAt }) => completedAt ?? 0).sort((a, b) => a - b);
  const lastBegins = ended.map((run) => works(run)?.createdAt ?? 0).sort((a, b) => a - b);
  expect(lastBegins[10]).toBeGreaterThan(firstEnds[0] ?? Number.POSITIVE_INFINITY);
}, 60_000);
