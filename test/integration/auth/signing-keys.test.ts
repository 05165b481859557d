import { randomUUID } from 'node:crypto';
import { type Collections, openCollections } from '@tributary/auth/collections';
import { openSigningKeys } from '@tributary/auth/signing-keys';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { readDocument } from '@tributary/runtime/registry';
import { openStore } from '@tributary/runtime/store';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';
import { type NatsServer, startNats } from '../../nats.ts';

interface World extends AsyncDisposable {
  readonly bus: Bus;
  readonly collection: Collections['signingKeys'];
  /** The keys of an auth process whose clock is so far ahead. */
  open(aheadMs?: number): ReturnType<typeof openSigningKeys>;
  published(): Promise<(string | undefined)[]>;
  /** Lets so much time pass, as all processes see it. */
  pass(ms: number): void;
}

const [secondMs, hourMs, dayMs] = [1000, 3_600_000, 86_400_000];

let servers: { nats: NatsServer; mongo: MongoServer };
beforeAll(async () => {
  const [nats, mongo] = await Promise.all([startNats(), startMongo()]);
  servers = { nats, mongo };
});
afterAll(() => Promise.all(Object.values(servers).map((one) => one[Symbol.asyncDispose]())));

/** A store that no other test has; what those published is soon replaced. */
async function openWorld(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const { nats, mongo } = servers;
  const identities = createIdentities('a secret that only this test has, of course');
  const options = { servers: [nats.url], name: 'test', identities, log: silentLog };
  const bus = stack.use(await connectBus(options));
  const [log, database] = [silentLog, `keys-${randomUUID()}`];
  const store = stack.use(await openStore({ url: mongo.url, database, log }));
  const { signingKeys: collection } = await openCollections(store);
  let passedMs = 0;
  return {
    ...{ bus, collection },
    async open(aheadMs = 0) {
      const now = () => Date.now() + aheadMs + passedMs;
      return stack.use(await openSigningKeys({ collection, bus, now }));
    },
    async published() {
      const document = (await readDocument(bus, 'keys', 'access')) as JSONWebKeySet;
      return document.keys.map(({ kid }) => kid);
    },
    pass(ms) {
      passedMs += ms;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('the first key signs at once, and again after a restart', async () => {
  await using world = await openWorld();

  const kids = [await world.open(), await world.open()].map((keys) => keys.current().kid);

  expect(new Set(kids).size).toBe(1);
  expect(await world.published()).toEqual([kids[0]]);
});

test('processes that start at once agree on a key', async () => {
  await using world = await openWorld();

  const opened = await Promise.all([world.open(), world.open(), world.open()]);

  const kids = () => new Set(opened.map((keys) => keys.current().kid));
  await expect.poll(() => kids().size).toBe(1);
  expect(await world.published()).toEqual(expect.arrayContaining([...kids()]));
});

test('a key that is thirty days old is replaced, once the new one is known', async () => {
  await using world = await openWorld();
  const first = (await world.open()).current().kid;

  const keys = await world.open(30 * dayMs + secondMs);

  const [old, next] = await world.published();
  expect(old).toBe(first);
  expect(next).not.toBe(first);
  expect(keys.current().kid).toBe(first);
  const later = await world.open(30 * dayMs + 12 * secondMs);
  expect(later.current().kid).toBe(next);
});

test('all processes sign with a new key as soon as everybody knows it', async () => {
  await using world = await openWorld();
  const running = [await world.open(), await world.open()];
  const kids = () => running.map((keys) => keys.current().kid);
  const [first] = kids();

  const kid = await running[0]?.rotate();
  const [before, published] = [kids(), await world.published()];
  world.pass(10 * secondMs);

  expect([before, published]).toEqual([
    [first, first],
    [first, kid],
  ]);
  await expect.poll(kids).toEqual([kid, kid]);
  expect(await world.published()).toEqual([first, kid]);
});

test('a key that has retired verifies for as long as its tokens live', async () => {
  await using world = await openWorld();
  const first = (await world.open()).current().kid;
  const kid = await (await world.open()).rotate();

  await world.open(25 * hourMs);
  const before = await world.published();
  await world.open(25 * hourMs + 20 * secondMs);

  expect(before).toEqual([first, kid]);
  expect(await world.published()).toEqual([kid]);
});

test('a key is stored with its secret part, which nobody else gets', async () => {
  await using world = await openWorld();
  const keys = await world.open();

  const row = await world.collection.findOne({ _id: keys.current().kid }).lean();

  expect(Object.keys(JSON.parse(row?.privateJwk ?? '{}'))).toContain('d');
  const { keys: published } = (await readDocument(world.bus, 'keys', 'access')) as JSONWebKeySet;
  expect(published.filter((key) => 'd' in key)).toEqual([]);
});
