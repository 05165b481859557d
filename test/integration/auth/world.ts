import { randomBytes } from 'node:crypto';
import { asService, type Viewer } from '@tributary/runtime/identity';
import type { Services } from '../../services.ts';

export const password = 'correct h0rse';
export const gateway = asService('gateway');

export interface SignedUp {
  viewer: Viewer;
  accessToken: string;
  email: string;
}

export interface KnownApp {
  id: string;
  code: string;
  organizationId: string;
  viewer: Viewer;
}

const signUpMutation = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { accessToken account { id email organizationId } }
}`;

interface SignUpData {
  signUp: { accessToken: string; account: { id: string; email: string; organizationId: string } };
}

/** A new account in an organization of its own, as the gateway would forward it. */
export async function signUp(services: Services, name: string): Promise<SignedUp> {
  const email = `${name}-${randomBytes(5).toString('hex')}@example.com`;
  const anonymous: Viewer = { id: '', kind: 'anonymous', scopes: [] };
  const input = { email, password, name };
  const data = await services.ask<SignUpData>(anonymous, 'auth', signUpMutation, { input });
  const { accessToken, account } = data.signUp;
  const { id, organizationId } = account;
  return { accessToken, email, viewer: { id, kind: 'account', organizationId, scopes: [] } };
}

const createAppMutation = `mutation ($input: CreateAppInput!) {
  createApp(input: $input) { app { id code organizationId } }
}`;

export async function createApp(
  services: Services,
  owner: Viewer,
  name = 'Tea',
): Promise<KnownApp> {
  const input = { name, mode: 'CHAT' };
  const data = await services.ask<{ createApp: { app: Omit<KnownApp, 'viewer'> } }>(
    owner,
    'auth',
    createAppMutation,
    { input },
  );
  const { app } = data.createApp;
  const { id, organizationId } = app;
  return { ...app, viewer: { id, kind: 'app', appId: id, organizationId, scopes: [] } };
}

export const resolveEndUserMutation = `mutation ($input: ResolveEndUserInput!) {
  resolveEndUser(input: $input) { endUser { id appId origin sessionId } }
}`;

interface EndUserData {
  resolveEndUser: { endUser: { id: string; appId: string; origin: string; sessionId: string } };
}

export async function resolveEndUser(
  services: Services,
  { id: appId, organizationId }: KnownApp,
  sessionId: string,
): Promise<Viewer> {
  const input = { appId, origin: 'service-api', sessionId };
  const data = await services.ask<EndUserData>(gateway, 'auth', resolveEndUserMutation, { input });
  const { id } = data.resolveEndUser.endUser;
  return { id, kind: 'endUser', appId, organizationId, scopes: [] };
}

/** What the gateway asks when another service referred to an entity. */
export async function askEntities(
  services: Services,
  viewer: Viewer,
  service: string,
  { type, ids, fields }: { type: string; ids: readonly string[]; fields: string },
): Promise<unknown[]> {
  const representations = ids.map((id) => ({ __typename: type, id }));
  const data = await services.ask<{ _entities: unknown[] }>(
    viewer,
    service,
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on ${type} { ${fields} } }
    }`,
    { representations },
  );
  return data._entities;
}
