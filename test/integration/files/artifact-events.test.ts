import { createArtifactEvents } from '@tributary/files/sessions/artifact-events';
import { createArtifactWaits } from '@tributary/files/sessions/artifact-waits';
import { createArtifacts } from '@tributary/files/sessions/artifacts';
import { guessMimeType } from '@tributary/files/sessions/attachment-names';
import { openSessionCollections } from '@tributary/files/sessions/session-collections';
import { createSessionFacts } from '@tributary/files/sessions/session-facts';
import { createSessions } from '@tributary/files/sessions/sessions';
import { createWaitingRoom } from '@tributary/files/sessions/waiting-room';
import { openEventLog } from '@tributary/runtime/event-log';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { askService } from '@tributary/runtime/subgraph';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { createSessionWorld, worker } from './session-world.ts';
import { createAccount } from './world.ts';

let services: Services;
let world: ReturnType<typeof createSessionWorld>;

beforeAll(async () => {
  services = await startServices(['workflow', 'files']);
  world = createSessionWorld(services);
});
afterAll(() => services[Symbol.asyncDispose]());

const sequencesOf = (events: readonly { sequence: number }[]) =>
  events.map(({ sequence }) => sequence);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** So many files, whose names sort as they are counted. */
const filesOf = (count: number, name = 'f') =>
  Object.fromEntries(
    range(1, count).map((nr) => [`${name}${String(nr).padStart(4, '0')}`, `${nr}`]),
  );

/** What the files service has, in this process and over the same store. */
async function openParts(keptMax?: number) {
  const stack = new AsyncDisposableStack();
  const { MONGODB_URL: url } = services.env;
  const store = stack.use(await openStore({ url, database: 'tributary_files', log }));
  const collections = await openSessionCollections(store);
  const sessionCollection = collections.sessions;
  const events = createArtifactEvents({
    ...{ collection: collections.artifactBatches, sessionCollection },
    ...(keptMax !== undefined && { keptMax }),
  });
  const artifacts = createArtifacts({
    ...{ collection: collections.sessionFiles, stagedCollection: collections.stagedFiles },
    ...{ sessionCollection, sessions: createSessions(sessionCollection), events },
    ...{ transact: store.transact, viewer: worker },
    // This process is as good as dead once it has stored something.
    ...{ blobs: { release: async () => {} }, outbox: { relay: async () => {} } },
  });
  /** Events as of a node that wrote these files, without the files. */
  async function fill(sessionId: string, names: readonly string[]): Promise<void> {
    const facts = { change: 'CREATED' as const, nodeId: 'n', hook: 'h', artifactId: 'art_' };
    const file = { attachmentId: 'att_', sha256: '', createdAt: new Date() };
    const added = names.map((name) => ({
      ...{ ...facts, ...file, name, path: `code_workspace/${name}`, size: name.length },
      mimeType: guessMimeType(name),
    }));
    await store.transact(async (session) => {
      const row = await createSessions(sessionCollection).enter(sessionId, session);
      await events.append(row, added, session);
      const count = { $inc: { lastSequence: names.length } };
      await sessionCollection.updateOne({ _id: sessionId }, count, { session });
    });
  }
  return { events, artifacts, fill, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('the pages of a long list join without a gap, and events that do not fit are passed', async () => {
  await using parts = await openParts();
  const { id: sessionId } = (await world.open()).session;
  await parts.fill(sessionId, ['a.json', 'b.txt', 'long.txt']);

  const json = await world.events(sessionId, { filter: { extensions: ['', ' JSON'] } });
  const text = await world.events(sessionId, { filter: { mimeTypes: ['TEXT/*'], sizeMax: 5 } });
  await parts.fill(sessionId, range(1, 57).map(String));
  const pages = [];
  for (let after = 0, hasMore = true; hasMore; ) {
    const page = await world.events(sessionId, { after });
    pages.push([sequencesOf(page.events), page.nextCursor, page.hasMore]);
    ({ nextCursor: after, hasMore } = page);
  }

  expect([sequencesOf(json.events), json.nextCursor, json.hasMore]).toEqual([[1], 3, false]);
  expect([sequencesOf(text.events), text.nextCursor, text.hasMore]).toEqual([[2], 3, false]);
  expect(pages).toEqual([
    [range(1, 25), 25, true],
    [range(26, 50), 50, true],
    [range(51, 60), 60, false],
  ]);
});

test('a wait without events ends in time, with the cursor behind what did not fit', async () => {
  const { session } = await world.open();
  await world.change(session.id, { 'a.txt': 'a' });
  const begin = performance.now();

  const pages = await Promise.all([
    world.events(session.id, { waitMs: 1000, filter: { extensions: ['.json'] } }),
    world.events(session.id, { waitMs: 1000, after: 5_000_000_000 }),
  ]);

  expect(pages).toEqual([
    { events: [], nextCursor: 1, hasMore: false },
    { events: [], nextCursor: 5_000_000_000, hasMore: false },
  ]);
  expect(performance.now() - begin).toBeGreaterThan(990);
  expect(performance.now() - begin).toBeLessThan(9_000);
});

test('all who wait are woken by an append, and by the end of the session', async () => {
  const { session, key } = await world.open();
  await world.use(session.id);
  const wait = (after: number) => world.events(session.id, { waitMs: 30_000, after });
  const waiting = [wait(0), wait(0), wait(1)] as const;

  const first = await world.change(session.id, { 'a.txt': 'a' });
  const woken = await Promise.all([waiting[0], waiting[1]]);
  await world.close(session.id, key);
  const ended = await waiting[2];
  const later = await wait(1);

  expect(woken.map(({ events }) => events)).toEqual([first, first]);
  expect(ended).toEqual({ events: [], nextCursor: 1, hasMore: false });
  expect(later).toEqual(ended);
});

test('who follows a session gets each append once, live, until the session ends', async () => {
  const { session, key } = await world.open();
  await world.use(session.id);
  const one = await world.change(session.id, { 'a.txt': 'a', 'b.txt': 'b' });
  const all = world.follow(session.id);
  const rest = world.follow(session.id, '1');

  const begun = [await all.next(), await rest.next()].map(({ value }) => value?.sessionArtifacts);
  const two = await world.change(session.id, { 'a.txt': null });
  const live = (await all.next()).value?.sessionArtifacts;
  await world.close(session.id, key);

  expect(begun).toEqual([
    { cursor: '2', events: one },
    { cursor: '2', events: one.slice(1) },
  ]);
  expect(live).toEqual({ cursor: '3', events: two });
  expect(await all.next()).toEqual({ done: true, value: undefined });
  expect((await Array.fromAsync(rest)).map(({ sessionArtifacts: { cursor } }) => cursor)).toEqual([
    '3',
  ]);
});

test('nodes that end at once share the sequence, and what both found is told once', async () => {
  const { session } = await world.open();

  const [one = [], other = []] = await Promise.all(
    ['n1', 'n2'].map((nodeId) =>
      world.change(session.id, { ...filesOf(6), [nodeId]: nodeId }, { nodeId }),
    ),
  );

  expect(sequencesOf([...one, ...other]).sort((a, b) => a - b)).toEqual(range(1, 8));
  expect(one.length === 1 || other.length === 1).toBe(true);
  const { events } = await world.events(session.id);
  const paths = events.map(({ relativePath }) => relativePath);
  expect(new Set(paths).size).toBe(8);
});

test('only the newest events are kept', async () => {
  await using parts = await openParts(5);
  const sessionId = `session-${newId()}`;
  for (const name of ['a', 'b', 'c']) await parts.fill(sessionId, [name, name, name]);

  const isWanted = () => true;
  const page = await parts.events.scan(sessionId, { after: 1, first: 10, isWanted });
  const none = await parts.events.scan(sessionId, { after: 0, first: 10, isWanted: () => false });

  expect([sequencesOf(page.events), page.nextCursor, page.hasMore]).toEqual([
    range(5, 9),
    9,
    false,
  ]);
  expect(none).toEqual({ events: [], nextCursor: 9, hasMore: false });
});

test('what a dead process registered is told once all the same', async () => {
  const { session } = await world.open();
  const stagedId = await world.stage(session.id, 'x');
  const facts = await openEventLog(services.bus);
  const changes = [{ path: 'a.txt', stagedId }];
  {
    await using parts = await openParts();
    await parts.artifacts.register({ sessionId: session.id, nodeId: 'n', hook: 'h', changes });
  }
  const told = facts.read(`event.session.${session.id}`);
  await told.next();
  await world.change(session.id, { 'b.txt': 'b' });
  process.kill(services.pidOf('files'), 'SIGKILL');
  await services.start('files');

  await told.next();
  const again = await world.register(session.id, changes);

  expect(again).toEqual([]);
  const list = await facts.list(`event.session.${session.id}`);
  expect(list.map(({ data }) => data)).toEqual([{ last: 1 }, { last: 2 }]);
  expect(sequencesOf((await world.events(session.id)).events)).toEqual([1, 2]);
});

test('a wait ends at once when nobody waits for its answer, or its process stops', async () => {
  await using parts = await openParts();
  const facts = createSessionFacts({ bus: services.bus, isConnected: async () => true });
  const gone = new AbortController();
  const waitOf = (signal: AbortSignal) =>
    createArtifactWaits({
      ...{ events: parts.events, facts, signal },
      ...{ waitingRoom: createWaitingRoom(), access: { readStatus: async () => 'CONNECTED' } },
    }).readPage(newId(), { first: 1, waitMs: 60_000 });
  const waits = [waitOf(gone.signal), waitOf(AbortSignal.timeout(600_000))];

  gone.abort(new Failure('TIMEOUT', 'late'));
  facts[Symbol.dispose]();

  const ends = await Promise.allSettled(waits);
  expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual([
    ...['TIMEOUT', 'UNAVAILABLE'],
  ]);
});

test('of one request one page is waited for, however many it asks for', async () => {
  const { session } = await world.open();
  const begin = performance.now();
  const page = 'artifactEvents(first: 1, waitMs: 20000) { nextCursor }';
  const others = Array.from({ length: 200 }, (_, nr) => `p${nr}: ${page}`).join(' ');
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Session { one: artifactEvents(first: 1, waitMs: 500) { nextCursor } ${others} }
  } }`;

  const of = [{ __typename: 'Session', id: session.id }];
  await services.ask(worker, 'files', query, { of });

  expect(performance.now() - begin).toBeLessThan(9_000);
});

test('so many wait for a session, and whoever leaves makes room', async () => {
  const { session } = await world.open();
  const leaving = new AbortController();
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Session { artifactEvents(first: 1, waitMs: 60000) { nextCursor } }
  } }`;
  const variables = { of: [{ __typename: 'Session', id: session.id }] };
  const options = { viewer: worker, signal: leaving.signal, deadlineMs: 70_000 };
  // Some more than have room.
  const waits = Promise.allSettled(
    range(1, 25).map(() => askService(services.bus, 'files', { query, variables }, options)),
  );
  const isFull = async () => {
    const begin = performance.now();
    await world.events(session.id, { waitMs: 1_000 });
    return performance.now() - begin < 990;
  };

  await expect.poll(isFull, { timeout: 20_000 }).toBe(true);
  leaving.abort(new Failure('TIMEOUT', 'left'));

  await expect.poll(isFull, { timeout: 20_000 }).toBe(false);
  await waits;
});

test('arguments beyond their limits are refused', async () => {
  const { session } = await createSessionWorld(services, createAccount()).open();
  const refused = [{ first: 0 }, { first: 101 }, { waitMs: 60_001 }, { waitMs: -1 }];

  const attempts = await Promise.allSettled(refused.map((args) => world.events(session.id, args)));
  const cursor = world.follow(session.id, 'x').next();

  expect(attempts.map((attempt) => attempt.status === 'rejected' && attempt.reason.code)).toEqual(
    refused.map(() => 'BAD_INPUT'),
  );
  await expect(cursor).rejects.toEqual(expect.objectContaining({ code: 'BAD_INPUT' }));
});
