import { openEventLog } from '@tributary/runtime/event-log';
import { anonymous, asOperator, asService, type Viewer } from '@tributary/runtime/identity';
import { silentLog as log } from '@tributary/runtime/log';
import { createOutbox } from '@tributary/runtime/outbox';
import { createRateLimiter, type Rate } from '@tributary/runtime/rate-limit';
import { openStore, trusted } from '@tributary/runtime/store';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import { openCollections } from '@tributary/workflow/collections';
import { createSessionEndings } from '@tributary/workflow/session-endings';
import { createSessionLimits } from '@tributary/workflow/session-limits';
import { startSessionSweep } from '@tributary/workflow/session-sweep';
import { createSessions } from '@tributary/workflow/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { account } from './players.ts';
import { createKeeper } from './session-keeper.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices(['workflow']);
  await services.start('workflow');
});
afterAll(() => services[Symbol.asyncDispose]());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const failure = (code: string, reason?: string) =>
  expect.objectContaining({ code, ...(reason !== undefined && { reason }) });

interface PartsOptions {
  leaseMs?: number;
  rate?: Rate;
  isAccountRequired?: boolean;
}

/** Sessions in the store of the services, with times of one's own. */
async function openParts({ rate, isAccountRequired = false, ...times }: PartsOptions) {
  const stack = new AsyncDisposableStack();
  const { bus, env } = services;
  const store = await openStore({ url: env.MONGODB_URL, database: 'tributary_workflow', log });
  stack.use(store);
  const { sessions: model } = await openCollections(store);
  const events = await openEventLog(bus);
  const work = await openWorkQueue(bus, log);
  const outbox = stack.use(createOutbox({ model, events, work, bus, log }));
  const announce = (subject: string) => bus.connection.publish(subject);
  const endings = createSessionEndings({ collection: model, outbox, announce, ...times });
  const limits = createSessionLimits({
    limiter: createRateLimiter({ bus }),
    ...(rate !== undefined && { rate }),
  });
  const own = { collection: model, endings, limits, isAccountRequired, ...times };
  const as = (viewer: Viewer) => createSessions({ viewer, ...own });
  const close = () => stack.disposeAsync();
  return { model, events, endings, as, [Symbol.asyncDispose]: close };
}

test('a session is connected until it is closed, and remains when it was used', async () => {
  const keeper = createKeeper(services);
  const { session, key } = await keeper.open();

  const renewed = await keeper.renew(session.id, key);
  const used = await keeper.use(session.id);
  const closed = await keeper.close(session.id, key);
  const again = await keeper.close(session.id, key);

  expect(session).toEqual({
    id: expect.stringMatching(uuid),
    status: 'CONNECTED',
    closedAt: null,
  });
  expect([renewed, used]).toEqual([session, session]);
  expect(closed).toEqual({ ...session, status: 'CLOSED', closedAt: expect.any(String) });
  expect(again).toEqual(closed);
  expect(await keeper.read(session.id)).toEqual(closed);
  await expect(keeper.use(session.id)).rejects.toEqual(
    failure('BAD_INPUT', 'session_not_connected'),
  );
  await expect(keeper.renew(session.id, key)).rejects.toEqual(failure('NOT_FOUND'));
});

test('of a session that was never used nothing remains, and it may be closed twice', async () => {
  const keeper = createKeeper(services);
  const { session, key } = await keeper.open();

  const open = await keeper.read(session.id);
  const closed = await keeper.close(session.id, key);
  const again = await keeper.close(session.id, key);

  expect(open).toEqual(session);
  expect(again).toEqual(closed);
  expect(await keeper.read(session.id)).toBeNull();
  // Who has come to it before still sees how it ended.
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Session { id status closedAt }
  } }`;
  const of = [{ __typename: 'Session', id: session.id }];
  expect(await services.ask(anonymous, 'workflow', query, { of })).toEqual({ _entities: [closed] });
});

test('only who opened a session renews and closes it', async () => {
  const keeper = createKeeper(services);
  const [one, other] = [await keeper.open(), await keeper.open()];

  const attempts = await Promise.allSettled([
    keeper.renew(one.session.id, other.key),
    keeper.close(one.session.id, other.key),
    keeper.close('nothing', one.key),
    keeper.use('nothing'),
  ]);

  expect(attempts.map((attempt) => attempt.status === 'rejected' && attempt.reason)).toEqual([
    ...[failure('NOT_FOUND'), failure('NOT_FOUND'), failure('NOT_FOUND')],
    failure('BAD_INPUT', 'session_not_connected'),
  ]);
  expect(await keeper.read(one.session.id)).toEqual(one.session);
});

test('a private session is there for its account alone', async () => {
  const owner = account();
  const { session } = await createKeeper(services, owner).open(true);
  const others = [undefined, account(), { ...owner, organizationId: 'elsewhere' }].map((viewer) =>
    createKeeper(services, viewer),
  );

  for (const other of others) {
    expect(await other.read(session.id)).toBeNull();
    await expect(other.use(session.id)).rejects.toEqual(
      failure('BAD_INPUT', 'session_not_connected'),
    );
  }
  expect(await createKeeper(services, owner).read(session.id)).toEqual(session);
  expect(await createKeeper(services, asService('files')).read(session.id)).toEqual(session);
  await expect(createKeeper(services).open(true)).rejects.toEqual(failure('BAD_INPUT'));
});

test('an operator purges sessions that have ended', async () => {
  const operator = createKeeper(services, asOperator());
  const keeper = createKeeper(services);
  const { session, key } = await keeper.open();
  await keeper.use(session.id);

  await expect(operator.purge(session.id)).rejects.toEqual(failure('CONFLICT'));
  await keeper.close(session.id, key);
  const stranger = createKeeper(services, account());
  await expect(stranger.purge(session.id)).rejects.toEqual(failure('FORBIDDEN'));
  await expect(keeper.purge(session.id)).rejects.toEqual(failure('FORBIDDEN'));
  const purged = await operator.purge(session.id);

  expect(purged).toEqual({ sessionId: session.id });
  expect(await operator.read(session.id)).toBeNull();
  await expect(operator.purge(session.id)).rejects.toEqual(failure('NOT_FOUND'));
});

test('sessions whose lease ran out end once, however many sweep', async () => {
  await using parts = await openParts({ leaseMs: 50 });
  const sessions = parts.as(account());
  // The service sweeps as well.
  const told: string[] = [];
  const { connection } = services.bus;
  connection.subscribe('session.ended.*', { callback: (_, { subject }) => told.push(subject) });
  const opened = await Promise.all(
    Array.from({ length: 8 }, () => sessions.open({ isPrivate: false })),
  );
  const ids = opened.map(({ session }) => session.id);
  const two = [1, 2].map(() => startSessionSweep({ endings: parts.endings, log, pauseMs: 5 }));
  const ofThese = () => told.filter((subject) => ids.includes(subject.slice(14))).sort();

  await expect.poll(() => ofThese().length, { timeout: 20_000 }).toBe(8);

  for (const sweep of two) await sweep[Symbol.asyncDispose]();
  await Promise.all(ids.map((id) => parts.endings.end(id)));
  await connection.flush();
  expect(ofThese()).toEqual(ids.map((id) => `session.ended.${id}`).sort());
  // What was never used leaves nothing, in the log of facts neither.
  const facts = await Promise.all(ids.map((id) => parts.events.list(`event.session.${id}`)));
  expect(facts.flat()).toEqual([]);
  expect(await Promise.all(ids.map(sessions.load))).toEqual(ids.map(() => null));
});

test('a session that is used while it ends either remains or was never used', async () => {
  const keeper = createKeeper(services);
  const opened = await Promise.all(Array.from({ length: 10 }, () => keeper.open()));

  const used = await Promise.all(
    opened.map(async ({ session: { id }, key }) => {
      const closing = keeper.close(id, key);
      const isUsed = await keeper.use(id).then(
        () => true,
        () => false,
      );
      await closing;
      return isUsed;
    }),
  );

  const remaining = await Promise.all(opened.map(({ session }) => keeper.read(session.id)));
  expect(remaining.map((session) => session !== null)).toEqual(used);
});

test('what was forgotten goes once it has told its end', async () => {
  await using parts = await openParts({});
  const sessions = parts.as(account());
  const [gone, kept] = [await sessions.open({}), await sessions.open({})];
  await sessions.use(kept.session.id);
  const ids = [gone.session.id, kept.session.id];

  for (const { session, key } of [gone, kept]) await sessions.close({ sessionId: session.id, key });
  await parts.model.updateOne({ _id: gone.session.id }, { $set: { forgetAt: new Date() } });
  let rows = 2;
  while (rows > 1) {
    await parts.endings.removeForgotten();
    rows = await parts.model.countDocuments({ _id: trusted({ $in: ids }) });
  }

  expect(await sessions.load(kept.session.id)).toMatchObject({ status: 'CLOSED' });
});

test('where accounts are asked for, a session is there for its own alone', async () => {
  await using parts = await openParts({ isAccountRequired: true });
  await using others = await openParts({});
  const owner = account();
  const { session: shared } = await others.as(anonymous).open({});

  const { session } = await parts.as(owner).open({});

  const attempts = await Promise.allSettled([
    parts.as(anonymous).open({}),
    parts.as(anonymous).use(session.id),
    parts.as({ ...anonymous, kind: 'endUser', id: 'e', appId: 'a' }).open({}),
    parts.as(account()).use(session.id),
  ]);
  expect(attempts.map((attempt) => attempt.status === 'rejected' && attempt.reason)).toEqual([
    ...[failure('UNAUTHENTICATED'), failure('UNAUTHENTICATED'), failure('FORBIDDEN')],
    failure('BAD_INPUT', 'session_not_connected'),
  ]);
  const ids = [session.id, shared.id];
  const seenBy = (viewer: Viewer) => Promise.all(ids.map(parts.as(viewer).load));
  expect(await seenBy(owner)).toEqual([session, null]);
  expect(await seenBy(account())).toEqual([null, null]);
  expect(await seenBy(anonymous)).toEqual([null, null]);
  expect(await seenBy(asService('files'))).toEqual([session, shared]);
});

test('what one network opens and uses is limited, strangers and end users together', async () => {
  await using parts = await openParts({ rate: { limit: 2, windowMs: 60_000 } });
  const from = (ip: string, more: Partial<Viewer> = {}) => parts.as({ ...anonymous, ip, ...more });
  const endUser = { kind: 'endUser', id: 'e', appId: 'a' } as const;
  const refused = expect.objectContaining({
    code: 'RATE_LIMITED',
    message: expect.stringMatching(/^too many sessions are (opened|used): try again in \d+ s$/),
  });
  const { session } = await from('2001:db8::1').open({});
  await from('2001:db8::2', endUser).open({});

  await expect(from('2001:db8::3').open({})).rejects.toEqual(refused);
  await from('2001:db8:0:1::1').open({});
  await from('2001:db8::3', account()).open({});
  for (const ip of ['2001:db8::1', '2001:db8::2']) await from(ip).use(session.id);
  await expect(from('2001:db8::3').use(session.id)).rejects.toEqual(refused);
  await parts.as(asService('files')).use(session.id);
});
