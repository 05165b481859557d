import { beforeAll, expect, test } from 'vitest';
import { createApp, createPerson, type Person, password } from '../person.ts';
import {
  act,
  attempt,
  attemptRefresh,
  codesOf,
  join,
  refresh,
  signIn,
  verdicts,
} from '../sessions.ts';
import { fleet } from './fleet.ts';

let first: string;
let second: string;

beforeAll(() => {
  [first = '', second = ''] = fleet.urls;
});

/** A second is what the product promises; the machine that runs this may be busy. */
const soon = { timeout: 5_000, interval: 20 };
const good = ['good', 'good'];
const refused = ['UNAUTHENTICATED', 'UNAUTHENTICATED'];

const becomes = (credential: string, expected: unknown[]) =>
  expect.poll(() => verdicts(fleet, credential), soon).toEqual(expected);

const restStatuses = (key: string) =>
  Promise.all(
    fleet.everywhere(key).map(async (program) => (await program.fetch('/v1/info')).status),
  );

test('a key that is revoked through one gateway stops at all of them, in every API', async () => {
  const owner = await fleet.signUp('owner');
  const app = await createApp(owner);
  const { key, id } = await act<{ key: string; id: string }>(
    owner,
    'createApiKey',
    { appId: app.id },
    { fields: '{ id key }' },
  );
  const before = [await verdicts(fleet, key), await restStatuses(key)];

  await act(owner, 'revokeApiKey', { id });

  expect(before).toEqual([good, [200, 200]]);
  await becomes(key, refused);
  await expect.poll(() => restStatuses(key), soon).toEqual([401, 401]);
  expect(await verdicts(fleet, app.key)).toEqual(good);
});

test('signing out ends this sign-in at all gateways, and no other', async () => {
  const ada = await fleet.signUp('ada');
  const [phone, laptop] = [await signIn(first, ada.email), await signIn(second, ada.email)];
  const before = await verdicts(fleet, phone.accessToken);

  await act(createPerson(second, phone.accessToken), 'signOut', {});

  expect(before).toEqual(good);
  await becomes(phone.accessToken, refused);
  expect(codesOf(await attemptRefresh(first, phone.refreshToken))).toEqual(['UNAUTHENTICATED']);
  expect(await verdicts(fleet, laptop.accessToken)).toEqual(good);
});

test('signing out everywhere ends all sign-ins of the account at all gateways', async () => {
  const ada = await fleet.signUp('ada');
  const other = await signIn(second, ada.email);
  const before = await verdicts(fleet, other.accessToken);

  await act(ada, 'signOut', { everywhere: true });

  expect(before).toEqual(good);
  for (const token of [ada.credential, other.accessToken]) await becomes(token, refused);
  expect(await verdicts(fleet, (await signIn(second, ada.email)).accessToken)).toEqual(good);
});

test('a lost device is signed out from another one', async () => {
  const ada = await fleet.signUp('ada');
  const lost = await signIn(second, ada.email);
  const { data } = await createPerson(second, lost.accessToken).graphql<{
    viewer: { signIns: { id: string; isCurrent: boolean }[] };
  }>('{ viewer { signIns { id isCurrent } } }');
  const id = data?.viewer.signIns.find(({ isCurrent }) => isCurrent)?.id;

  await act(ada, 'revokeSignIn', { id });

  await becomes(lost.accessToken, refused);
  expect(await verdicts(fleet, ada.credential)).toEqual(good);
});

test('who is banned is out at once, and back in only after being let in again', async () => {
  const owner = await fleet.signUp('owner');
  const guest = await join(fleet, owner);
  const before = await verdicts(fleet, guest.credential);
  const tryAgain = async () =>
    codesOf(await attempt(createPerson(second, ''), 'signIn', { email: guest.email, password }));

  await act(owner, 'banAccount', { accountId: guest.accountId });
  await becomes(guest.credential, refused);
  const whileBanned = await tryAgain();
  await act(owner, 'unbanAccount', { accountId: guest.accountId }, { type: 'BanAccountInput' });
  const later = await tryAgain();

  expect(before).toEqual(good);
  expect([whileBanned, later]).toEqual([['FORBIDDEN'], []]);
  expect(await verdicts(fleet, guest.credential)).toEqual(refused);
});

test('who is removed from an organization is out at once, and has nowhere to sign in to', async () => {
  const owner = await fleet.signUp('owner');
  const guest = await join(fleet, owner);
  const before = await verdicts(fleet, guest.credential);

  await act(owner, 'removeMember', { accountId: guest.accountId });

  expect(before).toEqual(good);
  await becomes(guest.credential, refused);
  const again = await attempt(createPerson(second, ''), 'signIn', { email: guest.email, password });
  expect(codesOf(again)).toEqual(['FORBIDDEN']);
});

test('another role counts at all gateways at once, with the next token', async () => {
  const owner = await fleet.signUp('owner');
  const admin = await join(fleet, owner, 'ADMIN');
  const { accessToken, refreshToken } = await signIn(first, admin.email);
  const make = (url: string, token: string) =>
    attempt(createPerson(url, token), 'createApp', { name: 'Mine', mode: 'CHAT' });
  const before = codesOf(await make(second, accessToken));

  await act(owner, 'changeMemberRole', { accountId: admin.accountId, role: 'MEMBER' });
  await becomes(accessToken, refused);
  const next = await refresh(second, refreshToken);
  const after = codesOf(await make(first, next.accessToken));

  expect(before).toEqual([]);
  expect(after).toEqual(['FORBIDDEN']);
  expect(await verdicts(fleet, next.accessToken)).toEqual(good);
});

test('a new password ends the sign-ins that were made with the old one', async () => {
  const ada = await fleet.signUp('ada');
  const other = await signIn(second, ada.email);
  const before = await verdicts(fleet, other.accessToken);
  const input = { currentPassword: password, newPassword: 'better horse 2' };

  const { accessToken } = await act<{ accessToken: string }>(ada, 'changePassword', input, {
    fields: '{ accessToken }',
  });

  expect(before).toEqual(good);
  await becomes(other.accessToken, refused);
  expect(await verdicts(fleet, accessToken)).toEqual(good);
  const stale = await attempt(createPerson(first, ''), 'signIn', { email: ada.email, password });
  expect(codesOf(stale)).toEqual(['UNAUTHENTICATED']);
});

test('an app that is switched off answers no key, until it is switched on again', async () => {
  const owner = await fleet.signUp('owner');
  const { id: appId, key } = await createApp(owner);
  const before = [await verdicts(fleet, key), await restStatuses(key)];

  await act(owner, 'updateApp', { appId, apiEnabled: false });
  await becomes(key, ['FORBIDDEN', 'FORBIDDEN']);
  const off = await restStatuses(key);
  await act(owner, 'updateApp', { appId, apiEnabled: true });
  await becomes(key, good);

  expect([...before, off]).toEqual([good, [200, 200], [403, 403]]);
  await act(owner, 'deleteApp', { appId });
  await becomes(key, ['FORBIDDEN', 'FORBIDDEN']);
});

/** The passport of a member for an app that only members may use. */
async function admit(owner: Person, accessMode: 'PRIVATE' | 'PRIVATE_ALL') {
  const guest = await join(fleet, owner);
  const { accountId, email } = guest;
  const { id: appId } = await createApp(owner);
  const stranger = createPerson(first, '');
  const { app } = await act<{ app: { code: string } }>(
    owner,
    'updateApp',
    { appId, accessMode },
    { fields: '{ app { code } }' },
  );
  if (accessMode === 'PRIVATE')
    await act(owner, 'setAppMembers', { appId, accountIds: [accountId] });
  const login = await act<{ accessToken: string }>(
    stranger,
    'loginToWebApps',
    { email, password },
    { fields: '{ accessToken }' },
  );
  const { passport } = await act<{ passport: string }>(
    stranger,
    'issuePassport',
    { appCode: app.code, loginToken: login.accessToken },
    { fields: '{ passport }' },
  );
  return { owner, guest, appId, passport };
}

type Admitted = Awaited<ReturnType<typeof admit>>;

test.each([
  [
    'leaves the members of the app',
    'PRIVATE',
    ({ owner, appId }: Admitted) => act(owner, 'setAppMembers', { appId, accountIds: [] }),
  ],
  [
    'leaves the organization',
    'PRIVATE_ALL',
    ({ owner, guest: { accountId } }: Admitted) => act(owner, 'removeMember', { accountId }),
  ],
  [
    'is banned',
    'PRIVATE_ALL',
    ({ owner, guest: { accountId } }: Admitted) => act(owner, 'banAccount', { accountId }),
  ],
] as const)('the passport of a member who %s stops at all gateways', async (_, mode, change) => {
  const admitted = await admit(await fleet.signUp('owner'), mode);
  const before = await verdicts(fleet, admitted.passport);

  await change(admitted);

  expect(before).toEqual(good);
  await becomes(admitted.passport, refused);
});

test('the passports of an app stop while its page is switched off', async () => {
  const { owner, appId, passport } = await admit(await fleet.signUp('owner'), 'PRIVATE_ALL');
  const before = await verdicts(fleet, passport);

  await act(owner, 'updateApp', { appId, siteEnabled: false });
  await becomes(passport, refused);
  await act(owner, 'updateApp', { appId, siteEnabled: true });

  expect(before).toEqual(good);
  await becomes(passport, good);
});
