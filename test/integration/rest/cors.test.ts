import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFace } from './face.ts';
import { type Gateway, startGateway } from './gateway.ts';

let gateway: Gateway;
const cors = { takesCookies: true, methods: 'GET', headers: 'X-Caller', exposed: 'X-Face' };
const ours = ['https://ours.example'];

const isOurs = (origin: string) => origin.endsWith('.ours.example');

beforeAll(async () => {
  const share = { ...testFace, endpoints: [] };
  gateway = await startGateway(
    testFace,
    { ...share, paths: ['/any'], cors: { ...cors, origins: ['*'] } },
    { ...share, paths: ['/some'], cors: { ...cors, origins: ours } },
    { ...share, paths: ['/bare'], cors: { ...cors, origins: ours, takesCookies: false } },
    { ...share, paths: ['/ruled'], cors: { ...cors, origins: isOurs, headers: '*' } },
    { ...share, paths: ['/none'], cors: undefined },
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** What a browser is told, of a page from somewhere. */
async function told(path: string, origin: string | undefined, method = 'GET', more = {}) {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: { ...(origin && { origin }), 'access-control-request-method': 'GET', ...more },
  });
  const names = [...response.headers.keys()].filter(
    (name) => name === 'vary' || name.startsWith('access-control-'),
  );
  const headers = Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
  return { status: response.status, ...headers };
}

const allowed = {
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'X-Caller',
  'access-control-expose-headers': 'X-Face',
};
const echoed = (origin: string) => ({
  vary: 'Origin',
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  ...allowed,
});

test('a face without cookies is for the pages of any site', async () => {
  const answer = {
    ...allowed,
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST',
  };

  expect(await told('/t/things/7', 'https://example.com', 'OPTIONS')).toEqual({
    ...{ status: 204, 'access-control-max-age': '600' },
    ...answer,
  });
  expect(await told('/t/things/7', undefined)).toEqual({ status: 401, ...answer });
});

test('a face with cookies names the one site that it answers', async () => {
  const [ours, theirs] = ['https://ours.example', 'https://theirs.example'];

  expect(await told('/any/thing', theirs)).toEqual({ status: 404, ...echoed(theirs) });
  expect(await told('/some/thing', ours)).toEqual({ status: 404, ...echoed(ours) });
  expect(await told('/some/thing', ours, 'OPTIONS')).toEqual({
    ...{ status: 204, 'access-control-max-age': '600' },
    ...echoed(ours),
  });
});

test('a face without cookies may be for the pages of one site alone', async () => {
  const origin = 'https://ours.example';
  const { 'access-control-allow-credentials': _, ...others } = echoed(origin);

  expect(await told('/bare/thing', origin)).toEqual({ status: 404, ...others });
  expect(await told('/bare/thing', 'https://theirs.example')).toEqual({
    ...{ status: 404, vary: 'Origin' },
  });
});

test('a rule may say who the pages are, which may send whatever headers they ask for', async () => {
  const origin = 'https://any.ours.example';
  const asked = { 'access-control-request-headers': 'x-one, x-two' };
  const { 'access-control-allow-headers': _, ...others } = echoed(origin);

  expect(await told('/ruled/thing', origin, 'OPTIONS', asked)).toEqual({
    ...{ status: 204, 'access-control-max-age': '600' },
    ...others,
    'access-control-allow-headers': 'x-one, x-two',
  });
  expect(await told('/ruled/thing', origin)).toEqual({ status: 404, ...others });
  expect(await told('/ruled/thing', 'https://theirs.example', 'OPTIONS', asked)).toEqual({
    ...{ status: 204, 'access-control-max-age': '600', vary: 'Origin' },
  });
});

test('pages of other sites, and of none, are told nothing', async () => {
  for (const origin of ['https://theirs.example', 'https://ours.example.com', 'null', undefined]) {
    expect(await told('/some/thing', origin)).toEqual({ status: 404, vary: 'Origin' });
  }
  expect(await told('/any/thing', undefined)).toEqual({ status: 404, vary: 'Origin' });
  expect(await told('/none/thing', 'https://ours.example')).toEqual({ status: 404 });
  expect(await told('/none/thing', 'https://ours.example', 'OPTIONS')).toEqual({ status: 404 });
});
