import { beforeAll, expect, test } from 'vitest';
import type { Person } from '../../../person.ts';
import { type SharedEntrance, shareProduct } from '../../../shared.ts';
import { createProgram, type Frame, readJson, told } from './program.ts';

let product: SharedEntrance;
let owner: Person;

beforeAll(async () => {
  product = await shareProduct();
  owner = await product.signUp('owner');
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const usage = {
  prompt_tokens: expect.any(Number),
  prompt_unit_price: expect.any(String),
  prompt_price_unit: expect.any(String),
  prompt_price: expect.any(String),
  completion_tokens: expect.any(Number),
  completion_unit_price: expect.any(String),
  completion_price_unit: expect.any(String),
  completion_price: expect.any(String),
  total_tokens: expect.any(Number),
  total_price: expect.any(String),
  currency: 'USD',
  latency: expect.any(Number),
  time_to_first_token: expect.any(Number),
  time_to_generate: expect.any(Number),
};

const toFrames = (text: string): Frame[] =>
  text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => JSON.parse(frame.slice('data: '.length)) as Frame);

test('a stream is one line of JSON a frame, with the envelope first', async () => {
  const program = await createProgram(owner);

  const response = await program.post('/v1/chat-messages', { query: 'Hello?', user: 'ada' });
  const text = await response.text();

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(text).toMatch(/^(data: [^\n]*\n\n|event: ping\n\n)+$/);
  const frames = toFrames(text);
  const envelope = ['event', 'conversation_id', 'message_id', 'created_at', 'task_id'];
  expect(frames.map(Object.keys).slice(0, 1)).toEqual([
    [...envelope, 'id', 'answer', 'from_variable_selector'],
  ]);
  const [first] = frames;
  expect(frames.at(-1)).toEqual({
    event: 'message_end',
    conversation_id: uuid,
    message_id: first?.message_id,
    created_at: first?.created_at,
    task_id: first?.task_id,
    id: first?.message_id,
    metadata: { retriever_resources: [], usage },
    files: null,
  });
});

test('a whole answer has every documented member, and goes on in its conversation', async () => {
  const program = await createProgram(owner);

  const first = await program.ask({ query: 'I like cheese.', unknown: { $gt: '' } });
  const second = await program.ask({ conversation_id: first.conversation_id });

  expect(first).toEqual({
    event: 'message',
    task_id: uuid,
    id: first.message_id,
    message_id: uuid,
    conversation_id: uuid,
    mode: 'chat',
    answer: expect.stringContaining('I like cheese.'),
    metadata: { retriever_resources: [], usage },
    created_at: expect.any(Number),
  });
  expect(second.conversation_id).toBe(first.conversation_id);
  expect(second.message_id).not.toBe(first.message_id);
});

test('a client that leaves changes nothing', async () => {
  const program = await createProgram(owner);
  const response = await program.post('/v1/chat-messages', { query: 'Hello?', user: 'ada' });
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  const [frame] = toFrames(new TextDecoder().decode(value));
  await reader?.cancel();

  const path = `/v1/messages?user=ada&conversation_id=${frame?.conversation_id}`;
  const read = async () =>
    (await readJson<{ data: { answer: string }[] }>(program.get(path))).data[0]?.answer;

  await expect.poll(read, { timeout: 10_000 }).toContain('real answers.');
});

test('a stop ends an answer of its own user, keeps the part, and harms nobody else’s', async () => {
  const program = await createProgram(owner);
  const response = await program.post('/v1/chat-messages', {
    query: 'A long answer, please. '.repeat(20),
    user: 'ada',
  });
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  const begin = new TextDecoder().decode(value);
  const [{ task_id: task, conversation_id: id } = { task_id: '', conversation_id: '' }] =
    toFrames(begin);
  const stop = (user: string, taskId = task) =>
    program.post(`/v1/chat-messages/${taskId}/stop`, { user }).then((answer) => readJson(answer));

  const others = await Promise.all([stop('eve'), stop('ada', 'nothing'), stop('ada', id)]);
  const stoppedAt = performance.now();
  const own = await stop('ada');
  let text = begin;
  for (;;) {
    const { done, value: chunk } = (await reader?.read()) ?? { done: true };
    if (done) break;
    text += new TextDecoder().decode(chunk);
  }
  const tookMs = performance.now() - stoppedAt;
  const again = await stop('ada');

  expect([...others, own, again]).toEqual(Array(5).fill({ result: 'success' }));
  expect(tookMs).toBeLessThan(1_500);
  const frames = toFrames(text);
  expect(frames.at(-1)?.event).toBe('message_end');
  const path = `/v1/messages?user=ada&conversation_id=${id}`;
  const { data } = await readJson<{ data: object[] }>(program.get(path));
  const written = frames.slice(0, -1).map(({ answer }) => answer);
  expect(written.length).toBeGreaterThan(1);
  expect(data).toMatchObject([{ answer: written.join('').trim(), status: 'normal' }]);
});

test('refusals come in the documented order', async () => {
  const program = await createProgram(owner);
  const completion = await createProgram(owner, { mode: 'COMPLETION' });
  const off = await createProgram(owner);
  await owner.graphql(
    'mutation ($input: UpdateAppInput!) { updateApp(input: $input) { app { id } } }',
    { input: { appId: off.appId, apiEnabled: false } },
  );
  const unknown = '0198a3c4-0000-7000-8000-000000000001';
  const chat = (one: typeof program, body: unknown) => told(one.post('/v1/chat-messages', body));

  expect(await chat(off, {})).toEqual([403, 'forbidden']);
  expect(await chat(completion, { query: '' })).toEqual([400, 'invalid_param']);
  expect(await chat(completion, { query: '', user: 'ada' })).toEqual([400, 'not_chat_app']);
  expect(await told(completion.get('/v1/messages'))).toEqual([400, 'not_chat_app']);
  expect(await told(completion.get('/v1/conversations'))).toEqual([400, 'not_chat_app']);
  expect(await told(completion.post('/v1/chat-messages/1/stop', { user: 'ada' }))).toEqual([
    ...[400, 'not_chat_app'],
  ]);
  expect(await told(program.post('/v1/chat-messages/1/stop', {}))).toEqual([400, 'invalid_param']);
  expect(await chat(program, { query: '', user: 'ada' })).toEqual([400, 'invalid_param']);
  const body = { query: 'Hi', user: 'ada' };
  expect(await chat(program, { ...body, conversation_id: unknown })).toEqual([404, 'not_found']);
  expect(await chat(program, { ...body, workflow_id: 'draft' })).toEqual([400, 'bad_request']);
  const file = { type: 'image', transfer_method: 'local_file', upload_file_id: unknown };
  expect(await chat(program, { ...body, files: [file] })).toEqual([400, 'invalid_param']);
  expect((await completion.get('/v1/info')).status).toBe(200);
});

test('an agent is read as it speaks, and thinks what it says', async () => {
  const program = await createProgram(owner, { mode: 'AGENT_CHAT' });
  const body = { query: 'Hello?', user: 'ada' };

  const frames = toFrames(await (await program.post('/v1/chat-messages', body)).text());
  const blocking = program.post('/v1/chat-messages', { ...body, response_mode: 'blocking' });

  expect(await told(blocking)).toEqual([400, 'invalid_param']);
  const [first, second] = frames;
  expect([first, second].map((frame) => Object.keys(frame ?? {}).slice(5))).toEqual([
    [
      ...['id', 'position', 'thought', 'observation', 'tool', 'tool_labels', 'tool_input'],
      'message_files',
    ],
    ['id', 'answer'],
  ]);
  const events = frames.map(({ event }) => event);
  expect(events.slice(-2)).toEqual(['agent_thought', 'message_end']);
  expect(new Set(events.slice(1, -2))).toEqual(new Set(['agent_message']));
  const path = `/v1/messages?user=ada&conversation_id=${first?.conversation_id}`;
  const { data } = await readJson<{ data: { answer: string }[] }>(program.get(path));
  const thought = { id: first?.id, position: 1, thought: data[0]?.answer };
  expect(frames.at(-2)).toMatchObject(thought);
  expect(data).toMatchObject([{ agent_thoughts: [thought] }]);
});

test('a path that cannot be decoded is refused as any other', async () => {
  const program = await createProgram(owner);

  expect(await told(program.get('/v1/%ff'))).toEqual([404, 'not_found']);
  expect(await told(program.get('/v1/files/%zz/preview?a=%zz'))).toEqual([404, 'not_found']);
  expect(await told(fetch(`${product.url}/v1/files/%zz/preview`))).toEqual([401, 'unauthorized']);
});

test('an app tells what it is', async () => {
  const program = await createProgram(owner, { mode: 'AGENT_CHAT' });
  await owner.graphql(
    'mutation ($input: UpdateAppInput!) { updateApp(input: $input) { app { id } } }',
    { input: { appId: program.appId, name: 'Cheese', description: 'On cheese', tags: ['food'] } },
  );

  const response = await program.get('/v1/info');

  expect([response.headers.has('x-version'), response.headers.has('x-env')]).toEqual([true, true]);
  expect(await readJson(response)).toEqual({
    name: 'Cheese',
    description: 'On cheese',
    tags: ['food'],
    mode: 'agent-chat',
    author_name: 'owner',
  });
});
