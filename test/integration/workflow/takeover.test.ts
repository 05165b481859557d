import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { account, createPlayer, type Run } from './players.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices(['workflow'], { MODEL_LOCAL_DELAY_MS: '10' });
});
afterAll(() => services[Symbol.asyncDispose]());

const request = 'Tell me about rivers. Tell me about lakes. Then compare rivers with lakes.';

/** What a run came to, without what no two runs share. */
const outcome = ({ status, progress, messages, logs, stats, tasks }: Run) => ({
  ...{ status, progress, tasks },
  messages: messages.map(({ content, sequenceNr, taskId }) => [content, sequenceNr, taskId]),
  logs: logs.map(({ level, message, step }) => [level, message, step]),
  stats: stats.map(({ type, totalTokens }) => [type, totalTokens]),
});

test.each(['ACTIONPLAN', 'REACT'])(
  'a run in mode %s survives the death of its workers, and nothing is lost or doubled',
  async (mode) => {
    const ada = createPlayer(services, account());
    const input = mode === 'REACT' ? 'What is 3 * 3, and what time is it today?' : request;
    const metadata = { maxSteps: 2 };
    const calm = await ada.end((await ada.start({ input, mode, metadata })).id);
    const { id } = await ada.start({ input, mode, metadata });

    for (const nr of [4, 12]) {
      let count = 0;
      for await (const _ of ada.follow(id)) if (++count === nr) break;
      process.kill(services.pidOf('workflow'), 'SIGKILL');
      await services.start('workflow');
    }
    const run = await ada.end(id);

    if (mode === 'REACT') expect(run.messages.length).toBe(calm.messages.length);
    else expect(outcome(run)).toEqual(outcome(calm));
    expect(new Set(run.logs.map(({ message }) => message)).size).toBe(
      new Set(calm.logs.map(({ message }) => message)).size,
    );
    expect(run.status).toBe('COMPLETED');
  },
  120_000,
);

test('a worker that is told to stop hands its round to the next one', async () => {
  const ada = createPlayer(services, account());
  const calm = await ada.end((await ada.start({ input: request })).id);
  const { id } = await ada.start({ input: request });
  for await (const event of ada.follow(id)) if (event.currentStep === 'executing') break;

  const first = services.pidOf('workflow');
  await services.start('workflow');
  process.kill(first, 'SIGTERM');
  const run = await ada.end(id);

  expect(outcome(run)).toEqual(outcome(calm));
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
