import { createWebTokens, type PassportClaims } from '@tributary/runtime/web-tokens';
import { decodeJwt } from 'jose';
import type { SharedServices } from '../../shared.ts';
import { act, createWebApp, issuePassport, loginToWebApps } from './web-world.ts';
import { type KnownApp, type SignedUp, signUp } from './world.ts';

/** An app and a passport of its owner, which the test may change as nobody else could. */
export async function createHolder(services: SharedServices, accessMode = 'PRIVATE') {
  const owner = await signUp(services, 'ada');
  const app = await createWebApp(services, owner.viewer, accessMode);
  const loginToken = await loginToWebApps(services, owner.email);
  const passport = await issuePassport(services, { appCode: app.code, loginToken });
  const { iss: _iss, sub: _sub, iat: _iat, ...claims } = decodeJwt<PassportClaims>(passport);
  const tokens = createWebTokens(services.env.IDENTITY_SECRET);
  const sign = (change: { [Name in keyof PassportClaims]?: PassportClaims[Name] | undefined }) =>
    tokens.signPassport(app.id, { ...claims, ...change } as PassportClaims);
  return { app, owner, passport, claims, loginToken, sign };
}

/** Changes who may use an app. */
export const setMode = (
  services: SharedServices,
  owner: SignedUp,
  { id: appId }: KnownApp,
  accessMode: string,
) => act(services, owner.viewer, 'updateApp', { appId, accessMode });
