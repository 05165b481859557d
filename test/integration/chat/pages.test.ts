import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareTalk, type Talk } from './talk.ts';

interface Page {
  nodes: { id: string }[];
  hasMore: boolean;
}

let talk: Talk;
let bob: Viewer;
const messageIds: string[] = [];
const conversationIds: string[] = [];

beforeAll(async () => {
  talk = await shareTalk();
  bob = await talk.meet('bob');
  for (const text of ['one', 'two', 'three']) {
    const { conversationId } = await talk.send(bob, { text });
    conversationIds.push(conversationId);
  }
  const conversationId = conversationIds[0];
  messageIds.push(...(await listMessages({ first: 10 })).nodes.map(({ id }) => id));
  for (const text of ['two', 'three', 'four', 'five']) {
    messageIds.push((await talk.send(bob, { conversationId, text })).messageId);
  }
});
afterAll(() => talk[Symbol.asyncDispose]());

async function listMessages(variables: Record<string, unknown>): Promise<Page> {
  const query = `query ($id: ID!, $first: Int, $last: Int, $after: ID, $before: ID) {
    conversation(id: $id) {
      messages(first: $first, last: $last, after: $after, before: $before) {
        nodes { id } hasMore
      }
    }
  }`;
  const given = { id: conversationIds[0], ...variables };
  const { conversation } = await talk.services.ask<{ conversation: { messages: Page } }>(
    bob,
    'chat',
    query,
    given,
  );
  return conversation.messages;
}

async function listConversations(variables: Record<string, unknown>): Promise<Page> {
  const query = `query ($first: Int!, $after: ID, $sort: ConversationSort!) {
    conversations(first: $first, after: $after, sort: $sort) { nodes { id } hasMore }
  }`;
  const { conversations } = await talk.services.ask<{ conversations: Page }>(
    bob,
    'chat',
    query,
    variables,
  );
  return conversations;
}

const pick = (ids: readonly string[], ...places: number[]) =>
  places.map((place) => ({ id: ids[place] ?? '' }));

test('messages page forwards from the oldest and backwards from the newest', async () => {
  const [first, second, , fourth] = messageIds;

  expect([
    await listMessages({ first: 2 }),
    await listMessages({ first: 3, after: second }),
    await listMessages({ last: 2 }),
    await listMessages({ last: 2, before: fourth }),
    await listMessages({ last: 3, before: fourth }),
    await listMessages({ last: 3, before: first }),
  ]).toEqual([
    { nodes: pick(messageIds, 0, 1), hasMore: true },
    { nodes: pick(messageIds, 2, 3, 4), hasMore: false },
    { nodes: pick(messageIds, 3, 4), hasMore: true },
    { nodes: pick(messageIds, 1, 2), hasMore: true },
    { nodes: pick(messageIds, 0, 1, 2), hasMore: false },
    { nodes: [], hasMore: false },
  ]);
});

test('conversations come in the order that is asked for', async () => {
  const [first] = conversationIds;

  expect([
    await listConversations({ first: 2, sort: 'CREATED_ASC' }),
    await listConversations({ first: 2, sort: 'CREATED_ASC', after: conversationIds[1] }),
    await listConversations({ first: 3, sort: 'CREATED_DESC' }),
    await listConversations({ first: 1, sort: 'UPDATED_DESC' }),
    await listConversations({ first: 5, sort: 'UPDATED_DESC', after: first }),
    await listConversations({ first: 3, sort: 'UPDATED_ASC' }),
  ]).toEqual([
    { nodes: pick(conversationIds, 0, 1), hasMore: true },
    { nodes: pick(conversationIds, 2), hasMore: false },
    { nodes: pick(conversationIds, 2, 1, 0), hasMore: false },
    { nodes: pick(conversationIds, 0), hasMore: true },
    { nodes: pick(conversationIds, 2, 1), hasMore: false },
    { nodes: pick(conversationIds, 1, 2, 0), hasMore: false },
  ]);
});

test('a cursor from elsewhere is not found and a page has bounds', async () => {
  const absent = { code: 'NOT_FOUND' };
  const invalid = { code: 'BAD_INPUT', reason: 'invalid_param' };
  const sort = 'CREATED_ASC';

  await expect(listMessages({ last: 2, before: newId() })).rejects.toMatchObject(absent);
  await expect(listConversations({ first: 2, sort, after: newId() })).rejects.toMatchObject(absent);
  for (const first of [0, 101]) {
    await expect(listMessages({ first })).rejects.toMatchObject(invalid);
    await expect(listConversations({ first, sort })).rejects.toMatchObject(invalid);
  }
});

test('an app that is no chat takes no messages', async () => {
  const { ada, services } = talk;
  const { createApp } = await services.ask<{ createApp: { app: { id: string } } }>(
    ada,
    'auth',
    'mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id } } }',
    { input: { name: 'Done', mode: 'COMPLETION' } },
  );

  await expect(talk.send(ada, { appId: createApp.app.id, text: 'Hi' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    reason: 'not_chat_app',
  });
});
