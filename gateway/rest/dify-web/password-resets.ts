import { z } from 'zod';
import { endpoint, ok } from '../endpoint.ts';
import { anyone } from './caller.ts';
import { mailRequest, toMailToken, verification } from './email-codes.ts';
import { text } from './fields.ts';
import {
  ResetWebAppPasswordDocument,
  SendWebAppResetCodeDocument,
  VerifyWebAppResetCodeDocument,
} from './generated/operations.ts';

export const sendResetCode = endpoint({
  route: 'POST /api/forgot-password',
  identity: anyone,
  body: mailRequest,
  document: SendWebAppResetCodeDocument,
  variables: ({ body }) => ({ input: body }),
  reply: ({ sendWebAppResetCode: { token } }) => toMailToken(token),
});

/** Here the code is plain, and the new token carries the right to reset. */
export const verifyResetCode = endpoint({
  route: 'POST /api/forgot-password/validity',
  identity: anyone,
  body: verification,
  document: VerifyWebAppResetCodeDocument,
  variables: ({ body }) => ({ input: body }),
  reply: ({ verifyWebAppResetCode: { email, token } }) => ({
    ...ok({ is_valid: true, email, token }),
    headers: { 'cache-control': 'no-store' },
  }),
});

export const resetPassword = endpoint({
  route: 'POST /api/forgot-password/resets',
  identity: anyone,
  body: z.object({ token: text, new_password: text, password_confirm: text }, 'must be an object'),
  document: ResetWebAppPasswordDocument,
  variables: ({ body: { token, new_password: newPassword, password_confirm } }) => ({
    input: { token, newPassword, passwordConfirm: password_confirm },
  }),
  reply: () => ok({ result: 'success' }),
});
