import { randomBytes } from 'node:crypto';
import { anonymous, asOperator, asService, type Viewer } from '@tributary/runtime/identity';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { newestMail } from '../../outbox.ts';
import type { SharedServices } from '../../shared.ts';

export const password = 'correct h0rse';
export const gateway = asService('gateway');

export interface SignedUp {
  viewer: Viewer;
  accessToken: string;
  refreshToken: string;
  email: string;
}

export interface KnownApp {
  id: string;
  code: string;
  organizationId: string;
  viewer: Viewer;
}

/** What each way to sign in gives. */
export interface Credentials {
  accessToken: string;
  refreshToken: string;
}

const claims = z.object({
  sub: z.string(),
  org: z.string(),
  scopes: z.array(z.string()),
  sid: z.string(),
});

/** Whom the gateway takes the holder of an access token for. */
export function toViewer(accessToken: string): Viewer {
  const { sub, org, scopes, sid } = claims.parse(decodeJwt(accessToken));
  return { id: sub, kind: 'account', organizationId: org, scopes, signInId: sid };
}

export const emailOf = (name: string): string =>
  `${name.toLowerCase()}-${randomBytes(5).toString('hex')}@example.com`;

const signUpMutation = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { accessToken refreshToken }
}`;

/** A new account in an organization of its own, as the gateway would forward it. */
export async function signUp(services: SharedServices, name: string): Promise<SignedUp> {
  const email = emailOf(name);
  const input = { email, password, name };
  const data = await services.ask<{ signUp: Credentials }>(anonymous, 'auth', signUpMutation, {
    input,
  });
  return { ...data.signUp, email, viewer: toViewer(data.signUp.accessToken) };
}

const signInMutation = `mutation ($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken }
}`;

/** Signs an account in once more, from another device. */
export async function signIn(
  services: SharedServices,
  { email, password: given = password }: { email: string; password?: string },
  viewer: Viewer = anonymous,
): Promise<SignedUp> {
  const data = await services.ask<{ signIn: Credentials }>(viewer, 'auth', signInMutation, {
    input: { email, password: given },
  });
  const { accessToken } = data.signIn;
  return { ...data.signIn, email, viewer: toViewer(accessToken) };
}

const createAccountMutation = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } }
}`;

/** Another account of somebody's organization, which is its home, signed in. */
export async function createMember(
  services: SharedServices,
  { viewer: { organizationId } }: Pick<SignedUp, 'viewer'>,
  name: string,
  role = 'MEMBER',
): Promise<SignedUp> {
  const email = emailOf(name);
  const input = { email, password, name, role };
  await services.ask(asOperator(organizationId), 'auth', createAccountMutation, { input });
  return signIn(services, { email });
}

/** An account that there is joins somebody's organization too, by the mail that invites it. */
export async function joinOrganization(
  services: SharedServices,
  { viewer }: Pick<SignedUp, 'viewer'>,
  email: string,
): Promise<SignedUp> {
  const invite =
    'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }';
  await services.ask(viewer, 'auth', invite, { input: { email } });
  const { token } = await newestMail(services.dataDir, email);
  const accept = `mutation ($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { accessToken refreshToken }
  }`;
  const input = { token, password };
  const data = await services.ask<{ acceptInvitation: Credentials }>(anonymous, 'auth', accept, {
    input,
  });
  const { accessToken } = data.acceptInvitation;
  return { ...data.acceptInvitation, email, viewer: toViewer(accessToken) };
}

export interface AuditLine {
  action: string;
  actor: { kind: string; id: string; name: string | null };
  target: { kind: string; id: string; name: string | null };
  details: unknown;
}

interface AuditData {
  viewer: { organization: { auditLog: { nodes: AuditLine[] } } };
}

/** What was done in somebody's organization, newest first. */
export async function listAudit(
  services: SharedServices,
  { viewer }: Pick<SignedUp, 'viewer'>,
): Promise<AuditLine[]> {
  const party = '{ kind id name }';
  const lines = `nodes { action actor ${party} target ${party} details }`;
  const query = `{ viewer { organization { auditLog { ${lines} } } } }`;
  const data = await services.ask<AuditData>(viewer, 'auth', query);
  return data.viewer.organization.auditLog.nodes;
}

const createAppMutation = `mutation ($input: CreateAppInput!) {
  createApp(input: $input) { app { id code organizationId } }
}`;

export async function createApp(
  services: SharedServices,
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
  services: SharedServices,
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
  services: SharedServices,
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
