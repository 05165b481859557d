import { createAccessTokens } from '@tributary/auth/access-tokens';
import { changeAccess } from '@tributary/auth/account-access';
import type { AccountRow } from '@tributary/auth/accounts';
import { type Collections, openCollections } from '@tributary/auth/collections';
import { startExpiry } from '@tributary/auth/expiry';
import { createNewAccounts } from '@tributary/auth/new-accounts';
import { createRefreshTokens } from '@tributary/auth/refresh-tokens';
import { createSignIns, type SignIns } from '@tributary/auth/sign-ins';
import { algorithm } from '@tributary/auth/signing-keys';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { silentLog } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { decodeJwt, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';

let mongo: MongoServer;
let store: Store;
let collections: Collections;
let signIns: SignIns;
let signInsOf: (viewer: Viewer) => SignIns;
beforeAll(async () => {
  mongo = await startMongo();
  store = await openStore({ url: mongo.url, database: 'races', log: silentLog });
  collections = await openCollections(store);
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519' });
  const keys = { current: () => ({ kid: 'one', privateKey }) };
  signInsOf = (viewer) =>
    createSignIns({
      ...{ collections, transact: store.transact, lifetimeMs: 86_400_000, viewer },
      tokens: createAccessTokens({ keys, lifetimeMs: 3_600_000 }),
      refreshTokens: createRefreshTokens('a secret that only this test has, of course'),
      attempts: { guard: (_, verify) => verify(), forgive: async () => {} },
      changes: {
        audited: () => Promise.reject(new Error('nothing is audited')),
        relay: async () => {},
      },
    });
  signIns = signInsOf(anonymous);
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await mongo?.[Symbol.asyncDispose]();
});

const openAccount = (): Promise<AccountRow> => {
  const [id, { transact }] = [newId(), store];
  return createNewAccounts({ collections, transact }).open({
    ...{ id, email: `${id}@example.com`, name: 'Ada', language: 'EN_US', passwordHash: 'old' },
  });
};

const replacePassword = (accountId: string) =>
  store.transact(async (session) => {
    await signIns.voidAll(session, accountId);
    const set = { passwordHash: 'new' };
    await changeAccess({ accounts: collections.accounts, session, accountId, set, entries: [] });
  });

const countOpen = (accountId: string) =>
  collections.signIns.countDocuments({ accountId, endedAt: null });

test('a password that is replaced after its proof signs nobody in', async () => {
  const account = await openAccount();
  await replacePassword(account._id);

  const starting = signIns.start(account);

  await expect(starting).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    message: 'the account has changed: sign in again',
  });
  expect(await countOpen(account._id)).toBe(0);
});

test('a ban after the proof of the password signs nobody in', async () => {
  const account = await openAccount();
  await collections.accounts.updateOne({ _id: account._id }, { $set: { bannedAt: new Date() } });

  await expect(signIns.start(account)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

  expect(await countOpen(account._id)).toBe(0);
});

test('no sign-in with an old password survives its replacement, however they meet', async () => {
  for (let round = 0; round < 5; round++) {
    const account = await openAccount();
    const starts = Array.from({ length: 8 }, () => signIns.start(account));

    await Promise.allSettled([...starts.slice(0, 4), replacePassword(account._id), ...starts]);

    expect(await countOpen(account._id)).toBe(0);
  }
});

test('a refresh that meets a new password gives nothing, or tokens that are void', async () => {
  for (let round = 0; round < 5; round++) {
    const account = await openAccount();
    const given = await Promise.all(Array.from({ length: 4 }, () => signIns.start(account)));

    const [, ...results] = await Promise.allSettled([
      replacePassword(account._id),
      ...given.map(({ refreshToken }) => signIns.refresh({ refreshToken })),
    ]);

    const next = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const epochs = next.map(({ accessToken }) => decodeJwt(accessToken).epoch);
    expect(epochs).toEqual(epochs.map(() => 0));
    expect(await countOpen(account._id)).toBe(0);
  }
});

test('signing out everywhere collides with whatever signs in meanwhile', async () => {
  const account = await openAccount();
  const { _id: id, organizationId } = account;
  const viewer: Viewer = { id, kind: 'account', organizationId, scopes: [] };
  const before = await Promise.all(Array.from({ length: 3 }, () => signIns.start(account)));

  const results = await Promise.all([
    signInsOf(viewer).signOut({ everywhere: true }),
    ...Array.from({ length: 4 }, () => signIns.start(account)),
  ]);

  const ended = results[0].ids;
  const idsBefore = before.map(({ refreshToken }) => refreshToken.split('.')[0]);
  expect(ended).toEqual(expect.arrayContaining(idsBefore));
  expect(await countOpen(id)).toBe(7 - ended.length);
  // Each of the seven that signed in wrote there, and so did what ended them.
  expect((await collections.accounts.findById(id).lean())?.signInCount).toBe(8);
});

test('an account that is in no organization any more does not sign in', async () => {
  const account = await openAccount();
  await collections.memberships.deleteMany({ accountId: account._id });

  await expect(signIns.start(account)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the account belongs to no organization',
  });
});

test('what expired a day ago is removed, and what is open stays', async () => {
  const account = await openAccount();
  const { refreshToken } = await signIns.start(account);
  await signIns.start(account);
  const [_id] = refreshToken.split('.');
  const before = new Date(Date.now() - 90_000_000);
  await collections.signIns.updateOne({ _id }, { $set: { expiresAt: before } });

  await using _expiry = startExpiry({ collections, log: silentLog });

  const list = () => collections.signIns.find({ accountId: account._id }).lean();
  await expect.poll(async () => (await list()).length).toBe(1);
  expect((await list()).map((row) => row._id)).not.toContain(_id);
});
