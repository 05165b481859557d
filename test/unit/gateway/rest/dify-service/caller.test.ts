import type { Identity } from '@tributary/gateway/identity/identity';
import { admit, identify, readUser } from '@tributary/gateway/rest/dify-service/caller';
import type { Gatekeepers } from '@tributary/gateway/rest/face';
import { expect, test } from 'vitest';
import { sender } from '../sender.ts';

test.each([
  [{ user: 'ada' }, 'ada'],
  [{ user: 42 }, '42'],
  [{ user: 0 }, '0'],
  [{ user: '' }, undefined],
  [{ user: '  ' }, undefined],
  [{ user: null }, undefined],
  [{}, undefined],
  [[], undefined],
  ['ada', undefined],
  [undefined, undefined],
])('the user of %o', (claim, expected) => {
  expect(readUser(claim)).toBe(expected);
});

test.each([{ $gt: '' }, ['ada'], true, 'x'.repeat(256), 'a\nb'])(
  'the user %o is refused',
  (user) => {
    expect(() => readUser({ user })).toThrow(/^user: must/);
  },
);

const app = {
  ...{ id: 'a1', name: 'App', mode: 'CHAT', organizationId: 'o1', keyId: 'k1', apiEnabled: true },
  credential: { onEnd: () => ({ [Symbol.dispose]() {} }) },
};
const identity: Pick<Identity, 'findAppByKey' | 'toAppViewer' | 'findEndUser'> = {
  findAppByKey: async () => app,
  toAppViewer: ({ id }, { ip }) => ({ id, kind: 'app', scopes: [], ip }),
  findEndUser: async ({ sessionId }, { ip }) => ({
    id: sessionId,
    kind: 'endUser',
    scopes: [],
    ip,
  }),
};
const gatekeepers = { identity } as Gatekeepers;

test.each([
  [{}, { id: 'a1', kind: 'app' }],
  [{ user: { in: 'query', isRequired: true } } as const, { id: 'ada', kind: 'endUser' }],
])('whoever calls by %j calls from somewhere', async (scheme, viewer) => {
  const from = { ...sender, headers: { authorization: 'Bearer app-1' } };
  const head = { route: undefined, method: 'GET', path: '/v1/info', params: {} };
  const arrival = { ...head, sender: from, setHeader: () => {} };
  const caller = await admit(arrival, gatekeepers);

  const claim = { query: { user: 'ada' }, body: undefined };
  const principal = await identify(caller, scheme, claim, gatekeepers);

  expect(principal).toEqual({
    ...{ viewer: { ...viewer, scopes: [], ip: '192.0.2.1' }, credential: app.credential },
  });
});
