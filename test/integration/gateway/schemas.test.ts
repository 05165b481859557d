import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSubgraphs } from '@tributary/gateway/federation/composition';
import { parse } from 'graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notes, people, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

interface Health {
  status: string;
  composedAt: string | null;
  subgraphs: { name: string; url: string; hash?: string }[];
  refused: { subgraph: string; errors: string[] } | null;
}

async function health(url = world.url): Promise<Health> {
  return (await (await fetch(`${url}/health/supergraph`)).json()) as Health;
}

async function ask(query: string, url = world.url): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const ready = async (url: string) => (await fetch(`${url}/health/ready`)).status;

test('health shows which schemas are in force', async () => {
  const { status, composedAt, subgraphs, refused } = await health();

  expect({ status, refused }).toEqual({ status: 'ok', refused: null });
  expect(Date.parse(composedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(subgraphs.map(({ name, url }) => [name, url])).toEqual([
    ['auth', 'nats:graphql.auth'],
    ['notes', 'nats:graphql.notes'],
    ['people', 'nats:graphql.people'],
  ]);
  expect(subgraphs.every(({ hash }) => /^[0-9a-f]{16}$/.test(hash ?? ''))).toBe(true);
});

test('a schema that does not compose is refused, and the old supergraph goes on', async () => {
  await world.publish('people', people.replace('name: String!', 'name: Unknown!'));

  await expect
    .poll(() => health())
    .toMatchObject({ status: 'refused', refused: { subgraph: 'people' } });
  expect((await health()).refused?.errors.join()).toContain('Unknown');
  expect(await ask('{ person(id: "1") { name } }')).toEqual({
    data: { person: { name: 'Person 1' } },
  });
});

test('a bare text is a schema, and what is none is refused by the name of its service', async () => {
  await world.publishText('people', people.replace('name: String!', 'name: String'));
  await expect
    .poll(() => ask('{ __type(name: "Person") { fields { name type { kind } } } }'))
    .toMatchObject({
      data: {
        __type: { fields: expect.arrayContaining([{ name: 'name', type: { kind: 'SCALAR' } }]) },
      },
    });

  await world.publishText('people', '{"sdl": 1}');

  await expect
    .poll(() => health())
    .toMatchObject({ status: 'refused', refused: { subgraph: 'people' } });
  expect(await ask('{ person(id: "1") { name } }')).toEqual({
    data: { person: { name: 'Person 1' } },
  });
});

test('others may change while one is refused, and it is taken once it is mended', async () => {
  await world.publish('people', people.replace('name: String!', 'name: Unknown!'));
  await expect.poll(() => health()).toMatchObject({ status: 'refused' });

  await world.publish('notes', notes.replace('notes: [String!]! }', 'notes: [String!] }'));
  await expect
    .poll(() => ask('{ __type(name: "Query") { fields { name type { kind } } } }'))
    .toMatchObject({
      data: {
        __type: { fields: expect.arrayContaining([{ name: 'notes', type: { kind: 'LIST' } }]) },
      },
    });
  expect((await health()).refused?.subgraph).toBe('people');
  await world.publish('people', people);

  await expect.poll(() => health()).toMatchObject({ status: 'ok', refused: null });
});

test('a gateway is not ready before everything that is asked of it is there', async () => {
  const documents = [parse('query Need { weather }')];
  const gateway = await world.openGateway({ documents });
  const before = [await ready(gateway.address), await ask('{ notes }', gateway.address)];

  await world.publish('weather', 'type Query { weather: String }');
  await gateway.ready;

  expect(before[0]).toBe(503);
  expect(before[1]).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  expect(await ready(gateway.address)).toBe(200);
  expect(await health(gateway.address)).toMatchObject({ status: 'ok' });
});

test('a gateway that starts over a broken schema remembers the last good ones', async () => {
  await world.publish('people', 'type Query {');
  await expect.poll(() => health()).toMatchObject({ status: 'refused' });

  const next = await world.openGateway();
  await next.ready;

  expect(await health(next.address)).toMatchObject({
    status: 'refused',
    refused: { subgraph: 'people' },
  });
  expect(await ask('{ person(id: "1") { name } }', next.address)).toEqual({
    data: { person: { name: 'Person 1' } },
  });
});

test('swaps under load do not cost a request', async () => {
  const answers: unknown[] = [];
  let isOver = false;
  const load = Array.from({ length: 8 }, async () => {
    while (!isOver) answers.push(await ask('{ person(id: "1") { name notes } }'));
  });

  for (let round = 1; round <= 3; round++) {
    const before = (await health()).composedAt;
    await world.publish('notes', `${notes} type Round${round} @key(fields: "id") { id: ID! }`);
    await expect.poll(async () => (await health()).composedAt).not.toBe(before);
  }
  isOver = true;
  await Promise.all(load);

  const wrong = answers.filter((answer) => 'errors' in (answer as object));
  expect(answers.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

test('a file may hold the supergraph, and is read again when it changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  const path = join(folder, 'supergraph.graphql');
  const write = async (sdl: string) => {
    const result = composeSubgraphs([{ name: 'people', url: 'nats:graphql.people', sdl }]);
    if ('errors' in result) throw new Error(result.errors.join());
    await writeFile(`${path}.new`, result.sdl);
    await rename(`${path}.new`, path);
  };
  await write(people);

  const gateway = await world.openGateway({ env: { SUPERGRAPH: path } });
  await gateway.ready;
  const answer = await ask('{ person(id: "1") { name } }', gateway.address);
  await write(people.replace('broken: Int!', 'mended: Int!'));

  expect(answer).toEqual({ data: { person: { name: 'Person 1' } } });
  await expect
    .poll(() => ask('{ mended }', gateway.address), { timeout: 5000 })
    .not.toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  await rm(folder, { recursive: true });
});
