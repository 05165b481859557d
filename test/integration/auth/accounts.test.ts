import { anonymous } from '@tributary/runtime/identity';
import { watchDocuments } from '@tributary/runtime/registry';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { askEntities, createApp, password, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const signUpMutation =
  'mutation ($input: SignUpInput!) { signUp(input: $input) { account { email } } }';
const signInMutation =
  'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken expiresAt account { id } } }';

interface SignInData {
  signIn: { accessToken: string; expiresAt: string; account: { id: string } };
}

test('an address has one account, however it is written', async () => {
  const { email } = await signUp(services, 'ada');
  const input = { email: ` ${email.toUpperCase()} `, password, name: 'Other' };

  await expect(services.ask(anonymous, 'auth', signUpMutation, { input })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'email has an account already',
  });
});

test('of many who take an address at once, one gets it', async () => {
  const input = { email: 'race@example.com', password, name: 'Race' };
  const attempts = Array.from({ length: 5 }, () =>
    services.ask(anonymous, 'auth', signUpMutation, { input }),
  );

  const results = await Promise.allSettled(attempts);

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test.each([
  [{ email: 'nobody' }, 'email is not an address'],
  [{ email: `${'e'.repeat(250)}@x.org` }, 'email exceeds 254 characters'],
  [{ name: '  ' }, 'name needs at least 1 characters'],
  [{ name: 'n'.repeat(256) }, 'name exceeds 255 characters'],
  [{ password: 'short1' }, 'password needs 8 to 128 characters'],
  [{ password: 'no digits here' }, 'password needs a letter and a digit'],
])('signing up with %j is refused', async (change, message) => {
  const input = { email: 'new@example.com', password, name: 'New', ...change };

  await expect(services.ask(anonymous, 'auth', signUpMutation, { input })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message,
  });
});

test('a wrong password and an unknown address sound the same', async () => {
  const { email } = await signUp(services, 'eve');
  const failure = { code: 'UNAUTHENTICATED', message: 'email or password is wrong' };

  for (const input of [
    { email, password: 'wrong passw0rd' },
    { email: 'unknown@example.com', password },
    { email, password: '' },
  ]) {
    const asking = services.ask(anonymous, 'auth', signInMutation, { input });
    await expect(asking).rejects.toMatchObject(failure);
  }
});

test('the published keys verify the token that signing in gives', async () => {
  const { email, viewer } = await signUp(services, 'ada');
  const data = await services.ask<SignInData>(anonymous, 'auth', signInMutation, {
    input: { email: email.toUpperCase(), password },
  });
  const published = Promise.withResolvers<JSONWebKeySet>();
  await using _watch = await watchDocuments(services.bus, 'keys', (documents) => {
    if (documents.has('access')) published.resolve(documents.get('access') as JSONWebKeySet);
  });
  const keys = await published.promise;

  const { payload } = await jwtVerify(data.signIn.accessToken, createLocalJWKSet(keys), {
    algorithms: ['EdDSA'],
    audience: 'tributary',
  });

  expect(payload).toEqual({
    iss: 'tributary',
    aud: 'tributary',
    sub: viewer.id,
    org: viewer.organizationId,
    scopes: [],
    jti: expect.any(String),
    iat: expect.any(Number),
    exp: (payload.iat ?? 0) + 3600,
  });
  expect(new Date(data.signIn.expiresAt).getTime()).toBe((payload.exp ?? 0) * 1000);
  expect(keys.keys.map((key) => Object.keys(key).sort())).toEqual([
    ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
  ]);
});

test('a second instance signs with the same key', async () => {
  const before = await signUp(services, 'one');

  await services.start('auth');
  const tokens = await Promise.all(Array.from({ length: 6 }, () => signUp(services, 'two')));

  const kidOf = (token: string) => JSON.parse(atob(token.split('.')[0] ?? '')).kid;
  const kids = new Set([before, ...tokens].map(({ accessToken }) => kidOf(accessToken)));
  expect(kids.size).toBe(1);
  expect(decodeJwt(before.accessToken).sub).toBe(before.viewer.id);
});

test('the viewer is the signed-in account with its organization', async () => {
  const { viewer, email } = await signUp(services, 'Ada');

  const data = await services.ask(
    viewer,
    'auth',
    '{ viewer { id email name organizationId organization { id name } } }',
  );

  expect(data).toEqual({
    viewer: {
      id: viewer.id,
      email: email.toLowerCase(),
      name: 'Ada',
      organizationId: viewer.organizationId,
      organization: { id: viewer.organizationId, name: 'Ada' },
    },
  });
});

test('an app and an anonymous caller have no viewer', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);

  const answers = await Promise.all(
    [app.viewer, anonymous].map((one) => services.ask(one, 'auth', '{ viewer { id } }')),
  );

  expect(answers).toEqual([{ viewer: null }, { viewer: null }]);
});

test('accounts are seen inside their organization only', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const ids = [eve.viewer.id, ada.viewer.id, 'unknown'];

  const entities = await askEntities(services, ada.viewer, 'auth', {
    type: 'Account',
    ids,
    fields: 'id email',
  });

  expect(entities).toEqual([null, { id: ada.viewer.id, email: ada.email }, null]);
});

test('no password and no token is ever logged', async () => {
  const { accessToken } = await signUp(services, 'ada');

  const logged = services.output.join('\n');

  expect([logged.includes(password), logged.includes(accessToken)]).toEqual([false, false]);
});
