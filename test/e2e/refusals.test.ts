import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrance, startEntrance } from '../entrance.ts';
import { type Answer, createApp, createPerson, type Person } from '../person.ts';

let entrance: Entrance;

beforeAll(async () => {
  entrance = await startEntrance({ others: ['chat', 'files'] });
});
afterAll(() => entrance[Symbol.asyncDispose]());

const post = (program: Person, path: string, body: unknown) =>
  program.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function told(response: Response): Promise<unknown> {
  const { code, status } = (await response.json()) as { code: string; status: number };
  return [response.status, code, status];
}

const ask = { query: 'Hello?', user: 'ada', response_mode: 'blocking' };

test('the Dify API refuses what is not the caller’s in its own words', async () => {
  const owner = await entrance.signUp('owner');
  const { program } = await createApp(owner);
  const other = await createApp(owner);
  const sent = await post(program, '/v1/chat-messages', ask);
  const { conversation_id: id } = (await sent.json()) as { conversation_id: string };
  const query = `user=ada&conversation_id=${id}`;

  const refusals = {
    'no key': told(await entrance.anonymous.fetch('/v1/info')),
    'an unknown key': told(await createPerson(entrance.url, 'app-nobody').fetch('/v1/info')),
    'another app': told(await other.program.fetch(`/v1/messages?${query}`)),
    'another user': told(await program.fetch(`/v1/messages?user=eve&conversation_id=${id}`)),
    'another user’s conversation': told(
      await post(program, '/v1/chat-messages', { ...ask, user: 'eve', conversation_id: id }),
    ),
    'no user': told(await post(program, '/v1/chat-messages', { query: 'Hello?' })),
    'a malformed id': told(await program.fetch('/v1/messages?user=ada&conversation_id=1')),
    'an operator as an id': told(
      await post(program, '/v1/chat-messages', { ...ask, conversation_id: { $gt: '' } }),
    ),
    'a malformed body': told(await post(program, '/v1/chat-messages', '{"query":')),
    'a huge body': told(
      await post(program, '/v1/chat-messages', { ...ask, query: 'x'.repeat(20_000_000) }),
    ),
    'an unknown path': told(await program.fetch('/v1/nothing')),
  };

  expect(Object.fromEntries(await entries(refusals))).toEqual({
    'no key': [401, 'unauthorized', 401],
    'an unknown key': [401, 'unauthorized', 401],
    'another app': [404, 'not_found', 404],
    'another user': [404, 'not_found', 404],
    'another user’s conversation': [404, 'not_found', 404],
    'no user': [400, 'invalid_param', 400],
    'a malformed id': [400, 'invalid_param', 400],
    'an operator as an id': [400, 'invalid_param', 400],
    'a malformed body': [400, 'bad_request', 400],
    'a huge body': [413, 'request_entity_too_large', 413],
    'an unknown path': [404, 'not_found', 404],
  });
});

const entries = (record: Record<string, Promise<unknown>>) =>
  Promise.all(Object.entries(record).map(async ([name, value]) => [name, await value] as const));

test('the graph hides what is somebody else’s', async () => {
  const [ada, eve] = [await entrance.signUp('ada'), await entrance.signUp('eve')];
  const app = await createApp(ada);
  const { data } = await ada.graphql<{
    sendMessage: { taskId: string; message: { id: string; conversation: { id: string } } };
  }>(
    `mutation ($input: SendMessageInput!) {
      sendMessage(input: $input) { taskId message { id conversation { id } } }
    }`,
    { input: { appId: app.id, text: 'A secret.' } },
  );
  const { taskId, message } = data?.sendMessage ?? {};
  const variables = { conversation: message?.conversation.id, message: message?.id, task: taskId };

  const seen = await eve.graphql(
    `query ($conversation: ID!, $message: ID!, $task: ID!, $app: ID!) {
      conversation(id: $conversation) { id } message(id: $message) { id } task(id: $task) { id }
      app(id: $app) { id }
    }`,
    { ...variables, app: app.id },
  );
  const sent = await eve.graphql(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { taskId } }',
    { input: { conversationId: variables.conversation, text: 'Hello' } },
  );

  expect(seen).toEqual({ data: { conversation: null, message: null, task: null, app: null } });
  expect(codesOf(sent)).toEqual(['NOT_FOUND']);
});

const codesOf = ({ errors = [] }: Answer<unknown>) =>
  errors.map(({ extensions }) => extensions?.code);

/** The codes that somebody is refused with, by what was asked. */
async function refusals(person: Person, queries: readonly string[]) {
  const ask = async (query: string) => [query, codesOf(await person.graphql(query))] as const;
  return Object.fromEntries(await Promise.all(queries.map(ask)));
}

const allOf = (queries: readonly string[], code: string) =>
  Object.fromEntries(queries.map((query) => [query, [code]]));

const managing = [
  'mutation { createApiKey(input: { appId: "1" }) { key } }',
  'mutation { updateAppConfig(input: { appId: "1", config: {} }) { app { id } } }',
  'mutation { publishWorkflow(input: { appId: "1", definition: "" }) { version } }',
];

test('whoever is not signed in is refused before any service is asked', async () => {
  const queries = [
    '{ app(id: "1") { id } }',
    '{ conversations { hasMore } }',
    '{ file(id: "1") { id } }',
    '{ workflowRun(id: "1") { id } }',
    'mutation { sendMessage(input: { text: "Hello" }) { taskId } }',
    'mutation { stopTask(input: { taskId: "1" }) { taskId } }',
    ...managing,
  ];
  const subscription = 'subscription { taskEvents(taskId: "1") { cursor } }';

  const codes = await refusals(entrance.anonymous, queries);
  const following = Array.fromAsync(entrance.anonymous.subscribe(subscription));

  expect(codes).toEqual(allOf(queries, 'UNAUTHENTICATED'));
  await expect(following).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('a program manages nothing, not even the app that it calls', async () => {
  const { program } = await createApp(await entrance.signUp('owner'));

  expect(await refusals(program, managing)).toEqual(allOf(managing, 'FORBIDDEN'));
});

test('the graph refuses what it does not know or cannot read', async () => {
  const ada = await entrance.signUp('ada');
  const codes = async (query: string, variables?: Record<string, unknown>) =>
    codesOf(await ada.graphql(query, variables));
  const huge = await post(ada, '/graphql', {
    query: `{ viewer { id } } #${'x'.repeat(20_000_000)}`,
  });

  expect(await codes('{ viewer { shoeSize } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(await codes('{ viewer { id ')).toEqual(['GRAPHQL_PARSE_FAILED']);
  expect(
    await codes('query ($id: ID!) { conversation(id: $id) { id } }', { id: { $gt: '' } }),
  ).toEqual(['BAD_USER_INPUT']);
  expect(huge.status).toBe(413);
  expect(await entrance.anonymous.graphql('{ viewer { id } }')).toEqual({ data: { viewer: null } });
});

test('no secret is ever logged', async () => {
  const owner = await entrance.signUp('owner');
  const { program, key } = await createApp(owner);
  await post(program, '/v1/chat-messages', { ...ask, query: 'My PIN is 83715529.' });

  const output = entrance.output.join('\n');

  expect(output).toContain('/v1/chat-messages');
  for (const secret of [key, owner.credential, '83715529', 'correct horse']) {
    expect(output).not.toContain(secret);
  }
});
