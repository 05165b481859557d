import { openEventLog } from '@tributary/runtime/event-log';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { newestMail } from '../../outbox.ts';
import type { SharedServices } from '../../shared.ts';
import { gateway, type KnownApp, password, type SignedUp } from './world.ts';

const mutate = (name: string, input: string, fields: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${fields} } }`;

const app = `app {
  id name description tags mode icon { type value background } accessMode apiEnabled siteEnabled
  maxActiveRequests code
}`;

/** What is done to apps, and by the people who use them. */
const mutations = {
  createApp: mutate('createApp', 'CreateAppInput', app),
  updateApp: mutate('updateApp', 'UpdateAppInput', app),
  deleteApp: mutate('deleteApp', 'DeleteAppInput', 'appId'),
  regenerateAppCode: mutate('regenerateAppCode', 'RegenerateAppCodeInput', app),
  setAppMembers: mutate('setAppMembers', 'SetAppMembersInput', 'app { id members { id email } }'),
  createApiKey: mutate(
    'createApiKey',
    'CreateApiKeyInput',
    'id key apiKey { id name prefix createdAt lastUsedAt }',
  ),
  revokeApiKey: mutate('revokeApiKey', 'RevokeApiKeyInput', 'id'),
  loginToWebApps: mutate('loginToWebApps', 'LoginToWebAppsInput', 'accessToken'),
  sendWebAppLoginCode: mutate('sendWebAppLoginCode', 'SendWebAppCodeInput', 'token'),
  loginToWebAppsWithCode: mutate('loginToWebAppsWithCode', 'VerifyWebAppCodeInput', 'accessToken'),
  sendWebAppResetCode: mutate('sendWebAppResetCode', 'SendWebAppCodeInput', 'token'),
  verifyWebAppResetCode: mutate('verifyWebAppResetCode', 'VerifyWebAppCodeInput', 'email token'),
  resetWebAppPassword: mutate('resetWebAppPassword', 'ResetWebAppPasswordInput', 'email'),
  issuePassport: mutate('issuePassport', 'IssuePassportInput', 'passport'),
} as const;

/** The payload of a mutation. */
export async function act<Payload = Record<string, unknown>>(
  services: SharedServices,
  viewer: Viewer,
  name: keyof typeof mutations,
  input: Record<string, unknown>,
): Promise<Payload> {
  const query = mutations[name];
  const data = await services.ask<Record<string, Payload>>(viewer, 'auth', query, { input });
  return data[name] as Payload;
}

export interface MadeKey {
  id: string;
  key: string;
  apiKey: { id: string; name: string | null; prefix: string };
}

export const createKey = (services: SharedServices, viewer: Viewer, appId: string, name?: string) =>
  act<MadeKey>(services, viewer, 'createApiKey', { appId, name });

const holderOfKey =
  'query ($key: String!) { apiKeyApp(key: $key) { keyId app { id apiEnabled } } }';

/** What the gateway is told about a key. */
export async function findKeyHolder(services: SharedServices, key: string): Promise<unknown> {
  return (await services.ask(gateway, 'auth', holderOfKey, { key })).apiKeyApp;
}

/** A new app that so may be used so. */
export async function createWebApp(
  services: SharedServices,
  owner: Viewer,
  accessMode = 'PUBLIC',
): Promise<KnownApp> {
  const input = { name: 'Tea', mode: 'CHAT', accessMode };
  const made = await act<{ app: KnownApp }>(services, owner, 'createApp', input);
  const { organizationId = '' } = owner;
  const { id, code } = made.app;
  return { id, code, organizationId, viewer: { id, kind: 'app', appId: id, scopes: [] } };
}

/** A login token of an account. */
export async function loginToWebApps(services: SharedServices, email: string): Promise<string> {
  const input = { email, password };
  const payload = await act<{ accessToken: string }>(services, anonymous, 'loginToWebApps', input);
  return payload.accessToken;
}

export async function issuePassport(
  services: SharedServices,
  input: { appCode: string; sessionId?: string; loginToken?: string },
): Promise<string> {
  const payload = await act<{ passport: string }>(services, anonymous, 'issuePassport', input);
  return payload.passport;
}

export interface Holder {
  app: { id: string };
  endUser: { id: string; origin: string; sessionId: string };
  accountId: string | null;
}

const holderOfPassport = `query ($passport: String!, $appCode: String) {
  passportHolder(passport: $passport, appCode: $appCode) {
    app { id } endUser { id origin sessionId } accountId
  }
}`;

/** What the gateway is told about a passport. */
export async function findPassportHolder(
  services: SharedServices,
  passport: string,
  appCode?: string,
): Promise<Holder> {
  const data = await services.ask<{ passportHolder: Holder }>(gateway, 'auth', holderOfPassport, {
    passport,
    appCode,
  });
  return data.passportHolder;
}

/** What all gateways were told of an app, a key or an account. */
export async function listAccessEvents(services: SharedServices, id: string): Promise<unknown[]> {
  const events = await openEventLog(services.bus);
  return (await events.list(`event.access.${id}`)).map(({ data }) => data);
}

const requestEmailChange = mutate('requestEmailChange', 'RequestEmailChangeInput', 'token');
const confirmEmailChange = mutate(
  'confirmEmailChange',
  'ConfirmEmailChangeInput',
  'account { email }',
);

/** Gives an account another address, as its owner would. */
export async function changeEmail(
  services: SharedServices,
  { viewer }: SignedUp,
  email: string,
): Promise<void> {
  const input = { email, password };
  const asked = await services.ask<{ requestEmailChange: { token: string } }>(
    viewer,
    'auth',
    requestEmailChange,
    { input },
  );
  const { token } = asked.requestEmailChange;
  const { code } = await newestMail(services.dataDir, email);
  await services.ask(viewer, 'auth', confirmEmailChange, { input: { token, code } });
}
