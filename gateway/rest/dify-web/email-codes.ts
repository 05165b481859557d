import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { endpoint, ok } from '../endpoint.ts';
import { anyone } from './caller.ts';
import { decodeText, language, text } from './fields.ts';
import {
  LoginToWebAppsWithCodeDocument,
  SendWebAppLoginCodeDocument,
} from './generated/operations.ts';
import { toLogin } from './login.ts';

/** Who asks for a mail, and in which language. */
export const mailRequest = z.object({ email: text, language }, 'must be an object');

/** A mailed code together with the token that was handed out for it. */
export const verification = z.object({ email: text, code: text, token: text }, 'must be an object');

/** The token that goes with a mailed code. */
export const toMailToken = (token: string) => ({
  ...ok({ result: 'success', data: token }),
  headers: { 'cache-control': 'no-store' },
});

export const sendLoginCode = endpoint({
  route: 'POST /api/email-code-login',
  identity: anyone,
  body: mailRequest,
  document: SendWebAppLoginCodeDocument,
  variables: ({ body }) => ({ input: body }),
  reply: ({ sendWebAppLoginCode: { token } }) => toMailToken(token),
});

export const loginWithCode = endpoint({
  route: 'POST /api/email-code-login/validity',
  identity: anyone,
  body: verification,
  document: LoginToWebAppsWithCodeDocument,
  variables: ({ body }) => ({ input: { ...body, code: decodeCode(body.code) } }),
  reply: ({ loginToWebAppsWithCode: { accessToken } }) => toLogin(accessToken),
});

/** Fails as a wrong code does. */
export function decodeCode(value: string): string {
  const code = decodeText(value);
  if (code === undefined) {
    throw new Failure('BAD_INPUT', 'code is not encoded', { reason: 'email_code_error' });
  }
  return code;
}
