import type { Credential, Identity, Principal } from '@tributary/gateway/identity/identity';
import {
  anyone,
  type CallerScheme,
  chatHolders,
  holders,
  identify,
} from '@tributary/gateway/rest/dify-web/caller';
import type { Gatekeepers } from '@tributary/gateway/rest/face';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { expect, test } from 'vitest';
import { sender } from '../sender.ts';

const viewer: Viewer = { id: 'u1', kind: 'endUser', appId: 'a1', scopes: [] };
const credential = { onEnd: () => ({ [Symbol.dispose]() {} }) } satisfies Credential;

/** Knows the passport `good`, of an app of this mode, and remembers what it was asked. */
function createGatekeepers(mode: string) {
  const asked: unknown[] = [];
  const identity: Pick<Identity, 'toAnonymous' | 'findPassportHolder'> = {
    toAnonymous: ({ ip }) => ({ viewer: { ...anonymous, ip }, credential: undefined }),
    async findPassportHolder(passport, { ip }, appCode) {
      asked.push([passport, ip, appCode]);
      const app = { id: 'a1', name: 'App', mode, organizationId: 'o1', code: 'c' };
      return { viewer, credential, app, sessionId: 's1', accountId: undefined };
    },
  };
  return { asked, gatekeepers: { identity } as unknown as Gatekeepers };
}

const call = (scheme: CallerScheme, mode: string, headers = {}): Promise<Principal> =>
  identify(
    { ...sender, headers },
    scheme,
    { query: {}, body: undefined },
    createGatekeepers(mode).gatekeepers,
  );

test('whoever needs no passport calls from somewhere', async () => {
  expect(await call(anyone, 'CHAT', { 'x-app-passport': 'good' })).toEqual({
    viewer: { ...anonymous, ip: '192.0.2.1' },
    credential: undefined,
  });
});

test('the holder of a passport is the end user that it speaks for', async () => {
  expect(await call(holders, 'WORKFLOW', { 'x-app-passport': 'good' })).toEqual({
    viewer,
    credential,
  });
  expect(await call(chatHolders, 'ADVANCED_CHAT')).toEqual({ viewer, credential });
});

test('an app of another kind is refused by its documented code', async () => {
  await expect(call(chatHolders, 'COMPLETION')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    reason: 'not_chat_app',
  });
});

test('without a passport, the app that is named decides what its caller is told', async () => {
  const { asked, gatekeepers } = createGatekeepers('CHAT');
  const claim = { query: {}, body: undefined };
  const headers = { 'x-app-code': 'abcdefghijklmnop' };

  await identify({ ...sender, headers }, holders, claim, gatekeepers);
  await identify(sender, holders, claim, gatekeepers);

  expect(asked).toEqual([
    ['', '192.0.2.1', 'abcdefghijklmnop'],
    ['', '192.0.2.1', undefined],
  ]);
});
