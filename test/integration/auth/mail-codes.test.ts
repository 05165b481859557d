import { openCollections } from '@tributary/auth/collections';
import { createMailCodes, type NewMailCode } from '@tributary/auth/mail-codes';
import { newId } from '@tributary/runtime/ids';
import { silentLog } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MongoServer, startMongo } from '../../mongo.ts';

let mongo: MongoServer;
let store: Store;
beforeAll(async () => {
  mongo = await startMongo();
  store = await openStore({ url: mongo.url, database: 'codes', log: silentLog });
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await mongo?.[Symbol.asyncDispose]();
});

const dead = { code: 'UNAUTHENTICATED', reason: 'invalid_or_expired_token' };
const wrong = { code: 'BAD_INPUT', reason: 'email_code_error' };

const newCode = (change: Partial<NewMailCode> = {}): NewMailCode => ({
  ...{ purpose: 'login', accountId: newId(), email: 'ada@example.com', lifetimeMs: 300_000 },
  ...change,
});

async function openCodes(now?: () => number) {
  const { mailCodes: collection } = await openCollections(store);
  return createMailCodes({ collection, ...(now && { now }) });
}

const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

test('a code of six digits and its token prove who reads the mailbox, once', async () => {
  const codes = await openCodes();
  const given = newCode();

  const { token, code } = await codes.issue(given);
  const check = { purpose: 'login', token, code, email: ' Ada@Example.com' } as const;
  const row = await codes.check(check);
  const uses = await Promise.allSettled([codes.consume(row), codes.consume(row)]);

  expect(code).toMatch(/^\d{6}$/);
  expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(row).toMatchObject({ accountId: given.accountId, email: 'ada@example.com' });
  expect(uses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(codes.check(check)).rejects.toMatchObject(dead);
});

test('of a code only its hash is stored', async () => {
  const codes = await openCodes();
  const { mailCodes } = await openCollections(store);

  const { token, code } = await codes.issue(newCode());

  const row = await mailCodes.findOne({ token }).lean();
  expect(JSON.stringify(row)).not.toContain(`"${code}"`);
  expect(row?.codeHash).toMatch(/^[0-9a-f]{64}$/);
});

test('a token is good for its purpose and its account alone', async () => {
  const codes = await openCodes();
  const given = newCode({ purpose: 'email-change' });
  const { token, code } = await codes.issue(given);
  const { accountId } = given;

  const own = await codes.check({ purpose: 'email-change', token, code, accountId });

  expect(own.accountId).toBe(accountId);
  for (const change of [
    { purpose: 'reset' },
    { accountId: newId() },
    { token: newId() },
  ] as const) {
    const check = { purpose: 'email-change', token, code, accountId, ...change } as const;
    await expect(codes.check(check)).rejects.toMatchObject(dead);
  }
});

test('another address than that of the token is told, and is no try', async () => {
  const codes = await openCodes();
  const { token, code } = await codes.issue(newCode());
  const check = { purpose: 'login', token, code } as const;

  for (let n = 0; n < 8; n++) {
    const checking = codes.check({ ...check, email: 'eve@example.com' });
    await expect(checking).rejects.toMatchObject({ code: 'BAD_INPUT', reason: 'invalid_email' });
  }

  expect(await codes.check(check)).toMatchObject({ token });
});

test.each([
  ['login', 5],
  ['email-change', 5],
  ['reset', 6],
] as const)('a %s code is dead after %i wrong tries, also at once', async (purpose, max) => {
  const codes = await openCodes();
  const { token, code } = await codes.issue(newCode({ purpose }));
  const guess = () => codes.check({ purpose, token, code: otherThan(code) });

  const results = await Promise.allSettled(Array.from({ length: max + 5 }, guess));

  const reasons = results.flatMap((one) => (one.status === 'rejected' ? one.reason.reason : []));
  expect(reasons.filter((reason) => reason === wrong.reason)).toHaveLength(max);
  expect(reasons.filter((reason) => reason === dead.reason)).toHaveLength(5);
  await expect(codes.check({ purpose, token, code })).rejects.toMatchObject(dead);
});

test('a right code is good again and again until it is consumed', async () => {
  const codes = await openCodes();
  const { token, code } = await codes.issue(newCode());

  for (let n = 0; n < 7; n++) await codes.check({ purpose: 'login', token, code });

  const checking = codes.check({ purpose: 'login', token, code: '' });
  await expect(checking).rejects.toMatchObject(wrong);
});

test('a new code takes the place of the last of its account and purpose', async () => {
  const codes = await openCodes();
  const given = newCode();
  const old = await codes.issue(given);
  const { purpose } = given;

  const issued = await Promise.all([codes.issue(given), codes.issue(given), codes.issue(given)]);

  const all = [old, ...issued].map((one) => codes.check({ purpose, ...one }));
  const results = await Promise.allSettled(all);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results[0]?.status).toBe('rejected');
});

test('a code expires', async () => {
  let now = Date.now();
  const codes = await openCodes(() => now);
  const { token, code } = await codes.issue(newCode());
  const check = { purpose: 'login', token, code } as const;

  now += 299_999;
  const row = await codes.check(check);
  now += 1;

  expect(row.token).toBe(token);
  await expect(codes.check(check)).rejects.toMatchObject(dead);
  await expect(codes.emailOf(check)).rejects.toMatchObject(dead);
});

test('a granted right needs no code', async () => {
  const codes = await openCodes();
  const given = newCode({ purpose: 'reset-granted' });

  const { token } = await codes.issue(given);

  const row = await codes.check({ purpose: 'reset-granted', token });
  expect(row).toMatchObject({ accountId: given.accountId, codeHash: null });
});
