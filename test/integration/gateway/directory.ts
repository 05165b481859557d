import type { AccessEvent } from '@tributary/runtime/access-events';
import { accessSubject } from '@tributary/runtime/access-events';
import type { Bus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import { publishDocument } from '@tributary/runtime/registry';
import { createWebTokens } from '@tributary/runtime/web-tokens';
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const directorySdl = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
type Query {
  version: String!
  webAppAccessMode(appId: ID, appCode: String): String!
  apiKeyApp(key: String!): ApiKeyHolder @inaccessible
  passportHolder(passport: String!): PassportHolder! @inaccessible
}
type Mutation { resolveEndUser(input: ResolveEndUserInput!): EndUserPayload! @inaccessible }
type ApiKeyHolder @inaccessible { keyId: ID! app: App! }
type PassportHolder @inaccessible { app: App! endUser: EndUser! accountId: ID }
type App @key(fields: "id") {
  id: ID! name: String! mode: String! organizationId: ID! apiEnabled: Boolean! code: String!
}
input ResolveEndUserInput @inaccessible { appId: ID! origin: String! sessionId: String! }
type EndUserPayload @inaccessible { endUser: EndUser! }
type EndUser @key(fields: "id") { id: ID! sessionId: String! }
`;

interface App {
  id: string;
  apiEnabled: boolean;
  accessMode: string;
}

export interface Claims {
  sub?: string;
  scopes?: string[];
  /** The sign-in. */
  sid?: string;
  epoch?: number;
  issuedAt?: Date;
  expiresAt?: Date;
  issuer?: string;
  audience?: string;
}

/** Who may call, as an auth service knows it; the tests change it and announce that. */
export interface Directory {
  readonly keys: Map<string, { keyId: string; appId: string }>;
  readonly apps: Map<string, App>;
  /** How often each question was answered. */
  readonly asked: Record<'apiKeyApp' | 'passportHolder' | 'webAppAccessMode', number>;
  readonly resolvers: object;
  /** The newest one signs. */
  readonly signingKeys: SigningKey[];
  /** Makes a key that signs from now on; gateways hear of it when it is published. */
  rotate(): Promise<SigningKey>;
  publishKeys(): Promise<void>;
  accessToken(claims?: Claims): Promise<string>;
  passport(appId: string, claims?: { user_id?: string; exp?: number }): Promise<string>;
  loginToken(): Promise<string>;
  announce(event: AccessEvent): Promise<void>;
}

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const inAMinute = () => new Date(Date.now() + 60_000);

export async function openDirectory(bus: Bus, secret: string): Promise<Directory> {
  const events = await openEventLog(bus);
  const webTokens = createWebTokens(secret);
  const app = (id: string, rest: Partial<App> = {}): [string, App] => [
    id,
    { id, apiEnabled: true, accessMode: 'PUBLIC', ...rest },
  ];
  const apps = new Map([
    app('app1'),
    app('app2', { apiEnabled: false }),
    app('app3', { accessMode: 'PRIVATE' }),
  ]);
  const keys = new Map(
    [...apps.keys()].map((id) => [`app-key-of-${id}`, { keyId: `key-of-${id}`, appId: id }]),
  );
  const asked = { apiKeyApp: 0, passportHolder: 0, webAppAccessMode: 0 };
  const signingKeys: SigningKey[] = [];

  async function rotate(): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    const kid = newId();
    const key = { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid } };
    signingKeys.unshift(key);
    return key;
  }

  const publishKeys = () =>
    publishDocument(bus, 'keys', 'access', { keys: signingKeys.map((key) => key.publicJwk) });

  await rotate();
  await publishKeys();
  return {
    ...{ keys, apps, asked, signingKeys, rotate, publishKeys },
    resolvers: createResolvers({ keys, apps, asked }),
    accessToken: (claims) => signAccessToken(signingKeys[0], claims),
    passport: (appId, claims) =>
      webTokens.signPassport(appId, {
        ...{ app_id: appId, app_code: `code-of-${appId}`, end_user_id: `visitor-of-${appId}` },
        ...claims,
      }),
    loginToken: () =>
      webTokens.signLogin({
        ...{ user_id: 'ada', session_id: 'ada@example.com', auth_type: 'internal' },
        ...{ token_source: 'webapp_login_token', exp: seconds(inAMinute()) },
        password_version: 0,
      }),
    announce: (event) =>
      events.appendOnce({ id: newId(), subject: accessSubject(event), data: event }),
  };
}

async function signAccessToken(key: SigningKey | undefined, claims: Claims = {}): Promise<string> {
  if (!key) throw new Error('there is no key');
  const { sub = 'ada', scopes = [], sid = 'sign-in-1', epoch = 0 } = claims;
  const { issuedAt = new Date(), expiresAt = inAMinute() } = claims;
  const { issuer = 'tributary', audience = 'tributary' } = claims;
  return new SignJWT({ org: 'acme', scopes, sid, epoch })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key.privateKey);
}

function createResolvers({ keys, apps, asked }: Pick<Directory, 'keys' | 'apps' | 'asked'>) {
  const find = (id: string) => {
    const app = apps.get(id);
    if (!app) throw new Failure('NOT_FOUND', 'app does not exist');
    const rest = { name: `App ${id}`, mode: 'CHAT', organizationId: 'acme' };
    return { ...app, ...rest, code: `code-of-${id}` };
  };
  return {
    Query: {
      version: () => '1',
      apiKeyApp: (_: unknown, { key }: { key: string }) => {
        asked.apiKeyApp += 1;
        const known = keys.get(key);
        return known ? { keyId: known.keyId, app: find(known.appId) } : null;
      },
      passportHolder: (_: unknown, { passport }: { passport: string }) => {
        asked.passportHolder += 1;
        const { app_id, end_user_id, user_id } = decodeJwt<Record<string, string>>(passport);
        const endUser = { id: end_user_id, sessionId: `session-of-${end_user_id}` };
        return { app: find(app_id ?? ''), endUser, accountId: user_id };
      },
      webAppAccessMode: (_: unknown, { appCode }: { appCode: string }) => {
        asked.webAppAccessMode += 1;
        const app = apps.get(appCode.replace('code-of-', ''));
        if (!app) throw new Failure('BAD_INPUT', 'there is no such app');
        return app.accessMode;
      },
    },
    Mutation: {
      resolveEndUser: (
        _: unknown,
        { input }: { input: { appId: string; origin: string; sessionId: string } },
      ) => ({ endUser: { id: `${input.appId}/${input.origin}/${input.sessionId}` } }),
    },
  };
}
