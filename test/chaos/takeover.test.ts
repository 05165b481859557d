import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram, type Frame, readJson } from '../integration/rest/dify-service/program.ts';
import { createApp, type Person } from '../person.ts';
import { readFrames } from '../sse.ts';
import { type Stack, startStack } from '../stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ MODEL_LOCAL_DELAY_MS: '30' });
});
afterAll(() => stack[Symbol.asyncDispose]());

const text = `Please answer: ${'a stream that breaks goes on where it stopped. '.repeat(4)}`;

interface TaskEvent {
  cursor: string;
  type: string;
  text: string | null;
}

async function send(ada: Person, appId: string): Promise<{ taskId: string; messageId: string }> {
  const { data } = await ada.graphql<{ sendMessage: { taskId: string; message: { id: string } } }>(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { taskId message { id } } }`,
    { input: { appId, text } },
  );
  if (!data) throw new Error('the message was not sent');
  return { taskId: data.sendMessage.taskId, messageId: data.sendMessage.message.id };
}

/** A reader as clients write one: whatever breaks, it asks again behind the last event it saw. */
async function* follow<Event extends { cursor: string }>(
  ada: Person,
  { field, id, document }: { field: string; id: string; document: string },
): AsyncGenerator<Event> {
  let after: string | undefined;
  for (const until = Date.now() + 40_000; Date.now() < until; await pause(200)) {
    try {
      let isBroken = false;
      for await (const { data, errors } of ada.subscribe<Record<string, Event>>(document, {
        id,
        after,
      })) {
        const event = data?.[field];
        if (errors || !event) {
          isBroken = true;
          break;
        }
        after = event.cursor;
        yield event;
      }
      if (!isBroken) return;
    } catch {
      // The socket broke, or nobody listens yet.
    }
  }
  throw new Error('the stream does not go on');
}

const followTask = (ada: Person, id: string) =>
  follow<TaskEvent>(ada, {
    field: 'taskEvents',
    id,
    document: `subscription ($id: ID!, $after: ID) {
      taskEvents(taskId: $id, after: $after) { cursor type text }
    }`,
  });

async function readAnswer(ada: Person, id: string) {
  const { data } = await ada.graphql<{ message: { answer: string; task: { status: string } } }>(
    'query ($id: ID!) { message(id: $id) { answer task { status } } }',
    { id },
  );
  return data?.message;
}

for (const victim of ['chat', 'gateway', 'nats', 'store']) {
  test(`an answer goes on when ${victim} is killed in the middle of it`, async () => {
    const ada = await stack.signUp('ada');
    const app = await createApp(ada);
    const calm = await send(ada, app.id);
    const expected = (await Array.fromAsync(followTask(ada, calm.taskId))).map(withoutCursor);

    const { taskId, messageId } = await send(ada, app.id);
    const events: TaskEvent[] = [];
    for await (const event of followTask(ada, taskId)) {
      events.push(event);
      if (events.length === 5) stack.kill(victim);
    }

    expect(events.map(withoutCursor)).toEqual(expected);
    const answer = events.map((event) => event.text ?? '').join('');
    const stored = await readAnswer(ada, messageId);
    expect(stored).toEqual({ answer: answer.trim(), task: { status: 'SUCCEEDED' } });
  }, 90_000);
}

test('a program’s stream goes on where it was when chat is killed in the middle of it', async () => {
  const program = await createProgram(await stack.signUp('ada'));
  const response = await program.post('/v1/chat-messages', { query: text, user: 'ada' });
  const frames: Frame[] = [];
  for await (const { data } of readFrames(response)) {
    if (frames.length === 0) stack.kill('chat');
    if (data) frames.push(JSON.parse(data) as Frame);
  }

  const path = `/v1/messages?user=ada&conversation_id=${frames[0]?.conversation_id}`;
  const { data } = await readJson<{ data: object[] }>(program.get(path));
  expect(new Set(frames.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['message']));
  expect(frames.at(-1)?.event).toBe('message_end');
  const answer = frames.map((frame) => frame.answer).join('');
  expect(data).toMatchObject([{ answer: answer.trim() }]);
}, 60_000);

const withoutCursor = ({ type, text: words }: TaskEvent) => ({ type, text: words });

interface Run {
  status: string;
  progress: number;
  messages: { role: string; content: string }[];
  logs: { level: string; message: string }[];
}

async function startRun(ada: Person, mode: string): Promise<string> {
  const { data } = await ada.graphql<{ startWorkflowRun: { run: { id: string } } }>(
    `mutation ($input: StartWorkflowRunInput!) { startWorkflowRun(input: $input) { run { id } } }`,
    { input: { mode, input: 'Collect the facts. Then weigh them. Then write a summary.' } },
  );
  if (!data) throw new Error('the run was not started');
  return data.startWorkflowRun.run.id;
}

const followRun = (ada: Person, id: string) =>
  follow<{ cursor: string; type: string }>(ada, {
    field: 'workflowRunEvents',
    id,
    document: `subscription ($id: ID!, $after: ID) {
      workflowRunEvents(runId: $id, after: $after) {
        cursor type message { content } log { message } status
      }
    }`,
  });

async function readRun(ada: Person, id: string): Promise<Run | undefined> {
  const { data } = await ada.graphql<{ workflowRun: Run }>(
    `query ($id: ID!) {
      workflowRun(id: $id) { status progress messages { role content } logs { level message } }
    }`,
    { id },
  );
  return data?.workflowRun;
}

for (const [victim, mode] of [
  ['workflow', 'ACTIONPLAN'],
  ['workflow', 'REACT'],
  ['nats', 'ACTIONPLAN'],
] as const) {
  test(`a run in mode ${mode} goes on when ${victim} is killed in the middle of it`, async () => {
    const ada = await stack.signUp('ada');
    const calm = await startRun(ada, mode);
    const expected = (await Array.fromAsync(followRun(ada, calm))).map(withoutPlace);

    const id = await startRun(ada, mode);
    const events: { cursor: string; type: string }[] = [];
    for await (const event of followRun(ada, id)) {
      events.push(event);
      if (events.length === Math.floor(expected.length / 2)) stack.kill(victim);
    }

    expect(events.map(withoutPlace)).toEqual(expected);
    expect(await readRun(ada, id)).toEqual(await readRun(ada, calm));
  }, 120_000);
}

const withoutPlace = ({ cursor: _, ...event }: { cursor: string }) => event;

/** Begins an upload as a multipart request, and leaves it to the caller to go on and to end. */
function beginUpload({ url, credential }: Person) {
  const boundary = 'boundary';
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}`;
  const query = 'mutation ($f: Upload!) { uploadFile(input: { file: $f }) { file { size } } }';
  const upload = request(`${url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credential}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  upload.write(`${part('operations', JSON.stringify({ query, variables: { f: null } }))}\r\n`);
  upload.write(`${part('map', '{"0":["variables.f"]}')}\r\n`);
  upload.write(part('0', '', '; filename="a.txt"\r\nContent-Type: text/plain'));
  const response = once(upload, 'response').then(async ([answer]) =>
    JSON.parse(await readText(answer as IncomingMessage)),
  );
  return { upload, response, end: () => upload.end(`\r\n--${boundary}--\r\n`) };
}

/** Until the file service writes down what it gets. */
async function untilReceiving(): Promise<void> {
  await expect.poll(() => readdir(join(stack.dataDir, 'blobs', 'incoming'))).toHaveLength(1);
}

test('an upload is answered when files is killed in the middle of it, and can be sent again', async () => {
  const ada = await stack.signUp('ada');
  const broken = beginUpload(ada);
  broken.upload.write('x'.repeat(1_000_000));
  await untilReceiving();

  stack.kill('files');
  const refusal = await broken.response;
  broken.upload.destroy();

  expect(refusal).toEqual({
    errors: [
      {
        message: 'files fell silent',
        path: ['uploadFile'],
        extensions: { code: 'TIMEOUT', service: 'files' },
      },
    ],
    data: null,
  });
  await expect
    .poll(
      async () => {
        const again = beginUpload(ada);
        again.upload.write('x'.repeat(1_000_000));
        again.end();
        return again.response;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toEqual({ data: { uploadFile: { file: { size: 1_000_000 } } } });
}, 60_000);

test('everything is still there after a restart', async () => {
  const ada = await stack.signUp('ada');
  const app = await createApp(ada);
  const { taskId, messageId } = await send(ada, app.id);
  const runId = await startRun(ada, 'REACT');
  const events = await Array.fromAsync(followTask(ada, taskId));
  await Array.fromAsync(followRun(ada, runId));
  const before = [await readAnswer(ada, messageId), await readRun(ada, runId)];

  await stack.restart();

  expect([await readAnswer(ada, messageId), await readRun(ada, runId)]).toEqual(before);
  expect(await Array.fromAsync(followTask(ada, taskId))).toEqual(events);
}, 60_000);
