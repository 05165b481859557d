import { randomUUID } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { PassportClaims, WebTokens } from '@tributary/runtime/web-tokens';
import { decodeJwt } from 'jose';
import type { App } from './apps.ts';
import { type EndUser, type EndUsers, readSessionId } from './end-users.ts';
import type { AccessMode, IssuePassportInput } from './generated/schema.ts';
import { checkService } from './membership.ts';
import type { WebAppLogins } from './web-app-logins.ts';
import type { WebAppPermissions } from './web-app-permissions.ts';
import type { WebApps } from './web-apps.ts';

/** For whom a passport speaks. */
export interface PassportHolder {
  app: App;
  endUser: EndUser;
  accountId: string | null;
}

export interface PassportsOptions {
  webApps: WebApps;
  endUsers: EndUsers;
  logins: Pick<WebAppLogins, 'isCurrent'>;
  permissions: WebAppPermissions;
  tokens: WebTokens;
  viewer: Viewer;
}

export type Passports = ReturnType<typeof createPassports>;

const origin = 'web-app';

/** How the people of an app prove who they are, unless everybody may come. */
const authTypes: Readonly<Record<Exclude<AccessMode, 'PUBLIC'>, 'internal' | 'external'>> = {
  PRIVATE: 'internal',
  PRIVATE_ALL: 'internal',
  SSO_VERIFIED: 'external',
};

const authTypeOf = ({ accessMode }: App) =>
  accessMode === 'PUBLIC' ? undefined : authTypes[accessMode];

const loginNeeded = () =>
  new Failure('UNAUTHENTICATED', 'the app is for people who have signed in', {
    reason: 'web_sso_auth_required',
  });

const denied = (message: string) =>
  new Failure('UNAUTHENTICATED', message, { reason: 'web_app_access_denied' });

const gone = (message: string) => new Failure('BAD_INPUT', message, { reason: 'bad_request' });

/** The app that a passport claims to be for. Nothing is proved by that. */
function readAppCode(passport: string): string {
  try {
    return String(decodeJwt(passport).app_code);
  } catch {
    return '';
  }
}

/** What end users hold: each names one person in one app. */
export function createPassports(options: PassportsOptions) {
  const { webApps, endUsers, logins, permissions, tokens, viewer } = options;

  async function issuePublic(app: App, sessionId: string): Promise<string> {
    const { id: appId, organizationId, code } = app;
    const endUser = await endUsers.enrol({
      ...{ appId, organizationId, origin, accountId: null },
      sessionId: readSessionId(sessionId),
    });
    return tokens.signPassport(appId, { app_id: appId, app_code: code, end_user_id: endUser.id });
  }

  async function issueRestricted(app: App, loginToken: string): Promise<string> {
    const { id: appId, organizationId, code } = app;
    const login = await tokens.verify(loginToken);
    if (login.type !== 'login') throw new Failure('UNAUTHENTICATED', 'not a login token');
    if (login.auth_type !== authTypeOf(app)) throw loginNeeded();
    const { user_id: accountId, session_id: sessionId } = login;
    if (!(await logins.isCurrent(accountId, login.password_version))) throw loginNeeded();
    if (sessionId === '') throw new Failure('NOT_FOUND', 'the login names no end user');
    const key = { appId, organizationId, origin, sessionId, accountId };
    const endUser = await endUsers.enrol(key);
    return tokens.signPassport(appId, {
      app_id: appId,
      app_code: code,
      user_id: accountId,
      end_user_id: endUser.id,
      auth_type: login.auth_type,
      granted_at: Math.floor(Date.now() / 1000),
      password_version: login.password_version,
      token_source: 'webapp',
      exp: login.exp,
    });
  }

  async function issue(input: IssuePassportInput): Promise<{ passport: string }> {
    const { appCode, sessionId, loginToken } = input;
    const app = await webApps.findByCode(appCode);
    if (!app?.siteEnabled) throw new Failure('NOT_FOUND', 'app does not exist');
    if (!permissions.isRestricted(app)) {
      return { passport: await issuePublic(app, sessionId || randomUUID()) };
    }
    if (!loginToken) throw loginNeeded();
    return { passport: await issueRestricted(app, loginToken) };
  }

  async function readClaims(passport: string, appCode: string): Promise<PassportClaims> {
    try {
      const token = await tokens.verify(passport);
      if (token.type === 'passport') return token;
    } catch {
      // Whatever is wrong with it, the answer depends on the app alone.
    }
    const app = await webApps.findByCode(appCode || readAppCode(passport));
    if (app && permissions.isRestricted(app)) throw loginNeeded();
    throw new Failure('UNAUTHENTICATED', 'the passport is not valid');
  }

  async function checkRestricted(app: App, claims: PassportClaims): Promise<void> {
    const { token_source, user_id, auth_type, granted_at, password_version } = claims;
    if (token_source !== 'webapp' || user_id === undefined) throw loginNeeded();
    if (permissions.isChecked(app) && !(await permissions.isPermitted(app, user_id))) {
      throw denied('the account may not use the app');
    }
    if (auth_type === undefined || granted_at === undefined) {
      throw denied('the passport does not say how it was granted');
    }
    if (auth_type !== authTypeOf(app)) throw loginNeeded();
    if (password_version === undefined || !(await logins.isCurrent(user_id, password_version))) {
      throw denied('the passport is not of the present password');
    }
  }

  /** All that the documented web API checks, in its order. */
  async function check(passport: string, appCode = ''): Promise<PassportHolder> {
    const claims = await readClaims(passport, appCode);
    const app = await webApps.find(claims.app_id);
    if (!app) throw new Failure('NOT_FOUND', 'app does not exist');
    if (app.code !== claims.app_code) throw gone('the app has another address now');
    if (!app.siteEnabled) throw gone('the app has no web page');
    const endUser = await endUsers.findOf(app.id, claims.end_user_id);
    if (!endUser) throw new Failure('NOT_FOUND', 'end user does not exist');
    if (permissions.isRestricted(app)) await checkRestricted(app, claims);
    else if (claims.token_source === 'webapp') {
      throw new Failure('UNAUTHENTICATED', 'nobody signs in to the app any more');
    }
    return { app, endUser, accountId: claims.user_id ?? null };
  }

  return {
    issue,
    check,
    async findHolder(passport: string, appCode?: string | null): Promise<PassportHolder> {
      checkService(viewer);
      return check(passport, appCode ?? '');
    },
  };
}
