import { beforeAll, expect, test } from 'vitest';
import { type Answer, createApp, createPerson, type Person } from '../person.ts';
import { act, codesOf, join, signIn } from '../sessions.ts';
import { readFrames } from '../sse.ts';
import { fleet } from './fleet.ts';

let second: string;

beforeAll(() => {
  [, second = ''] = fleet.urls;
});

/** An answer to this takes longer than any revocation. */
const text = 'Tell me about ships. '.repeat(20);

interface Sent {
  taskId: string;
  message: { id: string };
}

/** Follows an answer through the second gateway until the end; acts once it has begun. */
async function followUntil(
  { credential }: Pick<Person, 'credential'>,
  { taskId }: Sent,
  end: () => Promise<unknown>,
) {
  const person = createPerson(second, credential);
  const query = 'subscription ($id: ID!) { taskEvents(taskId: $id) { type } }';
  const answers: Answer<{ taskEvents: { type: string } }>[] = [];
  for await (const answer of person.subscribe<{ taskEvents: { type: string } }>(query, {
    id: taskId,
  })) {
    answers.push(answer);
    if (answers.length === 2) void end();
  }
  const types = new Set(answers.flatMap(({ data }) => data?.taskEvents.type ?? []));
  return { types: [...types], codes: answers.flatMap(codesOf) };
}

const send = (person: Person, appId: string) =>
  act<Sent>(person, 'sendMessage', { appId, text }, { fields: '{ taskId message { id } }' });

const createKey = (owner: Person, appId: string) =>
  act<{ id: string; key: string }>(owner, 'createApiKey', { appId }, { fields: '{ id key }' });

const cutOff = { types: ['MESSAGE'], codes: ['UNAUTHENTICATED'] };

test('a subscription ends when the key that it was opened with is revoked, and the answer goes on', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId } = await createApp(owner);
  const { id, key } = await createKey(owner, appId);
  const sent = await send(createPerson(second, key), appId);

  const seen = await followUntil({ credential: key }, sent, () =>
    act(owner, 'revokeApiKey', { id }),
  );

  expect(seen).toEqual(cutOff);
  const { data } = await owner.graphql('query ($id: ID!) { task(id: $id) { status } }', {
    id: sent.taskId,
  });
  expect(data).toEqual({ task: { status: 'RUNNING' } });
});

test('a subscription ends when the app that it was opened with is switched off', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId, key, program } = await createApp(owner);
  const sent = await send(program, appId);

  const seen = await followUntil({ credential: key }, sent, () =>
    act(owner, 'updateApp', { appId, apiEnabled: false }),
  );

  expect(seen).toEqual(cutOff);
});

test('a subscription ends with the sign-in that it was opened with', async () => {
  const ada = await fleet.signUp('ada');
  const { id: appId } = await createApp(ada);
  const { accessToken } = await signIn(second, ada.email);
  const sent = await send(ada, appId);

  const seen = await followUntil({ credential: accessToken }, sent, () =>
    act(createPerson(ada.url, accessToken), 'signOut', {}),
  );

  expect(seen).toEqual(cutOff);
});

test('a subscription ends when its account is banned', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId } = await createApp(owner);
  const guest = await join(fleet, owner);
  const sent = await send(guest, appId);

  const seen = await followUntil(guest, sent, () =>
    act(owner, 'banAccount', { accountId: guest.accountId }),
  );

  expect(seen).toEqual(cutOff);
});

test('a stream of the Dify API ends in its own words when its key is revoked', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId } = await createApp(owner);
  const { id, key } = await createKey(owner, appId);
  const body = { query: text, user: 'kim', response_mode: 'streaming' };
  const response = await createPerson(second, key).fetch('/v1/chat-messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const events: Record<string, unknown>[] = [];
  for await (const event of readFrames(response)) {
    events.push(JSON.parse(event.data));
    if (events.length === 2) void act(owner, 'revokeApiKey', { id });
  }

  const last = events.pop();
  expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['message']));
  expect(last).toMatchObject({ event: 'error', code: 'unauthorized', status: 401 });
});
