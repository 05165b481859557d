import { afterAll, beforeAll, expect, test } from 'vitest';
import { askByHttp, askBySocket, askBySse, firstOf } from './clients.ts';
import { startWorld, type World } from './world.ts';

const publicUrl = 'https://tributary.example';
const secureCookie = '__Host-tributary_session';
const query = '{ whoever { id } }';

let world: World;
let url: string;
beforeAll(async () => {
  world = await startWorld();
  const gateway = await world.openGateway({ env: { PUBLIC_URL: publicUrl } });
  await gateway.ready;
  url = gateway.address;
});
afterAll(() => world[Symbol.asyncDispose]());

/** By which id each transport knows the sender of such headers. */
async function whoIs(headers: Record<string, string>): Promise<unknown[]> {
  const results = [
    await askByHttp(url, query, { headers }),
    (await firstOf(askBySse(url, query, { headers })))?.result,
    await firstOf(askBySocket(url, query, { headers })),
  ];
  return results.map((result) => (result?.data?.whoever as { id: string } | undefined)?.id);
}

const session = async (name = secureCookie) => `${name}=${await world.accessToken()}`;

test.each([
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of a neighbouring host', { 'sec-fetch-site': 'same-site' }],
  ['a page of another site in an old browser', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['a page of the same host without https', { origin: 'http://tributary.example' }],
])('%s does not call as the one who is signed in', async (_, headers) => {
  expect(await whoIs({ ...headers, cookie: await session() })).toEqual(['', '', '']);
});

test.each([
  ['a page of the product', { 'sec-fetch-site': 'same-origin', origin: publicUrl }],
  ['such a page in an old browser', { origin: publicUrl }],
  ['an address that was typed', { 'sec-fetch-site': 'none' }],
  ['a program', {}],
])('%s calls as the one who is signed in', async (_, headers) => {
  expect(await whoIs({ ...headers, cookie: await session() })).toEqual(['ada', 'ada', 'ada']);
});

test('behind https a cookie that any host nearby could set does not count', async () => {
  expect(await whoIs({ cookie: await session('tributary_session') })).toEqual(['', '', '']);
});

test('a page of another site calls as whoever it has a token of', async () => {
  const authorization = `Bearer ${await world.accessToken()}`;

  expect(await whoIs({ 'sec-fetch-site': 'cross-site', authorization })).toEqual([
    ...['ada', 'ada', 'ada'],
  ]);
});

test('a page of another site may read answers, but is never given cookies for them', async () => {
  const response = await fetch(`${url}/graphql?query={notes}`, {
    headers: { origin: 'https://evil.example', 'apollo-require-preflight': 'true' },
  });

  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-credentials')).toBe(null);
});
