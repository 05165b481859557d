import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function all(path: string, query: string): Promise<unknown[]> {
  const client = createClient({ url: world.url + path, retryAttempts: 0 });
  const results: unknown[] = [];
  for await (const result of client.iterate({ query })) results.push(result);
  client.dispose();
  return results;
}

test.each(['/graphql', '/graphql/stream'])('a subscription streams from %s', async (path) => {
  const events = await all(path, 'subscription { ticks(to: 2) { number person { notes } } }');

  expect(events).toEqual([
    { data: { ticks: { number: 1, person: { notes: ['note of 1'] } } } },
    { data: { ticks: { number: 2, person: { notes: ['note of 2'] } } } },
  ]);
});

test('a query is a stream of one result', async () => {
  const results = await all('/graphql/stream', '{ person(id: "1") { name } }');

  expect(results).toEqual([{ data: { person: { name: 'Person 1' } } }]);
});

test('what is refused is a result with errors', async () => {
  const results = await all('/graphql/stream', 'subscription { mine { number } }');

  const message = 'the operation needs a signed-in caller';
  expect(results).toEqual([{ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] }]);
});

test('a GET opens a stream, in the form of the protocol', async () => {
  const query = encodeURIComponent('query ($id: ID!) { person(id: $id) { id } }');
  const variables = encodeURIComponent('{"id":"9"}');
  const address = `${world.url}/graphql/stream?query=${query}&variables=${variables}`;

  const response = await fetch(address, { headers: { accept: 'text/event-stream' } });

  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await response.text()).toBe(
    ':\n\nevent: next\ndata: {"data":{"person":{"id":"9"}}}\n\nevent: complete\ndata:\n\n',
  );
});

test('a GET does not change anything', async () => {
  const query = encodeURIComponent('mutation { addNote(text: "x") }');

  const response = await fetch(`${world.url}/graphql/stream?query=${query}`);

  await response.text();
  expect(world.seen.notes).toEqual([]);
});

test('a stream whose client goes away ends at its service', async () => {
  const gone = new AbortController();
  const response = await fetch(`${world.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { ticks(to: 100000) { number } }' }),
    signal: gone.signal,
  });
  await response.body?.getReader().read();
  await expect.poll(() => world.seen.ticksOpen).toBe(1);

  gone.abort();

  await expect.poll(() => world.seen.ticksOpen).toBe(0);
});

test('a gateway that stops cuts its streams without calling them complete', async () => {
  const gateway = await world.openGateway();
  await gateway.ready;
  const query = encodeURIComponent('subscription { ticks(to: 100000) { number } }');
  const response = await fetch(`${gateway.address}/graphql/stream?query=${query}`);
  const reader = response.body?.getReader();
  await reader?.read();

  const startedAt = Date.now();
  await gateway[Symbol.asyncDispose]();
  const tookMs = Date.now() - startedAt;

  let text = '';
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    text += Buffer.from(part.value).toString();
  }
  expect(text).not.toContain('complete');
  expect(tookMs).toBeLessThan(2000);
});

test('a page of another site cannot start anything', async () => {
  const query = encodeURIComponent('mutation { addNote(text: "x") }');
  const send = (path: string) =>
    fetch(`${world.url}${path}?query=${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'mutation { addNote(text: "x") }' }),
    });

  const answers = [await send('/graphql'), await send('/graphql/stream')];

  expect(answers.map(({ status }) => status)).toEqual([400, 415]);
  expect(world.seen.notes).toEqual([]);
});
