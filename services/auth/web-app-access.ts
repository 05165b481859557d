import { Failure } from '@tributary/runtime/failure';
import type { WebTokens } from '@tributary/runtime/web-tokens';
import type { App } from './apps.ts';
import type {
  AccessMode,
  QueryWebAppAccessModeArgs,
  QueryWebAppPermissionArgs,
  WebAppLoginStatus,
  WebAppLoginStatusInput,
} from './generated/schema.ts';
import type { Passports } from './passports.ts';
import type { SystemFeatures } from './system-features.ts';
import type { WebAppLogins } from './web-app-logins.ts';
import type { WebAppPermissions } from './web-app-permissions.ts';
import type { WebApps } from './web-apps.ts';

export interface WebAppAccessOptions {
  webApps: WebApps;
  passports: Pick<Passports, 'check'>;
  logins: Pick<WebAppLogins, 'isCurrent'>;
  permissions: WebAppPermissions;
  tokens: WebTokens;
  features: Pick<SystemFeatures, 'checkSetUp'>;
  isLoginEnabled: boolean;
}

/** What a browser asks before it opens an app's page. */
export function createWebAppAccess(options: WebAppAccessOptions) {
  const { webApps, passports, logins, permissions, tokens, features, isLoginEnabled } = options;

  async function mode({ appId, appCode }: QueryWebAppAccessModeArgs): Promise<AccessMode> {
    if (!isLoginEnabled) return 'PUBLIC';
    if (!appId && !appCode) throw new Failure('BAD_INPUT', 'appCode or appId is needed');
    const app = appCode ? await webApps.findByCode(appCode) : await webApps.find(appId ?? '');
    if (app) return app.accessMode;
    throw new Failure('BAD_INPUT', `${appCode ? 'appCode' : 'appId'} is not that of an app`);
  }

  async function permission({ appId, passport }: QueryWebAppPermissionArgs): Promise<boolean> {
    if (!isLoginEnabled) return true;
    const app = await webApps.find(appId);
    if (!app) throw new Failure('NOT_FOUND', 'app does not exist');
    if (!permissions.isChecked(app)) return true;
    const token = await tokens.verify(passport ?? '');
    if (token.type !== 'passport') throw new Failure('UNAUTHENTICATED', 'not a passport');
    return token.user_id !== undefined && permissions.isPermitted(app, token.user_id);
  }

  async function isLoggedIn(app: App, loginToken: string): Promise<boolean> {
    if (!permissions.isChecked(app)) return true;
    const login = await tokens.verify(loginToken).catch(() => undefined);
    return login?.type === 'login' && logins.isCurrent(login.user_id, login.password_version);
  }

  async function isLoggedInToApp(app: App, { passport, sessionId }: WebAppLoginStatusInput) {
    try {
      const holder = await passports.check(passport ?? '', app.code);
      return holder.app.id === app.id && (!sessionId || holder.endUser.sessionId === sessionId);
    } catch (error) {
      // A refused passport is an answer; a store that is away is none.
      if (error instanceof Failure && isRefusal(error)) return false;
      throw error;
    }
  }

  async function status(input: WebAppLoginStatusInput): Promise<WebAppLoginStatus> {
    await features.checkSetUp();
    const loginToken = input.loginToken ?? '';
    if (!input.appCode) return { isLoggedIn: loginToken !== '', isLoggedInToApp: false };
    const app = await webApps.findByCode(input.appCode);
    if (!app) throw new Failure('BAD_INPUT', 'appCode is not that of an app');
    return {
      isLoggedIn: await isLoggedIn(app, loginToken),
      isLoggedInToApp: await isLoggedInToApp(app, input),
    };
  }

  return { mode, permission, status };
}

const isRefusal = ({ code }: Failure): boolean =>
  code === 'UNAUTHENTICATED' || code === 'NOT_FOUND' || code === 'BAD_INPUT';
