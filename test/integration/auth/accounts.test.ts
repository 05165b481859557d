import { anonymous, asOperator } from '@tributary/runtime/identity';
import { watchDocuments } from '@tributary/runtime/registry';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import {
  askEntities,
  createApp,
  createMember,
  gateway,
  joinOrganization,
  listAudit,
  password,
  signUp,
} from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const signUpMutation =
  'mutation ($input: SignUpInput!) { signUp(input: $input) { account { email } } }';
const signInMutation =
  'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken expiresAt account { id } } }';

const updateMutation = `mutation ($input: UpdateAccountInput!) {
  updateAccount(input: $input) { account { id name language isBanned } }
}`;

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
    ...{ iss: 'tributary', aud: 'tributary', sub: viewer.id, org: viewer.organizationId },
    scopes: ['org:admin', 'org:owner'],
    ...{ sid: expect.any(String), epoch: 0, jti: expect.any(String) },
    ...{ iat: expect.any(Number), exp: (payload.iat ?? 0) + 3600 },
  });
  expect(new Date(data.signIn.expiresAt).getTime()).toBe((payload.exp ?? 0) * 1000);
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

test('accounts are seen inside their organization, by services and by operators', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const ben = await createMember(services, ada, 'ben');
  const ids = [eve, ada, ben].map(({ viewer }) => viewer.id);
  const request = { type: 'Account', ids: [...ids, 'unknown'], fields: 'email' };

  const seen = await Promise.all(
    [ada.viewer, ben.viewer, gateway, asOperator(), anonymous].map((viewer) =>
      askEntities(services, viewer, 'auth', request),
    ),
  );

  const [one, two, three] = [eve, ada, ben].map(({ email }) => ({ email }));
  expect(seen).toEqual([
    [null, two, three, null],
    [null, two, three, null],
    [one, two, three, null],
    [one, two, three, null],
    [null, null, null, null],
  ]);
});

test('in which other organization an account is signed in does not show', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const ben = await createMember(services, eve, 'ben');
  const { organizationId } = eve.viewer;
  await joinOrganization(services, ada, eve.email);
  const request = { type: 'Account', ids: [eve.viewer.id], fields: 'organizationId' };

  const seen = await Promise.all(
    [ben.viewer, ada.viewer, eve.viewer, gateway].map((viewer) =>
      askEntities(services, viewer, 'auth', request),
    ),
  );

  const joined = [{ organizationId: ada.viewer.organizationId }];
  expect(seen).toEqual([[{ organizationId }], joined, [{ organizationId }], joined]);
});

test('an account changes its name and its language', async () => {
  const ada = await signUp(services, 'Ada');
  const { id } = ada.viewer;

  const input = { name: ' Countess ', language: 'ZH_HANS' };
  await services.ask(ada.viewer, 'auth', updateMutation, { input });
  const data = await services.ask(ada.viewer, 'auth', updateMutation, { input: { name: null } });

  expect(data).toEqual({
    updateAccount: { account: { id, name: 'Countess', language: 'ZH_HANS', isBanned: false } },
  });
  const party = { kind: 'account', id, name: ada.email };
  const details = { name: { from: 'Ada', to: 'Countess' } };
  expect(await listAudit(services, ada)).toEqual([
    { action: 'account.name', actor: party, target: party, details },
  ]);
});

test.each([
  ['', 'name needs at least 1 characters'],
  ['n'.repeat(256), 'name exceeds 255 characters'],
  ['a\nb', 'name must not contain control characters'],
])('an account does not take the name %j', async (name, message) => {
  const { viewer } = await signUp(services, 'ada');

  const asking = services.ask(viewer, 'auth', updateMutation, { input: { name } });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});

test('where sign-up is closed nobody makes an account', async () => {
  await using closed = await startServices(['auth'], { SIGN_UP: 'closed' });
  const input = { email: 'new@example.com', password, name: 'New' };

  const asking = closed.ask(anonymous, 'auth', signUpMutation, { input });

  const failure = { code: 'FORBIDDEN', message: 'sign-up is closed' };
  await expect(asking).rejects.toMatchObject(failure);
});

test('no password and no token is ever logged', async () => {
  const { accessToken, refreshToken } = await signUp(services, 'ada');

  const logged = services.output.join('\n');

  const secrets = [password, accessToken, refreshToken];
  expect(secrets.filter((secret) => logged.includes(secret))).toEqual([]);
});
