import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { readLoginToken, readPassport } from '../../identity/credentials.ts';
import { id, toCanonicalId } from '../dify-fields.ts';
import { endpoint, ok } from '../endpoint.ts';
import { anyone } from './caller.ts';
import { optionalText } from './fields.ts';
import {
  IssueWebAppPassportDocument,
  WebAppAccessModeDocument,
  WebAppPermissionDocument,
} from './generated/operations.ts';

/** Makes a visitor of an app known from then on. */
export const issuePassport = endpoint({
  route: 'GET /api/passport',
  identity: anyone,
  query: z.object({ user_id: optionalText }),
  document: IssueWebAppPassportDocument,
  variables: ({ query, sender, headers }) => {
    const appCode = headers['x-app-code']?.trim();
    if (!appCode) throw new Failure('UNAUTHENTICATED', 'X-App-Code is missing');
    return {
      input: { appCode, sessionId: query.user_id, loginToken: readLoginToken(sender) },
    };
  },
  reply: ({ issuePassport: { passport } }) => ({
    ...ok({ access_token: passport }),
    headers: { 'cache-control': 'no-store' },
  }),
});

const accessModes = {
  PUBLIC: 'public',
  PRIVATE: 'private',
  PRIVATE_ALL: 'private_all',
  SSO_VERIFIED: 'sso_verified',
} as const;

export const readAccessMode = endpoint({
  route: 'GET /api/webapp/access-mode',
  identity: anyone,
  query: z.object({ appCode: optionalText, appId: optionalText }),
  document: WebAppAccessModeDocument,
  variables: ({ query: { appCode, appId } }) => ({
    appCode,
    appId: appId && toCanonicalId(appId),
  }),
  reply: ({ webAppAccessMode }) => ok({ accessMode: accessModes[webAppAccessMode] }),
});

export const readPermission = endpoint({
  route: 'GET /api/webapp/permission',
  identity: anyone,
  query: z.object({ appId: id }),
  document: WebAppPermissionDocument,
  variables: ({ query, sender }) => ({ appId: query.appId, passport: readPassport(sender) }),
  reply: ({ webAppPermission }) => ok({ result: webAppPermission }),
});
