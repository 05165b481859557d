import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareTalk, type Talk, textOf } from './talk.ts';

const slow = 'Tell me about ships. '.repeat(20);
let talk: Talk;

beforeAll(async () => {
  talk = await shareTalk();
});
afterAll(() => talk[Symbol.asyncDispose]());

test('an answer comes word by word, ends once and is stored as it was read', async () => {
  const { ada, appId } = talk;
  const { taskId, messageId } = await talk.send(ada, { appId, text: 'Hello there' });

  const events = await Array.fromAsync(talk.follow(ada, taskId));

  const message = await talk.message(ada, messageId);
  expect(events.map(({ type }) => type)).toEqual([
    ...events.slice(1).map(() => 'MESSAGE'),
    'MESSAGE_END',
  ]);
  expect(events.length).toBeGreaterThan(20);
  expect(message).toMatchObject({ answer: textOf(events), task: { status: 'SUCCEEDED' } });
  expect(message?.usage?.completionTokens).toBeGreaterThan(10);
});

test('an answer quotes the attached file, and a follow-up question still knows it', async () => {
  const { appId } = talk;
  await talk.configure({ retriever_resource: { enabled: true } });
  const bob = await talk.meet('bob');
  const fileId = await talk.upload(bob, 'ships.txt', 'A sloop has one mast.\n\nA brig has two.');
  const first = await talk.send(bob, { text: 'What is a brig?', fileIds: [fileId] });
  await Array.fromAsync(talk.follow(bob, first.taskId));
  const { conversationId } = first;

  const second = await talk.send(bob, { appId, conversationId, text: 'And a sloop?' });
  await Array.fromAsync(talk.follow(bob, second.taskId));

  const one = await talk.message(bob, first.messageId);
  const other = await talk.message(bob, second.messageId);
  const content = 'A brig has two.';
  expect(one?.answer).toContain(`From ships.txt:\n\n"${content}"`);
  expect(one?.retrieverResources).toEqual([{ documentName: 'ships.txt', content }]);
  expect(other?.answer).toContain('From ships.txt:\n\n"A sloop has one mast."');
});

test('a reader resumes behind the event that it has', async () => {
  const { ada, appId } = talk;
  const { taskId } = await talk.send(ada, { appId, text: 'Hello again' });
  const live: string[] = [];
  for await (const { cursor } of talk.follow(ada, taskId)) {
    live.push(cursor);
    if (live.length === 2) break;
  }

  const resumed = await Array.fromAsync(talk.follow(ada, taskId, live[1]));
  const replayed = await Array.fromAsync(talk.follow(ada, taskId));

  expect(replayed.slice(2)).toEqual(resumed);
  expect(replayed.slice(0, 2).map(({ cursor }) => cursor)).toEqual(live);
});

test('a stop ends a running answer within a second and keeps what was written', async () => {
  const { ada, appId } = talk;
  const { taskId, messageId } = await talk.send(ada, { appId, text: slow });
  const events = [];
  let stoppedAt = 0;
  for await (const event of talk.follow(ada, taskId)) {
    events.push(event);
    if (events.length === 5) {
      stoppedAt = Date.now();
      await talk.stop(ada, taskId);
    }
  }

  const message = await talk.message(ada, messageId);
  expect(Date.now() - stoppedAt).toBeLessThan(1_000);
  expect(events.at(-1)).toMatchObject({ type: 'MESSAGE_END', stopped: true });
  expect(message).toMatchObject({ answer: textOf(events), task: { status: 'STOPPED' } });
  expect(message?.answer).not.toBe('');
});

test('nobody but its author stops an answer', async () => {
  const [bob, eve] = [await talk.meet('bob'), await talk.meet('eve')];
  const { taskId, messageId } = await talk.send(bob, { text: 'Hello' });

  for (const stranger of [eve, talk.ada]) await talk.stop(stranger, taskId);
  await Array.fromAsync(talk.follow(bob, taskId));

  expect(await talk.message(bob, messageId)).toMatchObject({ task: { status: 'SUCCEEDED' } });
});

test('the app itself stops the answers of its users', async () => {
  const bob = await talk.meet('bob');
  const { taskId } = await talk.send(bob, { text: slow });
  const { appId } = talk;

  await talk.stop({ id: appId, kind: 'app', appId, scopes: [] }, taskId);

  const events = await Array.fromAsync(talk.follow(bob, taskId));
  expect(events.at(-1)).toMatchObject({ type: 'MESSAGE_END', stopped: true });
});

test('an unknown task has no events, and a stop of it does nothing', async () => {
  const taskId = '018f0000-0000-7000-8000-000000000000';

  await talk.stop(talk.ada, taskId);
  const reading = Array.fromAsync(talk.follow(talk.ada, taskId));

  await expect(reading).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a conversation gets a name in the background', async () => {
  const bob = await talk.meet('namer');
  const text = 'How tall is the lighthouse of Alexandria?';
  const { taskId, conversationId } = await talk.send(bob, { text });
  await Array.fromAsync(talk.follow(bob, taskId));
  const query = 'query ($id: ID!) { conversation(id: $id) { name } }';
  const ask = () => talk.services.ask(bob, 'chat', query, { id: conversationId });

  await expect
    .poll(ask)
    .toEqual({ conversation: { name: 'How tall is the lighthouse of Alexandria' } });
});

test('events that are no longer kept are replaced by what is stored', async () => {
  const { ada, appId, services } = talk;
  const { taskId, messageId } = await talk.send(ada, { appId, text: 'Hello' });
  const [first] = await Array.fromAsync(talk.follow(ada, taskId));
  const manager = await services.bus.connection.jetstreamManager();
  await manager.streams.purge('EVENTS', { filter: `event.task.${taskId}` });

  const events = await Array.fromAsync(talk.follow(ada, taskId));

  expect(events.map(({ type }) => type)).toEqual(['MESSAGE_REPLACE', 'MESSAGE_END']);
  expect(textOf(events)).toBe((await talk.message(ada, messageId))?.answer);
  await expect(Array.fromAsync(talk.follow(ada, taskId, first?.cursor))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    reason: 'cursor_expired',
  });
});

test('a cursor that was never handed out is refused', async () => {
  const { ada, appId } = talk;
  const { taskId } = await talk.send(ada, { appId, text: 'Hello' });
  const read = () => Array.fromAsync(talk.follow(ada, taskId, 'x'));

  await expect(read()).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await Array.fromAsync(talk.follow(ada, taskId));
  await expect(read()).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
