import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import type { Sender } from '../../identity/identity.ts';
import { endpoint, type Reply } from '../endpoint.ts';
import { anyone, signedIn } from './caller.ts';
import { readRefreshToken, toCookies, toNoCookies } from './cookies.ts';
import {
  EndSessionDocument,
  RefreshSessionDocument,
  type SessionPartsFragment,
  StartSessionDocument,
} from './generated/operations.ts';

const text = z.string('must be a string');

const toSession = (tokens: SessionPartsFragment, sender: Sender): Reply => ({
  status: 200,
  headers: { 'set-cookie': toCookies(tokens, sender) },
  body: { account: tokens.account, expiresAt: tokens.expiresAt },
});

export const startSession = endpoint({
  route: 'POST /session',
  identity: anyone,
  body: z.object({ email: text, password: text }, 'must be an object'),
  document: StartSessionDocument,
  variables: ({ body }) => body,
  reply: ({ signIn }, { sender }) => toSession(signIn, sender),
});

export const refreshSession = endpoint({
  route: 'POST /session/refresh',
  identity: anyone,
  document: RefreshSessionDocument,
  variables: ({ sender }) => {
    const refreshToken = readRefreshToken(sender);
    if (!refreshToken) throw new Failure('UNAUTHENTICATED', 'there is no session to go on with');
    return { refreshToken };
  },
  reply: ({ refreshSignIn }, { sender }) => toSession(refreshSignIn, sender),
});

/** A page that got new tokens from the graph, with another password or organization, goes on with them. */
export const replaceSession = endpoint({
  route: 'PUT /session',
  identity: anyone,
  body: z.object({ refreshToken: text }, 'must be an object'),
  document: RefreshSessionDocument,
  variables: ({ body }) => body,
  reply: ({ refreshSignIn }, { sender }) => toSession(refreshSignIn, sender),
});

/** The refresh token tells which sign-in ends, once the access token has expired. */
export const endSession = endpoint({
  route: 'DELETE /session',
  identity: signedIn,
  document: EndSessionDocument,
  variables: ({ sender }) => ({ refreshToken: readRefreshToken(sender) }),
  reply: (_, { sender }) => ({ status: 204, headers: { 'set-cookie': toNoCookies(sender) } }),
});
