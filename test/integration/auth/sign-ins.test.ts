import { type EventLog, openEventLog } from '@tributary/runtime/event-log';
import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { createApp, createMember, emailOf, password, signIn, signUp, toViewer } from './world.ts';

let services: Services;
let events: EventLog;
beforeAll(async () => {
  services = await startServices(['auth'], { ACCESS_TOKEN_MINUTES: '5', REFRESH_TOKEN_DAYS: '2' });
  events = await openEventLog(services.bus);
});
afterAll(() => services?.[Symbol.asyncDispose]());

const refreshMutation = `mutation ($input: RefreshSignInInput!) {
  refreshSignIn(input: $input) { accessToken refreshToken expiresAt refreshExpiresAt account { email } }
}`;
const signOutMutation = 'mutation ($input: SignOutInput!) { signOut(input: $input) { ids } }';
const revokeMutation =
  'mutation ($input: RevokeSignInInput!) { revokeSignIn(input: $input) { id } }';
const listQuery = `{ viewer { signIns { id ip userAgent isCurrent } } }`;

interface Refreshed {
  refreshSignIn: {
    accessToken: string;
    refreshToken: string;
    expiresAt: string;
    refreshExpiresAt: string;
    account: { email: string };
  };
}

const refresh = async (refreshToken: string, viewer: Viewer = anonymous) =>
  (await services.ask<Refreshed>(viewer, 'auth', refreshMutation, { input: { refreshToken } }))
    .refreshSignIn;

const listIds = async (viewer: Viewer): Promise<string[]> => {
  const data = await services.ask<{ viewer: { signIns: { id: string }[] } }>(
    viewer,
    'auth',
    listQuery,
  );
  return data.viewer.signIns.map(({ id }) => id);
};

const announcedFor = async (id: string | undefined) =>
  (await events.list(`event.access.${id}`)).map(({ data }) => data);

const invalid = { code: 'UNAUTHENTICATED', message: 'the refresh token is not valid' };

test('a refresh token gives the next tokens of the same sign-in', async () => {
  const ada = await signUp(services, 'ada');
  const begin = Date.now();

  const next = await refresh(ada.refreshToken);
  const last = await refresh(next.refreshToken);

  expect(toViewer(last.accessToken)).toEqual(ada.viewer);
  expect(new Set([ada.refreshToken, next.refreshToken, last.refreshToken]).size).toBe(3);
  expect(next.account).toEqual({ email: ada.email });
  expect(Math.round((Date.parse(next.expiresAt) - begin) / 60_000)).toBe(5);
  expect(Math.round((Date.parse(next.refreshExpiresAt) - begin) / 3_600_000)).toBe(48);
});

test('the second use of a refresh token ends the sign-in for everybody, and that is told', async () => {
  const ada = await signUp(services, 'ada');
  const { signInId } = ada.viewer;
  const next = await refresh(ada.refreshToken);

  await expect(refresh(ada.refreshToken)).rejects.toMatchObject(invalid);

  await expect(refresh(next.refreshToken)).rejects.toMatchObject(invalid);
  expect(await listIds(ada.viewer)).toEqual([]);
  await expect.poll(() => announcedFor(signInId)).toEqual([{ kind: 'signIn', id: signInId }]);
});

test('of many uses of a refresh token at once one succeeds at most, and the sign-in ends', async () => {
  const ada = await signUp(services, 'ada');
  const uses = Array.from({ length: 6 }, () => refresh(ada.refreshToken));

  const results = await Promise.allSettled(uses);

  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  expect(await listIds(ada.viewer)).toEqual([]);
});

test('a refresh token that was made up ends nothing', async () => {
  const ada = await signUp(services, 'ada');
  const [id, , mac] = ada.refreshToken.split('.');
  const made = [`${id}.7.${mac}`, `${id}.0.${'A'.repeat(43)}`, ada.accessToken, ''];

  for (const token of made) await expect(refresh(token)).rejects.toMatchObject(invalid);

  expect(await refresh(ada.refreshToken)).toMatchObject({ account: { email: ada.email } });
});

test('signing out ends the sign-in that it is called with, and the gateways are told', async () => {
  const ada = await signUp(services, 'ada');
  const other = await signIn(services, ada);
  const { signInId } = ada.viewer;

  const data = await services.ask(ada.viewer, 'auth', signOutMutation, { input: {} });

  expect(data).toEqual({ signOut: { ids: [signInId] } });
  await expect(refresh(ada.refreshToken)).rejects.toMatchObject(invalid);
  expect(await listIds(other.viewer)).toEqual([other.viewer.signInId]);
  expect(await announcedFor(signInId)).toEqual([{ kind: 'signIn', id: signInId }]);
  const again = await services.ask(ada.viewer, 'auth', signOutMutation, { input: {} });
  expect(again).toEqual({ signOut: { ids: [] } });
});

test('whoever has no access token any more signs out with the refresh token', async () => {
  const ada = await signUp(services, 'ada');
  const { signInId } = ada.viewer;
  const ask = (refreshToken: string) =>
    services.ask(anonymous, 'auth', signOutMutation, { input: { refreshToken } });

  await expect(ask(`${ada.refreshToken}A`)).rejects.toMatchObject(invalid);
  const data = await ask(ada.refreshToken);

  expect(data).toEqual({ signOut: { ids: [signInId] } });
  expect(await announcedFor(signInId)).toEqual([{ kind: 'signIn', id: signInId }]);
  const asNobody = services.ask(anonymous, 'auth', signOutMutation, { input: {} });
  await expect(asNobody).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('signing out everywhere ends all sign-ins of the account, and no other', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const other = await signIn(services, ada);
  const ids = [other.viewer.signInId, ada.viewer.signInId];

  const input = { everywhere: true };
  const data = await services.ask(ada.viewer, 'auth', signOutMutation, { input });

  expect(data).toEqual({ signOut: { ids } });
  for (const { refreshToken } of [ada, other]) {
    await expect(refresh(refreshToken)).rejects.toMatchObject(invalid);
  }
  for (const id of ids) expect(await announcedFor(id)).toEqual([{ kind: 'signIn', id }]);
  expect(await listIds(eve.viewer)).toEqual([eve.viewer.signInId]);
});

test('a sign-in is revoked by its account alone', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const other = await signIn(services, ada);
  const input = { id: other.viewer.signInId };
  const app = await createApp(services, ada.viewer);

  const refusals = [
    [eve.viewer, 'NOT_FOUND'],
    [app.viewer, 'FORBIDDEN'],
    [asOperator(), 'FORBIDDEN'],
    [anonymous, 'UNAUTHENTICATED'],
  ] as const;
  for (const [viewer, code] of refusals) {
    const revoking = services.ask(viewer, 'auth', revokeMutation, { input });
    await expect(revoking).rejects.toMatchObject({ code });
  }
  const data = await services.ask(ada.viewer, 'auth', revokeMutation, { input });

  expect(data).toEqual({ revokeSignIn: input });
  await expect(refresh(other.refreshToken)).rejects.toMatchObject(invalid);
  expect(await announcedFor(input.id)).toEqual([{ kind: 'signIn', id: input.id }]);
  const again = services.ask(ada.viewer, 'auth', revokeMutation, { input });
  await expect(again).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an account sees what it is signed in with, newest first, and from where', async () => {
  const ada = await signUp(services, 'ada');
  const phone = { ip: '192.0.2.1', userAgent: 'A phone' };
  const other = await signIn(services, ada, { ...anonymous, ...phone });
  await refresh(ada.refreshToken, { ...anonymous, ip: '2001:db8::1' });

  const data = await services.ask(ada.viewer, 'auth', listQuery);

  const own = { ip: '2001:db8::1', userAgent: null };
  expect(data).toEqual({
    viewer: {
      signIns: [
        { id: other.viewer.signInId, ...phone, isCurrent: false },
        { id: ada.viewer.signInId, ...own, isCurrent: true },
      ],
    },
  });
});

test('nobody else sees what an account is signed in with', async () => {
  const ada = await signUp(services, 'ada');
  const member = await createMember(services, ada, 'ben');
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Account { signIns { id } } }
  }`;
  const variables = { representations: [{ __typename: 'Account', id: ada.viewer.id }] };

  for (const viewer of [member.viewer, asOperator()]) {
    const asking = services.ask(viewer, 'auth', query, variables);
    await expect(asking).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'only the account itself sees its sign-ins',
    });
  }
});

test('an account has at most a hundred sign-ins: the oldest ends', async () => {
  const ada = await signUp(services, 'ada');
  for (let n = 0; n < 9; n++) {
    await Promise.all(Array.from({ length: 11 }, () => signIn(services, ada)));
  }
  const last = await signIn(services, ada);

  const ids = await listIds(last.viewer);

  expect(ids).toHaveLength(100);
  expect([ids[0], ids.includes(ada.viewer.signInId ?? '')]).toEqual([last.viewer.signInId, false]);
  await expect(refresh(ada.refreshToken)).rejects.toMatchObject(invalid);
});

test('a banned account is told so after its right password, and never before', async () => {
  const ada = await signUp(services, 'ada');
  const ban =
    'mutation ($input: BanAccountInput!) { banAccount(input: $input) { account { id } } }';
  await services.ask(asOperator(), 'auth', ban, { input: { accountId: ada.viewer.id } });

  const right = signIn(services, ada);
  await expect(right).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: 'the account is banned',
  });
  const wrong = signIn(services, { email: ada.email, password: 'wrong passw0rd' });
  await expect(wrong).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(refresh(ada.refreshToken)).rejects.toMatchObject(invalid);
});

test.each([
  ['signIn', { email: { $gt: '' }, password }],
  ['signIn', { email: emailOf('ada'), password: { $ne: '' } }],
  ['refreshSignIn', { refreshToken: { $gt: '' } }],
  ['resetPassword', { token: { $gt: '' }, code: { $gt: '' }, newPassword: password }],
])('%s with %j selects nobody', async (name, input) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;

  const asking = services.ask(anonymous, 'auth', document, { input });

  await expect(asking).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
