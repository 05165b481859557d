import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../fleet.ts';
import { createApp, createPerson, password } from '../person.ts';
import { act, attempt, codesOf, join, signIn, verdicts } from '../sessions.ts';

/** What auth keeps of something that it changes, and has yet to tell others. */
interface Row {
  _id: string;
  outbox: { subject: string }[];
}

/** Somebody whose access is about to end. */
interface Scene {
  credential: string;
  /** Ends it; nobody may be there to answer. */
  change(): Promise<unknown>;
  /** Where auth stores that first. */
  row: { table: string; id: string };
  /** The line of the audit log that tells of it. */
  line?: { action: string; target: string };
  /** What the gateways say then. */
  code?: string;
}

let fleet: Fleet;
let url: string;
let client: MongoClient;

beforeAll(async () => {
  fleet = await startFleet({ auths: 1, others: ['chat'] });
  [url = ''] = fleet.urls;
  client = await MongoClient.connect(fleet.mongo.url);
});
afterAll(async () => {
  await client?.close();
  await fleet?.[Symbol.asyncDispose]();
});

const soon = { timeout: 15_000, interval: 50 };
const both = (verdict: string) => [verdict, verdict];
const tables = () => client.db('tributary_auth');

/** How much is still to be announced about a row. */
async function countUnannounced({ table, id }: Scene['row']): Promise<number | undefined> {
  const row = await tables().collection<Row>(table).findOne({ _id: id });
  return row?.outbox.filter(({ subject }) => subject.startsWith('event.access')).length;
}

const countLines = ({ action, target }: { action: string; target: string }) =>
  tables().collection('audit-log').countDocuments({ action, 'target.id': target });

/** Which auth process runs now: there is one at a time. */
let auth = 0;

/**
 * Kills the auth process when it has stored a change, but can reach nobody to tell: what it sends
 * from before the change on is lost.
 */
async function crashBeforeAnnouncing({ change, row }: Scene): Promise<void> {
  const link = fleet.link('auth', auth);
  link.mute();
  // The gateway waits for its answer in vain.
  change().catch(() => {});
  await expect.poll(() => countUnannounced(row), soon).toBe(1);
  await fleet.kill('auth', auth);
  link.mend();
}

async function revokedKey(): Promise<Scene> {
  const owner = await fleet.signUp('owner');
  const { id: appId } = await createApp(owner);
  const { id, key } = await act<{ id: string; key: string }>(
    owner,
    'createApiKey',
    { appId },
    { fields: '{ id key }' },
  );
  return {
    credential: key,
    change: () => attempt(owner, 'revokeApiKey', { id }),
    row: { table: 'api-keys', id },
    line: { action: 'apiKey.revoke', target: id },
  };
}

async function silencedApp(): Promise<Scene> {
  const owner = await fleet.signUp('owner');
  const { id: appId, key } = await createApp(owner);
  return {
    credential: key,
    change: () => attempt(owner, 'updateApp', { appId, apiEnabled: false }),
    row: { table: 'apps', id: appId },
    line: { action: 'app.update', target: appId },
    code: 'FORBIDDEN',
  };
}

async function bannedAccount(): Promise<Scene> {
  const owner = await fleet.signUp('owner');
  const { credential, accountId } = await join(fleet, owner);
  return {
    credential,
    change: () => attempt(owner, 'banAccount', { accountId }),
    row: { table: 'accounts', id: accountId },
    line: { action: 'account.ban', target: accountId },
  };
}

async function loweredRole(): Promise<Scene> {
  const owner = await fleet.signUp('owner');
  const { credential, accountId } = await join(fleet, owner, 'ADMIN');
  return {
    credential,
    change: () => attempt(owner, 'changeMemberRole', { accountId, role: 'MEMBER' }),
    row: { table: 'accounts', id: accountId },
    line: { action: 'member.role', target: accountId },
  };
}

async function endedSignIn(): Promise<Scene> {
  const ada = await fleet.signUp('ada');
  const { accessToken, refreshToken } = await signIn(url, ada.email);
  const [id = ''] = refreshToken.split('.');
  return {
    credential: accessToken,
    change: () => attempt(createPerson(url, accessToken), 'signOut', {}),
    row: { table: 'sign-ins', id },
  };
}

async function changedPassword(): Promise<Scene> {
  const ada = await fleet.signUp('ada');
  const { accessToken, refreshToken } = await signIn(url, ada.email);
  const [id = ''] = refreshToken.split('.');
  const input = { currentPassword: password, newPassword: 'better horse 2' };
  return {
    credential: accessToken,
    change: () => attempt(ada, 'changePassword', input),
    row: { table: 'sign-ins', id },
    line: { action: 'account.password.change', target: ada.accountId },
  };
}

test.each([
  ['the revocation of a key', 'another', revokedKey],
  ['an app that is switched off', 'another', silencedApp],
  ['a ban', 'itself', bannedAccount],
  ['another role', 'another', loweredRole],
  ['a sign-out', 'itself', endedSignIn],
  ['a new password', 'another', changedPassword],
] as const)(
  '%s that dies with auth is in force as soon as %s serves',
  async (_, heir, play) => {
    const scene = await play();
    const { credential, row, line, code = 'UNAUTHENTICATED' } = scene;
    const before = await verdicts(fleet, credential);

    await crashBeforeAnnouncing(scene);
    const unheard = await verdicts(fleet, credential);
    if (heir === 'another') auth++;
    await fleet.start('auth', auth);

    expect([before, unheard]).toEqual([both('good'), both('good')]);
    await expect.poll(() => verdicts(fleet, credential), soon).toEqual(both(code));
    await expect.poll(() => countUnannounced(row), soon).toBe(0);
    if (line) await expect.poll(() => countLines(line), soon).toBe(1);
  },
  90_000,
);

test('a gateway that was dead when access ended knows of it before it serves', async () => {
  const owner = await fleet.signUp('owner');
  const { accessToken } = await signIn(fleet.urls[1] ?? '', owner.email);
  const { key } = await createApp(owner);
  const before = [await verdicts(fleet, accessToken), await verdicts(fleet, key)];

  await fleet.kill('gateway', 1);
  await act(createPerson(owner.url, accessToken), 'signOut', {});
  await fleet.start('gateway', 1);
  const after = await verdicts(fleet, accessToken);

  expect(before).toEqual([both('good'), both('good')]);
  expect(after).toEqual(both('UNAUTHENTICATED'));
  expect(await verdicts(fleet, key)).toEqual(both('good'));
}, 90_000);

test('a gateway that starts while auth is dead knows tokens, and says who is away for a key', async () => {
  const owner = await fleet.signUp('owner');
  const { key } = await createApp(owner);

  await Promise.all([fleet.kill('auth', auth), fleet.kill('gateway', 1)]);
  await fleet.start('gateway', 1);
  const token = await verdicts(fleet, owner.credential);
  const unknown = await verdicts(fleet, key);
  await fleet.start('auth', auth);

  expect(token).toEqual(both('good'));
  expect(unknown).toEqual(both('UNAVAILABLE'));
  expect(await verdicts(fleet, key)).toEqual(both('good'));
}, 90_000);

test('gateways that lost NATS keep what had ended, and hear of what ends later', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId, key } = await createApp(owner);
  const { accessToken } = await signIn(url, owner.email);
  await act(createPerson(url, accessToken), 'signOut', {});
  const before = [await verdicts(fleet, accessToken), await verdicts(fleet, key)];

  await fleet.nats.kill();
  const during = await verdicts(fleet, accessToken);
  await fleet.nats.start();
  const remove = async () => codesOf(await attempt(owner, 'deleteApp', { appId }));
  await expect.poll(remove, soon).toEqual([]);

  expect([...before, during]).toEqual([
    both('UNAUTHENTICATED'),
    both('good'),
    both('UNAUTHENTICATED'),
  ]);
  await expect.poll(() => verdicts(fleet, key), soon).toEqual(both('FORBIDDEN'));
  expect(await verdicts(fleet, accessToken)).toEqual(both('UNAUTHENTICATED'));
  expect(await verdicts(fleet, owner.credential)).toEqual(both('good'));
}, 90_000);

test('a gateway that is killed while people sign in keeps nobody out', async () => {
  const people = await Promise.all(['ada', 'bob', 'cem', 'dee'].map((one) => fleet.signUp(one)));
  const [first = '', second = ''] = fleet.urls;
  const signingIn = people.map(({ email }) =>
    signIn(first, email).then(
      ({ accessToken }) => accessToken,
      () => undefined,
    ),
  );

  await fleet.kill('gateway', 0);
  const tokens = (await Promise.all(signingIn)).filter((token) => token !== undefined);
  const others = await Promise.all(people.map(({ email }) => signIn(second, email)));
  await fleet.start('gateway', 0);

  for (const token of [...tokens, ...others.map(({ accessToken }) => accessToken)]) {
    expect(await verdicts(fleet, token)).toEqual(both('good'));
  }
  const wrong = { email: people[0]?.email, password: `${password}0` };
  expect(codesOf(await attempt(createPerson(first, ''), 'signIn', wrong))).toEqual([
    'UNAUTHENTICATED',
  ]);
}, 90_000);
