import { Failure } from '@tributary/runtime/failure';
import { stringifySetCookie } from 'cookie';
import { z } from 'zod';
import { loginCookie, readLoginToken, readPassport } from '../../identity/credentials.ts';
import { endpoint, ok } from '../endpoint.ts';
import { anyone } from './caller.ts';
import { decodeText, optionalText, text } from './fields.ts';
import {
  LoginToWebAppsDocument,
  LogoutFromWebAppsDocument,
  WebAppLoginStatusDocument,
} from './generated/operations.ts';

export const login = endpoint({
  route: 'POST /api/login',
  identity: anyone,
  body: z.object({ email: text, password: text }, 'must be an object'),
  document: LoginToWebAppsDocument,
  variables: ({ body: { email, password } }) => ({ email, password: decodePassword(password) }),
  reply: ({ loginToWebApps: { accessToken } }) => toLogin(accessToken),
});

/** Fails as a wrong password does. */
export function decodePassword(value: string): string {
  const password = decodeText(value);
  if (password === undefined) {
    const reason = 'authentication_failed';
    throw new Failure('UNAUTHENTICATED', 'password is not encoded', { reason });
  }
  return password;
}

/** The token is the caller's to keep: no cookie is set. */
export const toLogin = (accessToken: string) => ({
  ...ok({ result: 'success', data: { access_token: accessToken } }),
  headers: { 'cache-control': 'no-store' },
});

export const readLoginStatus = endpoint({
  route: 'GET /api/login/status',
  identity: anyone,
  query: z.object({ app_code: optionalText, user_id: optionalText }),
  document: WebAppLoginStatusDocument,
  variables: ({ query: { app_code: appCode, user_id: sessionId }, sender }) => ({
    input: {
      ...{ appCode, sessionId },
      passport: readPassport(sender, appCode),
      loginToken: readLoginToken(sender),
    },
  }),
  reply: ({ webAppLoginStatus: { isLoggedIn, isLoggedInToApp } }) => ({
    ...ok({ logged_in: isLoggedIn, app_logged_in: isLoggedInToApp }),
    headers: { 'cache-control': 'no-store' },
  }),
});

/** Takes back the cookie that a single sign-on may have set; the tokens themselves stay good. */
export const logout = endpoint({
  route: 'POST /api/logout',
  identity: anyone,
  document: LogoutFromWebAppsDocument,
  variables: () => ({}),
  reply: ({ systemFeatures }, { sender: { isSecure } }) => {
    if (!systemFeatures.isSetUp) {
      throw new Failure('UNAUTHENTICATED', 'there is no account yet', { reason: 'not_setup' });
    }
    const cookie = stringifySetCookie({
      name: isSecure ? `__Host-${loginCookie}` : loginCookie,
      value: '',
      maxAge: 0,
      expires: new Date(0),
      path: '/',
      httpOnly: true,
      secure: isSecure,
      sameSite: 'none',
    });
    return { ...ok({ result: 'success' }), headers: { 'set-cookie': cookie } };
  },
});
