import type { IncomingHttpHeaders } from 'node:http';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { anonymous, asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import type { EndUserKey, Identity, KnownApp } from './identity.ts';
import { watchTokens } from './tokens.ts';

const appSchema = z.object({
  apiKeyApp: z
    .object({
      id: z.string(),
      name: z.string(),
      mode: z.string(),
      organizationId: z.string(),
      apiEnabled: z.boolean(),
    })
    .nullable(),
});

const endUserSchema = z.object({
  resolveEndUser: z.object({ endUser: z.object({ id: z.string() }) }),
});

const viewer = asService('gateway');
const appKeyPattern = /^app-[A-Za-z0-9_-]{1,128}$/;
/** End users never change: so many are remembered. */
const knownMax = 10_000;

/** Finds callers by what the auth service published and answers. */
export async function openIdentity(bus: Bus): Promise<Identity & AsyncDisposable> {
  const tokens = await watchTokens(bus);
  const endUserIds = new Map<string, string>();

  async function findAppByKey(key: string): Promise<KnownApp | undefined> {
    if (!appKeyPattern.test(key)) return undefined;
    const query = `query AppOfKey($key: String!) {
      apiKeyApp(key: $key) { id name mode organizationId apiEnabled }
    }`;
    const data = await askService(bus, 'auth', { query, variables: { key } }, { viewer });
    return appSchema.parse(data).apiKeyApp ?? undefined;
  }

  async function findEndUser({ app, origin, sessionId }: EndUserKey): Promise<Viewer> {
    const known = JSON.stringify([app.id, origin, sessionId]);
    const id =
      endUserIds.get(known) ?? (await resolveEndUser({ appId: app.id, origin, sessionId }));
    if (endUserIds.size >= knownMax) endUserIds.delete(endUserIds.keys().next().value ?? '');
    endUserIds.set(known, id);
    const { id: appId, organizationId } = app;
    return { id, kind: 'endUser', appId, organizationId, scopes: [] };
  }

  async function resolveEndUser(input: { appId: string; origin: string; sessionId: string }) {
    const query = `mutation EndUserOfApp($input: ResolveEndUserInput!) {
      resolveEndUser(input: $input) { endUser { id } }
    }`;
    const data = await askService(bus, 'auth', { query, variables: { input } }, { viewer });
    return endUserSchema.parse(data).resolveEndUser.endUser.id;
  }

  async function authenticateApp(key: string, endUser: string | undefined): Promise<Viewer> {
    const app = await findAppByKey(key);
    if (!app) throw new Failure('UNAUTHENTICATED', 'the API key is not valid');
    if (!app.apiEnabled) throw new Failure('FORBIDDEN', 'the app does not answer API calls');
    if (endUser === undefined) return toAppViewer(app);
    return findEndUser({ app, origin: 'service-api', sessionId: endUser });
  }

  async function authenticate(headers: IncomingHttpHeaders): Promise<Viewer> {
    const { authorization, 'x-end-user': endUser } = headers;
    if (authorization === undefined) return anonymous;
    const credential = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (!credential)
      throw new Failure('UNAUTHENTICATED', 'the authorization is not a bearer token');
    if (!credential.startsWith('app-')) return tokens.verify(credential);
    return authenticateApp(credential, typeof endUser === 'string' ? endUser : undefined);
  }

  return {
    authenticate,
    verifyAccessToken: tokens.verify,
    findAppByKey,
    toAppViewer,
    findEndUser,
    [Symbol.asyncDispose]: () => tokens[Symbol.asyncDispose](),
  };
}

function toAppViewer({ id, organizationId }: Pick<KnownApp, 'id' | 'organizationId'>): Viewer {
  return { id, kind: 'app', appId: id, organizationId, scopes: [] };
}
