import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { anonymous, asService, type Viewer } from '@tributary/runtime/identity';
import { watchDocuments } from '@tributary/runtime/registry';
import { openStream } from '@tributary/runtime/streams';
import { askService, serveSubgraph } from '@tributary/runtime/subgraph';
import { expect, test } from 'vitest';
import {
  collectLog,
  createEvents,
  decode,
  encode,
  failureOf,
  identities,
  startNetwork,
} from './network.ts';

const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar DateTime
  scalar Size
  type Query {
    viewer: String!
    later(time: DateTime!, ms: Size!): DateTime!
    note(id: ID!): Note
    slow: Boolean
  }
  type Note @key(fields: "id") { id: ID! title: String broken: String }
  type Subscription { count(to: Int!): Int! idle: Int! bug: Int! }
`;

interface Context {
  viewer: Viewer;
  signal: AbortSignal;
}

/** What resolvers tell the test, and what it tells them. */
const slowCalls = createEvents<(value: boolean) => void>();
const idleEnds = createEvents<string>();
const bug = new TypeError('a bug with a secret');

const resolvers = {
  Query: {
    viewer: (_: unknown, __: unknown, { viewer }: Context) => viewer.id,
    later: (_: unknown, { time, ms }: { time: Date; ms: number }) => new Date(time.getTime() + ms),
    note: (_: unknown, { id }: { id: string }) => {
      if (id === 'other') throw new Failure('FORBIDDEN', 'not yours', { reason: 'not_owner' });
      return { id, title: `Note ${id}` };
    },
    slow: () => new Promise<boolean>((resolve) => slowCalls.add(resolve)),
  },
  Note: {
    __resolveReference: ({ id }: { id: string }) => ({ id, title: `Referred ${id}` }),
    broken: () => Promise.reject(bug),
  },
  Subscription: {
    count: {
      async *subscribe(_: unknown, { to }: { to: number }) {
        for (let count = 1; count <= to; count++) yield { count };
        if (to === 0) throw new Failure('NOT_FOUND', 'nothing to count');
      },
    },
    bug: { subscribe: () => Promise.reject(bug) },
    idle: {
      async *subscribe(_: unknown, __: unknown, { signal }: Context) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        idleEnds.add('aborted');
        yield { idle: 0 };
      },
    },
  },
};

const serve = (bus: Bus) =>
  serveSubgraph<Context>({
    name: 'notes',
    sdl,
    bus,
    log: bus.log,
    resolvers,
    context: (viewer, signal) => ({ viewer, signal }),
  });

/** The response as it is on the bus. */
async function ask(bus: Bus, request: unknown, viewer = anonymous): Promise<unknown> {
  const identity = await identities.sign(viewer);
  const options = { identity, deadline: Date.now() + 10_000 };
  const reply = await bus.request('graphql.notes', encode(JSON.stringify(request)), options);
  return JSON.parse(decode(reply));
}

async function subscribe(bus: Bus, query: string): Promise<AsyncIterable<Uint8Array>> {
  const identity = await identities.sign(anonymous);
  return openStream(bus, 'stream.graphql.notes', encode(JSON.stringify({ query })), { identity });
}

test('a query is answered for its viewer, with variables and scalars', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const query = 'query ($time: DateTime!) { viewer later(time: $time, ms: 5000000000) }';
  const variables = { time: '2026-01-01T00:00:00+01:00' };

  const result = await ask(bus, { query, variables }, asService('chat'));

  expect(result).toEqual({ data: { viewer: 'chat', later: '2026-02-27T19:53:20.000Z' } });
});

test('entities resolve by their key', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const query = `query ($keys: [_Any!]!) {
    _entities(representations: $keys) { ... on Note { id title } }
  }`;
  const variables = { keys: [{ __typename: 'Note', id: '7' }] };

  const result = await ask(bus, { query, variables });

  expect(result).toEqual({ data: { _entities: [{ id: '7', title: 'Referred 7' }] } });
});

test('a failure is shown with its code and reason, and thrown to a service that asks', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const query = '{ viewer hidden: note(id: "other") { id } }';

  const result = await ask(bus, { query });
  const failure = await failureOf(askService(bus, 'notes', { query }, { viewer: anonymous }));

  const extensions = { code: 'FORBIDDEN', reason: 'not_owner' };
  expect(result).toEqual({
    data: { viewer: '', hidden: null },
    errors: [{ message: 'not yours', path: ['hidden'], extensions }],
  });
  expect(failure).toEqual({ ...extensions, message: 'not yours' });
});

test('a bug is hidden from the client and logged once, however many fields it spoils', async () => {
  await using network = await startNetwork();
  const { log, entries } = collectLog();
  const bus = await network.connect(log);
  await using _ = await serve(bus);

  const result = await ask(bus, { query: '{ note(id: "1") { broken again: broken } }' });

  const error = { message: 'internal error', extensions: { code: 'INTERNAL' } };
  expect(result).toEqual({
    data: { note: { broken: null, again: null } },
    errors: [
      { ...error, path: ['note', 'broken'] },
      { ...error, path: ['note', 'again'] },
    ],
  });
  expect(entries).toMatchObject([
    { msg: 'resolver failed', path: 'note.broken', err: { stack: expect.stringMatching(/a bug/) } },
  ]);
});

test('an invalid document, request or variable is bad input', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const withTime = { query: 'query ($t: DateTime!) { later(time: $t, ms: 1) }' };

  const failures = [
    await failureOf(ask(bus, { query: '{ viewer' })),
    await failureOf(ask(bus, { query: '{ unknown }' })),
    await failureOf(ask(bus, { query: 7 })),
  ];
  const result = await ask(bus, { ...withTime, variables: { t: 'yesterday' } });

  expect(failures).toEqual([
    { code: 'BAD_INPUT', message: 'Syntax Error: Expected Name, found <EOF>.' },
    { code: 'BAD_INPUT', message: 'Cannot query field "unknown" on type "Query".' },
    { code: 'BAD_INPUT', message: 'the request is not a GraphQL request' },
  ]);
  const message = expect.stringMatching(
    /"\$t".*DateTime must be an ISO 8601 instant with its offset/,
  );
  expect(result).toEqual({ errors: [{ message, extensions: { code: 'BAD_INPUT' } }] });
});

test('a request with a forged identity is not executed', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const data = encode(JSON.stringify({ query: '{ viewer }' }));
  const deadline = Date.now() + 10_000;

  const failure = await failureOf(
    bus.request('graphql.notes', data, { identity: 'forged', deadline }),
  );

  expect(failure).toEqual({ code: 'UNAUTHENTICATED', message: 'the identity is not valid' });
});

test('a query that misses its deadline is a timeout', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const options = { viewer: anonymous, deadlineMs: 300 };

  const failure = await failureOf(askService(bus, 'notes', { query: '{ slow }' }, options));

  expect(failure).toEqual({ code: 'TIMEOUT', message: expect.stringContaining('in time') });
  await slowCalls.next();
});

test('a subscription delivers one result a chunk and ends', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);

  const results: unknown[] = [];
  for await (const chunk of await subscribe(bus, 'subscription { count(to: 3) }')) {
    results.push(JSON.parse(decode(chunk)));
  }

  expect(results).toEqual([1, 2, 3].map((count) => ({ data: { count } })));
});

test('a subscription that cannot begin, or breaks, is a failure of the stream', async () => {
  await using network = await startNetwork();
  const { log, entries } = collectLog();
  const bus = await network.connect(log);
  await using _ = await serve(bus);
  const first = async (query: string) =>
    (await subscribe(bus, query))[Symbol.asyncIterator]().next();

  const failures = [
    await failureOf(first('subscription { count(to: "x") }')),
    await failureOf(first('subscription { count(to: 0) }')),
    await failureOf(first('subscription { bug }')),
  ];

  expect(failures).toEqual([
    { code: 'BAD_INPUT', message: 'Int cannot represent non-integer value: "x"' },
    { code: 'NOT_FOUND', message: 'nothing to count' },
    { code: 'INTERNAL', message: 'internal error' },
  ]);
  expect(entries).toMatchObject([{ err: { message: bug.message }, msg: 'unforeseen error' }]);
});

test('a subscriber that leaves ends the source, also while it waits', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await serve(bus);
  const iterator = (await subscribe(bus, 'subscription { idle }'))[Symbol.asyncIterator]();
  const waiting = iterator.next();
  await bus.connection.flush();

  await iterator.return?.();

  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await idleEnds.next()).toBe('aborted');
});

test('the schema is published, and again when the registry lost it', async () => {
  await using network = await startNetwork();
  const [server, gateway] = [await network.connect(), await network.connect()];
  await using _ = await serve(server);
  const changes = createEvents<unknown>();
  await using __ = await watchDocuments(gateway, 'subgraphs', (documents) =>
    changes.add(Object.fromEntries(documents)),
  );
  const published = await changes.next();

  await (await gateway.connection.jetstream().views.kv('subgraphs')).purge('notes');

  const expected = { notes: { name: 'notes', url: 'nats:graphql.notes', sdl } };
  expect([published, await changes.next(), await changes.next()]).toEqual([expected, {}, expected]);
});

test('a subgraph that stops finishes the query that runs', async () => {
  await using network = await startNetwork();
  const [client, server] = [await network.connect(), await network.connect()];
  const subgraph = await serve(server);
  const running = ask(client, { query: '{ slow }' });
  const finish = await slowCalls.next();

  const stopped = subgraph[Symbol.asyncDispose]();
  finish(true);

  expect(await running).toEqual({ data: { slow: true } });
  await stopped;
  const refused = await failureOf(ask(client, { query: '{ viewer }' }));
  expect(refused).toEqual({ code: 'UNAVAILABLE', message: 'notes does not answer' });
});
