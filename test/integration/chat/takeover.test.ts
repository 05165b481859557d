import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text as readBody } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Services } from '../../services.ts';
import { startTalk, type Talk, type TaskEvent, textOf } from './talk.ts';

const text = 'Tell me about ships and the sea. '.repeat(15);

/** Reads a task to its end and kills the service that makes the answer after some events. */
async function readAndKill(
  talk: Talk<Services>,
  taskId: string,
  count: number,
): Promise<TaskEvent[]> {
  const events: TaskEvent[] = [];
  while (!events.some(({ type }) => type === 'MESSAGE_END' || type === 'ERROR')) {
    try {
      for await (const event of talk.follow(talk.ada, taskId, events.at(-1)?.cursor)) {
        events.push(event);
        if (events.length === count) {
          process.kill(talk.services.pidOf('chat'), 'SIGKILL');
          await talk.services.start('chat');
        }
      }
    } catch (error) {
      // The stream is cut off with its process; the other one goes on behind the last event.
      if (!(error instanceof Error && 'code' in error && error.code === 'UNAVAILABLE')) throw error;
    }
  }
  return events;
}

describe('the offline model', () => {
  let talk: Talk<Services>;
  beforeAll(async () => {
    talk = await startTalk({ MODEL_LOCAL_DELAY_MS: '40', CHAT_GENERATIONS_MAX: '1' });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  test('an answer whose worker was killed goes on behind the last word, without loss or repeat', async () => {
    const { ada, appId } = talk;
    const whole = await talk.send(ada, { appId, text });
    const expected = await Array.fromAsync(talk.follow(ada, whole.taskId));
    const { taskId, messageId } = await talk.send(ada, { appId, text });

    const events = await readAndKill(talk, taskId, 10);

    const shape = ({ type, text: delta }: TaskEvent) => [type, delta];
    expect(events.map(shape)).toEqual(expected.map(shape));
    expect(await Array.fromAsync(talk.follow(ada, taskId))).toEqual(events);
    expect(await talk.message(ada, messageId)).toMatchObject({
      answer: textOf(events),
      task: { status: 'SUCCEEDED' },
    });
  });

  test('a stop before a worker has begun ends the task with an empty answer', async () => {
    const { ada, appId } = talk;
    const running = await talk.send(ada, { appId, text });
    for await (const _ of talk.follow(ada, running.taskId)) break;
    const { taskId, messageId } = await talk.send(ada, { appId, text });

    await talk.stop(ada, taskId);

    const events = await Array.fromAsync(talk.follow(ada, taskId));
    expect(events).toMatchObject([{ type: 'MESSAGE_END', stopped: true }]);
    expect(await talk.message(ada, messageId)).toMatchObject({
      answer: '',
      task: { status: 'STOPPED' },
    });
    await talk.stop(ada, running.taskId);
  });

  test('a stopping service hands its answers to another', async () => {
    const { ada, appId, services } = talk;
    const first = services.pidOf('chat');
    const { taskId, messageId } = await talk.send(ada, { appId, text });
    for await (const _ of talk.follow(ada, taskId)) break;

    await services.start('chat');
    process.kill(first, 'SIGTERM');

    const events: TaskEvent[] = [];
    while (events.at(-1)?.type !== 'MESSAGE_END') {
      try {
        for await (const event of talk.follow(ada, taskId, events.at(-1)?.cursor))
          events.push(event);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'UNAVAILABLE'))
          throw error;
      }
    }
    expect(events.filter(({ type }) => type === 'MESSAGE_REPLACE')).toEqual([]);
    expect(await talk.message(ada, messageId)).toMatchObject({
      answer: textOf(events),
      task: { status: 'SUCCEEDED' },
    });
  });
});

/** An OpenAI-compatible endpoint whose n-th answer says that it is the n-th; it refuses some. */
async function startEndpoint() {
  let count = 0;
  const open: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    if ((await readBody(request)).includes('Refuse')) return void response.writeHead(401).end('{}');
    count += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (content: string) =>
      response.write(
        `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
      );
    say(`Attempt ${count}`);
    say(' begins');
    if (count === 1) {
      open.push(response);
      return;
    }
    say(' and ends');
    const choices = [{ index: 0, delta: {}, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 };
    response.end(`data: ${JSON.stringify({ choices, usage })}\n\ndata: [DONE]\n\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`,
    [Symbol.dispose]() {
      for (const response of open) response.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('a configured model', () => {
  let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
  let talk: Talk<Services>;
  beforeAll(async () => {
    endpoint = await startEndpoint();
    talk = await startTalk({ MODEL_BASE_URL: endpoint.url, MODEL_NAME: 'test' });
  });
  afterAll(async () => {
    await talk[Symbol.asyncDispose]();
    endpoint[Symbol.dispose]();
  });

  test('one that cannot resume makes a new attempt, which replaces the text', async () => {
    const { ada, appId } = talk;
    const { taskId, messageId } = await talk.send(ada, { appId, text, autoName: false });

    const events = await readAndKill(talk, taskId, 2);

    expect(events.map(({ type, text: delta }) => [type, delta])).toEqual([
      ['MESSAGE', 'Attempt 1'],
      ['MESSAGE', ' begins'],
      ['MESSAGE_REPLACE', 'Attempt 2'],
      ['MESSAGE', ' begins'],
      ['MESSAGE', ' and ends'],
      ['MESSAGE_END', null],
    ]);
    expect(await talk.message(ada, messageId)).toMatchObject({
      answer: 'Attempt 2 begins and ends',
      usage: { completionTokens: 4, totalTokens: 15 },
    });
  });

  test('one that refuses the call ends the task with the documented error', async () => {
    const { ada, appId } = talk;
    const refused = { appId, text: 'Refuse this', autoName: false };
    const { taskId, messageId } = await talk.send(ada, refused);

    const events = await Array.fromAsync(talk.follow(ada, taskId));

    expect(events.map(({ type }) => type)).toEqual(['ERROR']);
    expect(await talk.message(ada, messageId)).toMatchObject({
      answer: '',
      status: 'ERROR',
      error: 'the model provider refuses the credentials',
      task: { status: 'FAILED' },
    });
  });
});
