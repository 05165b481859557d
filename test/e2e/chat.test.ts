import { ChatClient } from 'dify-client';
import { beforeAll, expect, test } from 'vitest';
import { createApp, type Person } from '../person.ts';
import { type SharedEntrance, shareProduct } from '../shared.ts';
import { readFrames } from '../sse.ts';

const text = 'The blue kettle costs 42 crowns. The red kettle is out of stock.';
const question = 'What does the blue kettle cost?';

let product: SharedEntrance;

beforeAll(async () => {
  product = await shareProduct();
});

interface Frame extends Record<string, unknown> {
  event: string;
  answer: string;
  task_id: string;
  conversation_id: string;
  message_id: string;
}

async function upload(program: Person, user: string): Promise<{ id: string }> {
  const form = new FormData();
  form.set('file', new File([text], 'prices.txt', { type: 'text/plain' }));
  form.set('user', user);
  const response = await program.fetch('/v1/files/upload', { method: 'POST', body: form });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string };
}

const ask = (program: Person, body: Record<string, unknown>) =>
  program.fetch('/v1/chat-messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question, user: 'ada', ...body }),
  });

const attachment = (id: string) => ({
  type: 'document',
  transfer_method: 'local_file',
  upload_file_id: id,
});

async function* readAnswer(response: Response): AsyncGenerator<Frame> {
  for await (const { data } of readFrames(response)) {
    if (data) yield JSON.parse(data) as Frame;
  }
}

interface History {
  data: { answer: string; query: string; message_files: { filename: string }[] }[];
}

async function readHistory(program: Person, conversationId: string): Promise<History> {
  const path = `/v1/messages?user=ada&conversation_id=${conversationId}`;
  return (await (await program.fetch(path)).json()) as History;
}

test('a program asks about a file and reads the answer word by word', async () => {
  const { program } = await createApp(await product.signUp('owner'));
  const { id } = await upload(program, 'ada');

  const response = await ask(program, { files: [attachment(id)] });
  const frames = await Array.fromAsync(readAnswer(response));

  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const words = frames.slice(0, -1);
  expect(new Set(words.map(({ event }) => event))).toEqual(new Set(['message']));
  expect(words.length).toBeGreaterThan(5);
  const answer = words.map((frame) => frame.answer).join('');
  expect(answer).toContain('The blue kettle costs 42 crowns.');
  expect(frames.at(-1)).toMatchObject({
    event: 'message_end',
    metadata: { usage: { total_tokens: expect.any(Number), currency: 'USD' } },
  });

  const blocking = await ask(program, { files: [attachment(id)], response_mode: 'blocking' });

  expect(await blocking.json()).toMatchObject({
    event: 'message',
    mode: 'chat',
    answer: answer.trim(),
  });
});

test('a subscriber sees the same words with what three other services know', async () => {
  const { program, id: appId } = await createApp(await product.signUp('owner'));
  const { id } = await upload(program, 'ada');
  const response = await ask(program, { files: [attachment(id)] });
  const frames = readAnswer(response);
  const first = (await frames.next()).value as Frame;

  const events = await Array.fromAsync(
    program.subscribe<{ taskEvents: { type: string; text: string | null; message: unknown } }>(
      `subscription ($taskId: ID!) {
        taskEvents(taskId: $taskId) {
          type
          text
          message { files { name size } conversation { app { id name } } }
        }
      }`,
      { taskId: first.task_id },
    ),
  );

  const read = [first, ...(await Array.fromAsync(frames))];
  const words = read.filter(({ event }) => event === 'message').map(({ answer }) => answer);
  expect(events.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  const told = events.flatMap(({ data }) => (data ? [data.taskEvents] : []));
  expect(told.filter(({ type }) => type === 'MESSAGE').map((event) => event.text)).toEqual(words);
  expect(told.at(-1)).toEqual({
    type: 'MESSAGE_END',
    text: null,
    message: {
      files: [{ name: 'prices.txt', size: text.length }],
      conversation: { app: { id: appId, name: 'An app' } },
    },
  });
});

test('one query joins all four services', async () => {
  const ada = await product.signUp('ada');
  const app = await createApp(ada);
  const sent = await ada.graphql<{ sendMessage: { taskId: string } }>(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { taskId } }`,
    { input: { appId: app.id, text: question } },
  );
  const { taskId } = sent.data?.sendMessage ?? {};
  const events = ada.subscribe('subscription ($id: ID!) { taskEvents(taskId: $id) { type } }', {
    id: taskId,
  });
  await Array.fromAsync(events);
  await ada.graphql(
    'mutation ($input: StartWorkflowRunInput!) { startWorkflowRun(input: $input) { run { id } } }',
    { input: { input: 'Say hello' } },
  );

  const answer = await ada.graphql(`{
    viewer {
      email
      conversations {
        nodes {
          name
          app { id name organizationId }
          messages { nodes { text status files { name } author { ... on Account { email } } } }
        }
      }
      workflowRuns { nodes { name mode logs { level } owner { email } } }
    }
  }`);

  const { email, organizationId } = ada;
  expect(answer).toEqual({
    data: {
      viewer: {
        email,
        conversations: {
          nodes: [
            {
              name: expect.any(String),
              app: { id: app.id, name: 'An app', organizationId },
              messages: {
                nodes: [{ text: question, status: 'NORMAL', files: [], author: { email } }],
              },
            },
          ],
        },
        workflowRuns: {
          nodes: [
            {
              name: 'Say hello',
              mode: 'ACTIONPLAN',
              logs: expect.arrayContaining([{ level: 'info' }]),
              owner: { email },
            },
          ],
        },
      },
    },
  });
});

test('a reader that goes away loses nothing, and another resumes behind its last event', async () => {
  const { program } = await createApp(await product.signUp('owner'));
  const frames = readAnswer(await ask(program, {}));
  const { task_id: taskId, conversation_id: id } = (await frames.next()).value as Frame;
  await frames.next();
  await frames.return(undefined);
  const document = `subscription ($taskId: ID!, $after: ID) {
    taskEvents(taskId: $taskId, after: $after) { cursor type text }
  }`;
  interface Event {
    taskEvents: { cursor: string; type: string; text: string | null };
  }

  const read = async (after?: string) => {
    const events = program.subscribe<Event>(document, { taskId, after });
    return (await Array.fromAsync(events)).map(({ data }) => data?.taskEvents);
  };
  const all = await read();
  const rest = await read(all[1]?.cursor);

  expect(rest).toEqual(all.slice(2));
  const { data } = await readHistory(program, id);
  const whole = all.map((event) => event?.text ?? '').join('');
  expect(data.map(({ answer }) => answer)).toEqual([whole.trim()]);
});

test('a stop ends the answer and keeps the part that was written', async () => {
  const { program } = await createApp(await product.signUp('owner'));
  const query = `Repeat: ${'all work and no play makes a dull answer. '.repeat(20)}`;
  const frames = readAnswer(await ask(program, { query }));
  const first = (await frames.next()).value as Frame;
  const second = (await frames.next()).value as Frame;

  const stopped = await program.fetch(`/v1/chat-messages/${first.task_id}/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ada' }),
  });

  expect(await stopped.json()).toEqual({ result: 'success' });
  const read = [first, second, ...(await Array.fromAsync(frames))];
  expect(read.at(-1)?.event).toBe('message_end');
  const part = read.map(({ answer }) => answer ?? '').join('');
  const { data } = await readHistory(program, first.conversation_id);
  expect(data.map(({ answer }) => answer)).toEqual([part.trim()]);
});

test('the official client of the Dify API keeps working', async () => {
  const app = await createApp(await product.signUp('owner'));
  const client = new ChatClient(app.key, `${product.url}/v1`);
  const form = new FormData();
  form.set('file', new File([text], 'prices.txt', { type: 'text/plain' }));
  form.set('user', 'ada');

  const { data: file } = await client.fileUpload(form);
  const { data: first } = await client.createChatMessage({}, question, 'ada', false, null, [
    attachment(file.id) as never,
  ]);
  const { data: stream } = await client.createChatMessage(
    {},
    'And the red one?',
    'ada',
    true,
    first.conversation_id,
  );
  const events = await Array.fromAsync(readAnswer(new Response(stream)));
  const { data: messages } = await client.getConversationMessages('ada', first.conversation_id);
  const { data: conversations } = await client.getConversations('ada', null, 5);

  expect(first.answer).toContain('The blue kettle costs 42 crowns.');
  expect(events.at(-1)?.event).toBe('message_end');
  expect(messages.data.map(({ query }: { query: string }) => query)).toEqual([
    question,
    'And the red one?',
  ]);
  expect(conversations).toMatchObject({ limit: 5, has_more: false, data: [{ status: 'normal' }] });
});
