import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Failure } from './failure.ts';

const viewerSchema = z.object({
  /** The id of the account, end user or app, or the name of a service; empty for anonymous. */
  id: z.string().max(255),
  kind: z.enum(['account', 'endUser', 'app', 'service', 'operator', 'anonymous']),
  /** The app that is called: always with an end user and an app. */
  appId: z.string().max(255).optional(),
  /** The organization of the account or the app, or the one that an operator acts for. */
  organizationId: z.string().max(255).optional(),
  scopes: z.array(z.string().max(64)).max(64),
  /** The sign-in that an account calls with. */
  signInId: z.string().max(255).optional(),
  /** From where whoever is no service calls. */
  ip: z.string().max(64).optional(),
  userAgent: z.string().max(256).optional(),
});

/** Who is calling, as the gateway found out; services trust nothing else. */
export type Viewer = z.infer<typeof viewerSchema>;

/** The scope of an account that administers the whole installation. */
export const siteAdmin = 'site:admin';

export const anonymous: Viewer = { id: '', kind: 'anonymous', scopes: [] };

/** A process of the product that acts for itself, such as a worker or the gateway. */
export const asService = (name: string): Viewer => ({ id: name, kind: 'service', scopes: [] });

/** Whoever holds the installation's secret and calls from a terminal. */
export const asOperator = (organizationId?: string): Viewer => ({
  id: 'operator',
  kind: 'operator',
  scopes: [],
  ...(organizationId !== undefined && { organizationId }),
});

export interface Identities {
  /** A token that proves the viewer to every service, for as long as a request may take. */
  sign(viewer: Viewer): Promise<string>;
  /** Throws UNAUTHENTICATED if the token is missing, forged or expired. */
  verify(token: string | undefined): Promise<Viewer>;
}

const algorithm = 'HS256';
const issuer = 'tributary';
/** The longest operation, and the opening of a stream, end before this. */
const lifetime = '2m';
/** The same few identities are signed and checked again and again: so many are remembered. */
const knownMax = 1000;

/** A signature is used again while it has at least a minute and a half to live. */
const signedMs = 30_000;

/** Signs and checks identities with the secret that all processes of one installation share. */
export function createIdentities(secret: string): Identities {
  const key = crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  );
  const known = new Map<string, { viewer: Viewer; expiresAt: number }>();
  const signed = new Map<string, { token: Promise<string>; until: number }>();

  async function verify(token: string | undefined): Promise<Viewer> {
    if (!token) throw new Failure('UNAUTHENTICATED', 'the request carries no identity');
    const remembered = known.get(token);
    if (remembered && remembered.expiresAt > Date.now()) return remembered.viewer;
    known.delete(token);
    try {
      const { payload } = await jwtVerify(token, await key, { algorithms: [algorithm], issuer });
      const viewer = viewerSchema.parse(payload.viewer);
      remember(known, token, { viewer, expiresAt: (payload.exp ?? 0) * 1000 });
      return viewer;
    } catch (cause) {
      throw new Failure('UNAUTHENTICATED', 'the identity is not valid', { cause });
    }
  }

  const sign = async (viewer: Viewer) =>
    new SignJWT({ viewer })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(await key);

  return {
    verify,
    sign(viewer) {
      const name = JSON.stringify(viewer);
      const remembered = signed.get(name);
      if (remembered && remembered.until > Date.now()) return remembered.token;
      const token = sign(viewer);
      signed.delete(name);
      remember(signed, name, { token, until: Date.now() + signedMs });
      return token;
    },
  };
}

/** The order of a map is that of insertion: its first key is the oldest. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= knownMax) map.delete(map.keys().next().value ?? '');
  map.set(key, value);
}
