import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, shareTalk, type Talk } from './talk.ts';

let talk: Talk;

beforeAll(async () => {
  talk = await shareTalk();
});
afterAll(() => talk[Symbol.asyncDispose]());

const seen = `query ($conversation: ID!, $message: ID!, $task: ID!) {
  conversation(id: $conversation) { id } message(id: $message) { id } task(id: $task) { id }
}`;

test('a conversation is read by its author, its app and accounts of the organization alone', async () => {
  const { ada, appId, services } = talk;
  const [bob, eve] = [await talk.meet('bob'), await talk.meet('eve')];
  const { taskId, messageId, conversationId } = await talk.send(bob, { text: 'Hello' });
  const ids = { conversation: conversationId, message: messageId, task: taskId };
  const all = Object.fromEntries(Object.entries(ids).map(([key, id]) => [key, { id }]));
  const none = { conversation: null, message: null, task: null };
  const app = { id: appId, kind: 'app' as const, appId, scopes: [] };
  const look = (viewer: typeof ada) => services.ask(viewer, 'chat', seen, ids);

  const views = await Promise.all(
    [bob, app, ada, eve, account(), { ...app, appId: newId() }].map(look),
  );

  expect(views).toEqual([all, all, all, none, none, none]);
  await expect(Array.fromAsync(talk.follow(eve, taskId))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('an account keeps its own conversations to itself', async () => {
  const { ada, appId, services } = talk;
  const { conversationId } = await talk.send(ada, { appId, text: 'Mine' });
  const colleague = { ...account(), organizationId: ada.organizationId };
  const query = 'query ($id: ID!) { conversation(id: $id) { id } }';

  expect(await services.ask(colleague, 'chat', query, { id: conversationId })).toEqual({
    conversation: null,
  });
});

test('an account reaches nothing of one organization while signed in to another', async () => {
  const { ada, appId, services } = talk;
  const { taskId, messageId, conversationId } = await talk.send(ada, { appId, text: 'Mine' });
  const elsewhere = { ...ada, organizationId: newId() };
  const ids = { conversation: conversationId, message: messageId, task: taskId };
  const listQuery = '{ conversations { nodes { id } hasMore } }';
  const cursorQuery = 'query ($id: ID!) { conversations(after: $id) { hasMore } }';
  const absent = { code: 'NOT_FOUND' };

  expect(await services.ask(elsewhere, 'chat', seen, ids)).toEqual({
    ...{ conversation: null, message: null, task: null },
  });
  expect(await services.ask(elsewhere, 'chat', listQuery)).toEqual({
    conversations: { nodes: [], hasMore: false },
  });
  const after = services.ask(elsewhere, 'chat', cursorQuery, { id: conversationId });
  await expect(after).rejects.toMatchObject(absent);
  await expect(talk.send(elsewhere, { conversationId, text: 'x' })).rejects.toMatchObject(absent);
  await talk.stop(elsewhere, taskId);
  await Array.fromAsync(talk.follow(ada, taskId));
  expect((await talk.message(ada, messageId))?.task.status).toBe('SUCCEEDED');
});

test('a conversation is continued by its author alone', async () => {
  const [bob, eve] = [await talk.meet('bob'), await talk.meet('eve')];
  const { conversationId } = await talk.send(bob, { text: 'Hello' });

  await expect(talk.send(eve, { conversationId, text: 'Me too' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(talk.send(bob, { conversationId: newId(), text: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('what can be checked is refused before anything is stored', async () => {
  const bob = await talk.meet('checker');
  await talk.configure({ user_input_form: [{ paragraph: { variable: 'name', required: true } }] });
  const invalid = { code: 'BAD_INPUT', reason: 'invalid_param' };
  const inputs = { name: 'Bob' };

  await expect(talk.send(bob, { text: 'Hello' })).rejects.toMatchObject(invalid);
  await expect(talk.send(bob, { text: ' ', inputs })).rejects.toMatchObject(invalid);
  const long = 'x'.repeat(262_145);
  await expect(talk.send(bob, { text: long, inputs })).rejects.toMatchObject(invalid);
  const stolen = await talk.upload(talk.ada, 'a.txt', 'Mine.');
  for (const fileIds of [[newId()], [stolen]]) {
    await expect(talk.send(bob, { text: 'Hi', inputs, fileIds })).rejects.toMatchObject(invalid);
  }

  const query = '{ conversations { nodes { id } hasMore } }';
  expect(await talk.services.ask(bob, 'chat', query)).toEqual({
    conversations: { nodes: [], hasMore: false },
  });
  await talk.configure({ user_input_form: null });
});

test('only accounts of the organization change an app', async () => {
  const { appId, services } = talk;
  const query =
    'mutation ($input: UpdateAppConfigInput!) { updateAppConfig(input: $input) { app { id } } }';
  const variables = { input: { appId, config: { prompt: 'Mine' } } };
  const change = (viewer: typeof talk.ada) => services.ask(viewer, 'chat', query, variables);

  await expect(change(account())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(change(await talk.meet('bob'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('two changes of an app at once are both kept', async () => {
  await Promise.all([
    talk.configure({ opening_statement: 'Hello' }),
    talk.configure({ suggested_questions: ['Why?'] }),
    talk.configure({ retriever_resource: { enabled: true } }),
  ]);
  const query = `query ($apps: [_Any!]!) {
    _entities(representations: $apps) { ... on App { parameters } }
  }`;

  const answer = await talk.services.ask(talk.ada, 'chat', query, {
    apps: [{ __typename: 'App', id: talk.appId }],
  });

  expect(answer).toMatchObject({
    _entities: [
      {
        parameters: {
          opening_statement: 'Hello',
          suggested_questions: ['Why?'],
          retriever_resource: { enabled: true },
        },
      },
    ],
  });
});
