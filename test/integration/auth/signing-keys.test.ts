import { openCollections } from '@tributary/auth/collections';
import { openSigningKeys } from '@tributary/auth/signing-keys';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { readDocument } from '@tributary/runtime/registry';
import { openStore, type Store } from '@tributary/runtime/store';
import type { JSONWebKeySet } from 'jose';
import { expect, test } from 'vitest';
import { startMongo } from '../../mongo.ts';
import { startNats } from '../../nats.ts';

interface World extends AsyncDisposable {
  readonly bus: Bus;
  readonly store: Store;
  /** The keys of an auth process whose clock is so far ahead. */
  open(aheadMs?: number): ReturnType<typeof openSigningKeys>;
  published(): Promise<(string | undefined)[]>;
}

const [secondMs, hourMs, dayMs] = [1000, 3_600_000, 86_400_000];

async function openWorld(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const [nats, mongo] = [stack.use(await startNats()), stack.use(await startMongo())];
  const identities = createIdentities('a secret that only this test has, of course');
  const options = { servers: [nats.url], name: 'test', identities, log: silentLog };
  const bus = stack.use(await connectBus(options));
  const log = silentLog;
  const store = stack.use(await openStore({ url: mongo.url, database: 'keys', log }));
  const { signingKeys: collection } = await openCollections(store);
  return {
    ...{ bus, store },
    async open(aheadMs = 0) {
      const now = () => Date.now() + aheadMs;
      return stack.use(await openSigningKeys({ collection, bus, now }));
    },
    async published() {
      const document = (await readDocument(bus, 'keys', 'access')) as JSONWebKeySet;
      return document.keys.map(({ kid }) => kid);
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

  const { signingKeys } = await openCollections(world.store);

  const row = await signingKeys.findOne({ _id: keys.current().kid }).lean();
  expect(Object.keys(JSON.parse(row?.privateJwk ?? '{}'))).toContain('d');
  const { keys: published } = (await readDocument(world.bus, 'keys', 'access')) as JSONWebKeySet;
  expect(published.filter((key) => 'd' in key)).toEqual([]);
});
