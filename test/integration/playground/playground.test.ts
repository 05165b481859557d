import { beforeAll, expect, test } from 'vitest';
import type { Person } from '../../person.ts';
import { type SharedEntrance, shareProduct } from '../../shared.ts';
import { type ChatData, itemsOf, poll, post, read, slow, start, startRun } from './calls.ts';

let product: SharedEntrance;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  product = await shareProduct();
  ada = await product.signUp('ada');
  eve = await product.signUp('eve');
});

test('a run goes from running to completed, and its data is read without gap or repeat', async () => {
  const started = await post(ada, start, {
    input: slow,
    files: ['no/such/file', { id: 'x', name: 'x.txt', folder: 'y' }],
    metadata: { project: 7 },
  });
  const workflow = (await started.json()) as { id: string; messageIds: string[]; logIds: string[] };
  const { items, progress } = await poll(ada, workflow.id);
  const all = await read<ChatData>(ada, `/api/chat/playground/${workflow.id}/chatData`);

  expect(started.status).toBe(200);
  expect(started.headers.get('x-content-type-options')).toBe('nosniff');
  expect(workflow).toEqual({
    id: expect.stringMatching(/^wf_[\w-]+$/),
    userId: ada.accountId,
    ...{ status: 'running', mode: 'Actionplan', name: slow.slice(0, 60).trim(), description: null },
    ...{ tags: [], metadata: { project: 7 }, currentStep: 'analyzing', progress: 0 },
    ...{ currentRound: 1, stoppedAt: null, completedAt: null, error: null },
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
    messageIds: [expect.stringMatching(/^msg_/)],
    logIds: [1, 2, 3].map(() => expect.stringMatching(/^log_/)),
  });
  expect(items).toEqual(itemsOf(all));
  expect(new Set(items.map(({ _createdAt }) => _createdAt)).size).toBe(items.length);
  expect(items.every(({ timestamp, _createdAt }) => timestamp === _createdAt)).toBe(true);
  expect(progress).toEqual([...progress].sort((one, other) => one - other));
  expect(await read(ada, `/api/workflows/${workflow.id}`)).toMatchObject({
    ...{ status: 'completed', progress: 100, currentStep: null, completedAt: expect.any(Number) },
    messageIds: all.messages.map(({ id }) => id),
    logIds: all.logs.map(({ id }) => id),
  });
}, 60_000);

test('a message, a log, a stat and a document have their documented members', async () => {
  const { id } = await startRun(ada, 'What is 6 * 7?', '?workflowMode=React');
  const file = { id: 'x', name: 'x.txt', folder: 'y' };
  await poll(ada, id);
  const query = `?workflowId=${id}`;
  await post(ada, `/api/chat/playground/start${query}`, { files: [file, 'x'] });
  await post(ada, `/api/chat/playground/${id}/stop`);

  const data = await read<ChatData>(ada, `/api/chat/playground/${id}/chatData`);

  const time = expect.any(Number);
  const item = (kind: string, round: number) => ({
    ...{ id: expect.stringMatching(new RegExp(`^${kind}_`)), workflowId: id, round },
    ...{ timestamp: time, _createdAt: time },
  });
  expect(data.messages.slice(0, 3)).toEqual([
    {
      ...{ ...item('msg', 1), role: 'user', content: 'What is 6 * 7?', files: [], sequenceNr: 1 },
      ...{ status: 'first', taskId: null, actionId: null, success: null, metadata: {} },
    },
    {
      ...{ ...item('msg', 1), role: 'assistant', content: '6 * 7 = 42', files: [], sequenceNr: 2 },
      ...{ status: 'last', taskId: null, actionId: null, success: true, metadata: {} },
    },
    {
      ...{ ...item('msg', 2), role: 'user', content: '', sequenceNr: 3, status: 'first' },
      files: [{ id: 'x', name: 'x.txt', mimeType: null, size: null, folder: 'y' }],
      ...{ taskId: null, actionId: null, success: null, metadata: {} },
    },
  ]);
  expect(data.logs[0]).toEqual({
    ...{ ...item('log', 1), level: 'info', message: 'The run is started.' },
    ...{ step: 'thinking', progress: 0 },
  });
  const { round: _, ...document } = item('doc', 2);
  expect(data.documents).toEqual([
    {
      ...{ ...document, messageId: data.messages[2]?.id, fileId: 'x', fileName: 'x.txt' },
      ...{ mimeType: null, fileSize: null },
    },
  ]);
  expect(data.stats[0]).toEqual({
    ...{ ...item('stat', 1), messageId: null, type: 'model_call', model: 'offline-extractive' },
    ...{ inputTokens: time, outputTokens: time, totalTokens: time, processingTime: time },
    ...{ bytesSent: time, bytesReceived: time, errorCount: 0 },
  });
}, 60_000);

test('a stop is an answer that stays true, and a run goes on in the next round', async () => {
  const { id } = await startRun(ada, slow);
  const path = `/api/chat/playground/${id}`;

  const stopped = (await (await post(ada, `${path}/stop`)).json()) as { stoppedAt: number };
  const data = await read<ChatData>(ada, `${path}/chatData`);
  const again = await (await post(ada, `${path}/stop`)).json();
  const next = await startRun(ada, 'What is 2 + 2?', `?workflowId=${id}&workflowMode=React`);
  await poll(ada, id);
  const later = await read<ChatData>(ada, `${path}/chatData`);

  expect(stopped).toMatchObject({ status: 'stopped', currentStep: null, completedAt: null });
  expect(again).toEqual(stopped);
  expect(next).toMatchObject({ id, status: 'running', currentRound: 2, stoppedAt: null });
  expect(itemsOf(later).slice(0, itemsOf(data).length)).toEqual(itemsOf(data));
  expect(later.messages.map(({ content }) => content)).toEqual([
    ...data.messages.map(({ content }) => content),
    ...['What is 2 + 2?', '2 + 2 = 4'],
  ]);
});

test('the status comes without the body to who has it', async () => {
  const { id } = await startRun(ada, slow);
  await post(ada, `/api/chat/playground/${id}/stop`);
  const path = `/api/workflows/${id}/status`;

  const first = await ada.fetch(path);
  const etag = first.headers.get('etag') ?? '';
  const second = await ada.fetch(path, { headers: { 'if-none-match': etag } });
  const data = await ada.fetch(`/api/chat/playground/${id}/chatData`);

  expect(Object.keys((await first.json()) as object).sort()).toEqual(
    [
      ...['completedAt', 'createdAt', 'currentRound', 'currentStep', 'error', 'id', 'mode'],
      ...['progress', 'status', 'stoppedAt', 'updatedAt'],
    ].sort(),
  );
  expect([second.status, await second.text(), second.headers.get('etag')]).toEqual([304, '', etag]);
  expect(data.headers.get('cache-control')).toBe('no-store');
});

test('a list has the own runs, oldest first, with and without a slash', async () => {
  const bob = await product.signUp('bob');
  const path = `${start}?workflowMode=React`;
  for (const n of [1, 2]) await post(bob, path, { input: `What is ${n} + ${n}?` });

  const slash = await bob.fetch('/api/workflows/', { redirect: 'error' });
  const none = await bob.fetch('/api/workflows', { redirect: 'error' });
  const list = (await slash.json()) as { name: string }[];

  expect(list.map(({ name }) => name)).toEqual(['What is 1 + 1?', 'What is 2 + 2?']);
  expect(((await none.json()) as unknown[]).length).toBe(2);
  expect(await read(await product.signUp('new'), '/api/workflows')).toEqual([]);
});

test('a key makes a start once', async () => {
  const key = { 'idempotency-key': 'the same' };
  const begin = (person: Person) =>
    post(person, `${start}?workflowMode=React`, { input: 'What is 1 + 1?' }, key);

  const first = (await (await begin(ada)).json()) as { id: string };
  await poll(ada, first.id);
  const second = await (await begin(ada)).json();
  const other = (await (await begin(eve)).json()) as { id: string };

  expect(second).toEqual(first);
  expect(other.id).not.toBe(first.id);
});

test('a client’s own names and operators stay data', async () => {
  const metadata = { $gt: '', 'a.b': { $where: 'x' }, nested: [{ $set: 1 }] };
  const input = '{"$gt":""} <b>$where</b>';

  const response = await post(ada, `${start}?workflowMode=React`, { input, metadata });
  const { id } = (await response.json()) as { id: string };

  expect(await read(ada, `/api/workflows/${id}`)).toMatchObject({ metadata, name: input });
  const { messages } = await read<ChatData>(ada, `/api/chat/playground/${id}/chatData`);
  expect(messages[0]).toMatchObject({ content: input, metadata });
});
