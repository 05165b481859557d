import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askBySocket, askBySse, type Result, type Sent } from './clients.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const query = 'subscription { ticks(to: 100000) { number } }';

const bearer = (credential: string): Sent => ({
  headers: { authorization: `Bearer ${credential}` },
});

async function* resultsBySse(sent: Sent) {
  for await (const { event, result } of askBySse(world.url, query, sent)) {
    if (event === 'complete') return;
    if (result) yield result;
  }
  throw new Error('the stream was cut off');
}

const transports: [string, (sent: Sent) => AsyncGenerator<Result>][] = [
  ['a socket', (sent) => askBySocket(world.url, query, sent)],
  ['a stream', resultsBySse],
];

/** Reads up to the end, and does something once there was an event. */
async function lastResult(results: AsyncIterable<Result>, act: () => Promise<void>) {
  let last: Result | undefined;
  for await (const result of results) {
    if (!last) await act();
    last = result;
  }
  return last;
}

const refusal = (message: string) => ({
  errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }],
});
const revoked = refusal('the credential is not valid any more');

let round = 0;
function addApp(): string {
  round += 1;
  const id = `ending-${round}`;
  world.auth.apps.set(id, { id, apiEnabled: true, accessMode: 'PUBLIC' });
  world.auth.keys.set(`app-${id}`, { keyId: `key-${id}`, appId: id });
  return id;
}

describe.each(transports)('a subscription by %s ends', (_, subscribe) => {
  test('with the sign-in of its account', async () => {
    const sid = `sign-in-${round++}`;
    const results = subscribe(bearer(await world.accessToken({ sid })));

    const last = await lastResult(results, () => world.auth.announce({ kind: 'signIn', id: sid }));

    expect(last).toEqual(revoked);
    await expect.poll(() => world.seen.ticksOpen).toBe(0);
  });

  test('when its account changes', async () => {
    const id = `account-${round++}`;
    const results = subscribe(bearer(await world.accessToken({ sub: id })));

    const last = await lastResult(results, () =>
      world.auth.announce({ kind: 'account', id, epoch: 1 }),
    );

    expect(last).toEqual(revoked);
  });

  test('with its API key', async () => {
    const appId = addApp();

    const last = await lastResult(subscribe(bearer(`app-${appId}`)), async () => {
      world.auth.keys.delete(`app-${appId}`);
      await world.auth.announce({ kind: 'apiKey', id: `key-${appId}`, appId });
    });

    expect(last).toEqual(revoked);
  });

  test('when its app takes no calls any more', async () => {
    const id = addApp();

    const last = await lastResult(subscribe(bearer(`app-${id}`)), async () => {
      world.auth.apps.set(id, { id, apiEnabled: false, accessMode: 'PUBLIC' });
      await world.auth.announce({ kind: 'app', id });
    });

    expect(last).toEqual(revoked);
  });

  test('with the app of its passport', async () => {
    const id = addApp();

    const last = await lastResult(subscribe(bearer(await world.auth.passport(id))), async () => {
      world.auth.apps.delete(id);
      await world.auth.announce({ kind: 'app', id });
    });

    expect(last).toEqual(revoked);
  });

  test('when its token expires', async () => {
    const expiresAt = new Date(Date.now() + 1_500);
    const results = subscribe(bearer(await world.accessToken({ expiresAt })));

    const last = await lastResult(results, async () => {});

    expect(last).toEqual(refusal('the credential has expired'));
  });
});

test('a change that leaves a key good leaves its subscription alone', async () => {
  const id = addApp();
  const results = askBySocket(world.url, query, bearer(`app-${id}`));
  await results.next();
  const before = world.auth.asked.apiKeyApp;

  await world.auth.announce({ kind: 'app', id });
  await expect.poll(() => world.auth.asked.apiKeyApp).toBe(before + 1);

  expect((await results.next()).value).toHaveProperty('data.ticks');
  await results.return(undefined);
});

test('while nobody can be asked a subscription goes on, and then ends all the same', async () => {
  const id = addApp();
  const results = askBySocket(world.url, query, bearer(`app-${id}`));

  const last = await lastResult(results, async () => {
    await world.stopAuth();
    world.auth.keys.delete(`app-${id}`);
    await world.auth.announce({ kind: 'apiKey', id: `key-${id}`, appId: id });
    await world.startAuth();
  });

  expect(last).toEqual(revoked);
});

test('a withdrawn signing key ends what was opened with its tokens', async () => {
  const results = askBySocket(world.url, query, bearer(await world.accessToken()));

  const last = await lastResult(results, async () => {
    await world.auth.rotate();
    world.auth.signingKeys.pop();
    await world.auth.publishKeys();
  });

  expect(last).toEqual(revoked);
});

test('a subscription of nobody has nothing that could end it', async () => {
  const results = askBySocket(world.url, 'subscription { ticks(to: 3) { number } }');

  const numbers: unknown[] = [];
  for await (const { data } of results) numbers.push(data);

  expect(numbers).toEqual([1, 2, 3].map((number) => ({ ticks: { number } })));
});
