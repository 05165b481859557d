import { createEndings } from '@tributary/gateway/identity/endings';
import { openTokens } from '@tributary/gateway/identity/tokens';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askByHttp, kindOf, type Sent } from './clients.ts';
import { startWorld, type World } from './world.ts';

let world: World;
/** Of two gateways. */
let urls: string[];
beforeAll(async () => {
  world = await startWorld();
  const second = await world.openGateway();
  await second.ready;
  urls = [world.url, second.address];
});
afterAll(() => world[Symbol.asyncDispose]());

/** Nobody has the same name twice, so that no test sees what another one revoked. */
let name: string;
let round = 0;
beforeEach(() => {
  round += 1;
  name = `no-${round}`;
});

/** An app with a key of its own. */
function addApp(): Sent {
  world.auth.apps.set(name, { id: name, apiEnabled: true, accessMode: 'PUBLIC' });
  world.auth.keys.set(`app-${name}`, { keyId: `key-${name}`, appId: name });
  return bearer(`app-${name}`);
}

const bearer = (credential: string): Sent => ({
  headers: { authorization: `Bearer ${credential}` },
});

/** What each gateway says of it: the kind of the caller, or why there is none. */
async function everywhere(sent: Sent, among = urls): Promise<unknown[]> {
  const query = '{ whoever { kind } }';
  return Promise.all(among.map(async (url) => kindOf(await askByHttp(url, query, sent))));
}

/** A second is what the product promises; the machine that runs this may be busy. */
const soon = (sent: Sent) => expect.poll(() => everywhere(sent), { timeout: 5_000, interval: 20 });

const refused = ['UNAUTHENTICATED', 'UNAUTHENTICATED'];

test('the tokens of a sign-in that ended reach no gateway any more', async () => {
  const ended = bearer(await world.accessToken({ sid: name }));
  const other = bearer(await world.accessToken({ sid: `${name}-other` }));
  expect(await everywhere(ended)).toEqual(['account', 'account']);

  await world.auth.announce({ kind: 'signIn', id: name });

  await soon(ended).toEqual(refused);
  expect(await everywhere(other)).toEqual(['account', 'account']);
});

test('the tokens of an account that changed are void, and newer ones are not', async () => {
  const old = bearer(await world.accessToken({ sub: name, epoch: 2 }));
  const fresh = bearer(await world.accessToken({ sub: name, epoch: 3 }));
  expect(await everywhere(old)).toEqual(['account', 'account']);

  await world.auth.announce({ kind: 'account', id: name, epoch: 3 });
  await world.auth.announce({ kind: 'account', id: name, epoch: 2 });

  await soon(old).toEqual(refused);
  expect(await everywhere(fresh)).toEqual(['account', 'account']);
});

test('a revoked key is forgotten everywhere', async () => {
  const key = addApp();
  expect(await everywhere(key)).toEqual(['app', 'app']);
  world.auth.keys.delete(`app-${name}`);
  expect(await everywhere(key)).toEqual(['app', 'app']);

  await world.auth.announce({ kind: 'apiKey', id: `key-${name}`, appId: name });

  await soon(key).toEqual(refused);
});

test('a change of an app reaches its keys and passports', async () => {
  const key = addApp();
  const passport = bearer(await world.auth.passport(name));
  expect(await everywhere(key)).toEqual(['app', 'app']);
  expect(await everywhere(passport)).toEqual(['endUser', 'endUser']);

  world.auth.apps.set(name, { id: name, apiEnabled: false, accessMode: 'PUBLIC' });
  await world.auth.announce({ kind: 'app', id: name });
  await soon(key).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  world.auth.apps.delete(name);
  await world.auth.announce({ kind: 'app', id: name });

  await soon(passport).toEqual(refused);
});

test('a change of an account reaches the passports that it stands behind', async () => {
  addApp();
  const passport = bearer(await world.auth.passport(name, { user_id: `account-${name}` }));
  expect(await everywhere(passport)).toEqual(['endUser', 'endUser']);
  world.auth.apps.delete(name);

  await world.auth.announce({ kind: 'account', id: `account-${name}`, epoch: 1 });

  await soon(passport).toEqual(refused);
});

test('a key that was made after it was asked for works at once', async () => {
  const key = bearer(`app-${name}`);
  expect(await everywhere(key)).toEqual(refused);

  addApp();

  expect(await everywhere(key)).toEqual(['app', 'app']);
});

test('a new signing key is known at once, and a withdrawn one takes its tokens along', async () => {
  const old = bearer(await world.accessToken());
  expect(await everywhere(old)).toEqual(['account', 'account']);

  await world.auth.rotate();
  await world.auth.publishKeys();
  const fresh = bearer(await world.accessToken());
  expect(await everywhere(fresh)).toEqual(['account', 'account']);
  expect(await everywhere(old)).toEqual(['account', 'account']);
  world.auth.signingKeys.pop();
  await world.auth.publishKeys();

  await soon(old).toEqual(refused);
  expect(await everywhere(fresh)).toEqual(['account', 'account']);
});

test('a gateway that starts later knows what was revoked before it is ready', async () => {
  const [kept, gone] = [`${name}-kept`, `${name}-gone`];
  const keptToken = bearer(await world.accessToken({ sid: kept }));
  const goneToken = bearer(await world.accessToken({ sid: gone }));
  const voidToken = bearer(await world.accessToken({ sub: name, epoch: 0 }));
  await world.auth.announce({ kind: 'account', id: name, epoch: 1 });
  await world.auth.announce({ kind: 'signIn', id: gone });

  const gateway = await world.openGateway();
  await gateway.ready;

  const all = [keptToken, goneToken, voidToken];
  const answers = await Promise.all(all.map((sent) => everywhere(sent, [gateway.address])));
  expect(answers).toEqual([['account'], ['UNAUTHENTICATED'], ['UNAUTHENTICATED']]);
});

test('no access token is taken before it is known what was revoked', async () => {
  const revocations = { isReady: false, isEnded: () => false, epochOf: () => 0 };
  const endings = createEndings();
  await using tokens = await openTokens({ bus: world.bus, revocations, endings });
  const token = await world.accessToken();

  const verified = tokens.verify(token, { ip: '', userAgent: undefined });

  await expect(verified).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('what is written among the events by hand holds nothing up', async () => {
  const token = bearer(await world.accessToken({ sid: name }));
  const js = world.bus.connection.jetstream();
  await js.publish('event.access.by-hand', new TextEncoder().encode('not even JSON'));
  await js.publish('event.access.by-hand', new TextEncoder().encode('{"kind":"party"}'));

  await world.auth.announce({ kind: 'signIn', id: name });
  const gateway = await world.openGateway();
  await gateway.ready;

  await soon(token).toEqual(refused);
  expect(await everywhere(token, [gateway.address])).toEqual(['UNAUTHENTICATED']);
});

test('revocations go on after NATS was killed', async () => {
  const [before, after] = [`${name}-before`, `${name}-after`];
  const tokens = [before, after].map(async (sid) => bearer(await world.accessToken({ sid })));
  const [endedBefore, endedAfter] = await Promise.all(tokens);
  const key = addApp();
  expect(await everywhere(key)).toEqual(['app', 'app']);
  await world.auth.announce({ kind: 'signIn', id: before });

  await world.nats.kill();
  await world.nats.start();
  await world.auth.announce({ kind: 'signIn', id: after });
  world.auth.keys.delete(`app-${name}`);
  await world.auth.announce({ kind: 'apiKey', id: `key-${name}`, appId: name });

  await expect.poll(() => everywhere(endedBefore ?? {}), { timeout: 5_000 }).toEqual(refused);
  await expect.poll(() => everywhere(endedAfter ?? {}), { timeout: 5_000 }).toEqual(refused);
  await expect.poll(() => everywhere(key), { timeout: 5_000 }).toEqual(refused);
});
