import { anonymous, asOperator } from '@tributary/runtime/identity';
import { readDocument } from '@tributary/runtime/registry';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { signIn, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
  await services.start('auth');
});
afterAll(() => services?.[Symbol.asyncDispose]());

const rotateMutation = `mutation ($input: RotateSigningKeysInput!) {
  rotateSigningKeys(input: $input) { kid }
}`;

async function rotate(withdraw?: boolean): Promise<string> {
  const input = { withdraw };
  const data = await services.ask<{ rotateSigningKeys: { kid: string } }>(
    asOperator(),
    'auth',
    rotateMutation,
    { input },
  );
  return data.rotateSigningKeys.kid;
}

const readKeys = async () => (await readDocument(services.bus, 'keys', 'access')) as JSONWebKeySet;
const readKids = async () => (await readKeys()).keys.map(({ kid }) => kid);
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

const isGood = async (token: string): Promise<boolean> =>
  jwtVerify(token, createLocalJWKSet(await readKeys()), { audience: 'tributary' }).then(
    () => true,
    () => false,
  );

/** The ids of the keys that the processes sign with: each answers some of so many. */
async function signingKids(): Promise<Set<string | undefined>> {
  const { email } = await signUp(services, 'ada');
  const tokens = await Promise.all(Array.from({ length: 8 }, () => signIn(services, { email })));
  return new Set(tokens.map(({ accessToken }) => kidOf(accessToken)));
}

test('both processes sign with the one key that is published', async () => {
  const kids = await signingKids();

  expect([...kids]).toEqual([(await readKids()).at(-1)]);
  expect((await readKeys()).keys.map((key) => Object.keys(key).sort())).toEqual([
    ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
  ]);
});

test('a new key is known before anybody signs with it, and the old one still verifies', async () => {
  const { accessToken } = await signUp(services, 'ada');
  const old = kidOf(accessToken);

  const kid = await rotate();

  expect(await readKids()).toEqual([old, kid]);
  expect([...(await signingKids())]).toEqual([old]);
  expect(await isGood(accessToken)).toBe(true);
});

test('a withdrawn key verifies nothing any more, and nobody signs with it', async () => {
  const { accessToken } = await signUp(services, 'ada');

  const kid = await rotate(true);

  await expect.poll(readKids).toEqual([kid]);
  // To see that takes sign-ins, which may be slow.
  const options = { timeout: 15_000 };
  await expect.poll(async () => [...(await signingKids())], options).toEqual([kid]);
  expect(await isGood(accessToken)).toBe(false);
  expect(await isGood((await signUp(services, 'eve')).accessToken)).toBe(true);
});

test('both processes may rotate at once', async () => {
  const kids = await Promise.all([rotate(), rotate(), rotate()]);

  await expect.poll(async () => (await readKids()).sort()).toEqual(expect.arrayContaining(kids));
});

test('what somebody does to the published keys is put right', async () => {
  const before = await readKeys();
  const kv = await services.bus.connection.jetstream().views.kv('keys');

  await kv.put('access', JSON.stringify({ keys: [] }));

  await expect.poll(readKeys).toEqual(before);
});

test('only an operator rotates the keys', async () => {
  const { viewer } = await signUp(services, 'ada');

  for (const one of [viewer, anonymous]) {
    const asking = services.ask(one, 'auth', rotateMutation, { input: {} });
    await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test('no secret part of a key is published or logged', async () => {
  const { keys } = await readKeys();

  expect(keys.filter((key) => 'd' in key)).toEqual([]);
  expect(services.output.join('\n')).not.toContain('"d":');
});
