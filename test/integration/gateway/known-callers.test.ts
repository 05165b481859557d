import { afterEach, beforeEach, expect, test } from 'vitest';
import { askByHttp, kindOf } from './clients.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

/** The kind of the caller, or why there is none. */
async function ask(credential: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${credential}` };
  return kindOf(await askByHttp(world.url, '{ whoever { kind } }', { headers }));
}

const repeat = <Value>(count: number, value: Value): Value[] => Array(count).fill(value);

test('many calls at once ask for a caller once', async () => {
  const passport = await world.auth.passport('app1');

  const keys = await Promise.all(repeat(20, 'app-key-of-app1').map((key) => ask(key)));
  const passports = await Promise.all(repeat(20, passport).map((one) => ask(one)));

  expect([keys, passports]).toEqual([repeat(20, 'app'), repeat(20, 'endUser')]);
  expect(world.auth.asked).toMatchObject({ apiKeyApp: 1, passportHolder: 1 });
});

const schemes: [string, () => Promise<string>, 'apiKeyApp' | 'passportHolder'][] = [
  ['an API key', async () => 'app-key-of-app1', 'apiKeyApp'],
  ['a passport', () => world.auth.passport('app1'), 'passportHolder'],
];

test.each(schemes)('of who has %s, all but the place is remembered', async (_, read, question) => {
  const authorization = `Bearer ${await read()}`;
  const from = async (ip: string, userAgent: string): Promise<unknown> => {
    const headers = { authorization, 'x-forwarded-for': ip, 'user-agent': userAgent };
    const { data } = await askByHttp(world.url, '{ whoever { ip userAgent } }', { headers });
    return data?.whoever;
  };

  expect([await from('203.0.113.7', 'one'), await from('203.0.113.8', 'two')]).toEqual([
    { ip: '203.0.113.7', userAgent: 'one' },
    { ip: '203.0.113.8', userAgent: 'two' },
  ]);
  expect(world.auth.asked[question]).toBe(1);
});

test('while nobody can be asked, known callers are served and others are told to wait', async () => {
  const passport = await world.auth.passport('app1');
  const token = await world.accessToken();
  const known = ['app-key-of-app1', passport, token];
  await Promise.all(known.map((credential) => ask(credential)));

  await world.stopAuth();

  expect(await Promise.all(known.map((credential) => ask(credential)))).toEqual([
    ...['app', 'endUser', 'account'],
  ]);
  expect(await ask('app-key-of-app3')).toBe('UNAVAILABLE');
  expect(await ask(await world.auth.passport('app3'))).toBe('UNAVAILABLE');
  await world.startAuth();
  expect(await ask('app-key-of-app3')).toBe('app');
});

test('guesses for a restricted app make one question', async () => {
  const code = { 'x-app-code': 'code-of-app3' };
  const guesses = repeat(10, 'e30.e30.e30').map((passport) =>
    askByHttp(world.url, '{ whoever { kind } }', {
      headers: { ...code, 'x-app-passport': passport },
    }),
  );

  const reasons = (await Promise.all(guesses)).map(({ errors }) => errors?.[0]?.extensions?.reason);

  expect(reasons).toEqual(repeat(10, 'web_sso_auth_required'));
  expect(world.auth.asked.webAppAccessMode).toBe(1);
});
