import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { watchDocuments } from '@tributary/runtime/registry';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  org: z.string().min(1).max(255),
  scopes: z.array(z.string().max(64)).max(64).default([]),
  exp: z.number(),
});

const keysSchema = z.custom<JSONWebKeySet>(
  (value) =>
    z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).safeParse(value).success,
);

/** The same tokens come again and again: so many are remembered as checked. */
const knownMax = 1000;

export interface Tokens extends AsyncDisposable {
  verify(token: string): Promise<Viewer>;
}

/** Checks access tokens with the public keys that the auth service publishes, as they change. */
export async function watchTokens(bus: Bus): Promise<Tokens> {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  const known = new Map<string, { viewer: Viewer; expiresAt: number }>();

  const watch = await watchDocuments(bus, 'keys', (documents) => {
    const published = keysSchema.safeParse(documents.get('access'));
    if (!published.success) return;
    keys = createLocalJWKSet(published.data);
    // A key that is withdrawn takes its tokens along.
    known.clear();
  });

  async function verify(token: string): Promise<Viewer> {
    const remembered = known.get(token);
    if (remembered && remembered.expiresAt > Date.now()) return remembered.viewer;
    known.delete(token);
    if (!keys) throw new Failure('UNAVAILABLE', 'the keys of access tokens are not known yet');
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA', 'Ed25519'],
        audience: 'tributary',
      });
      const { sub, org, scopes, exp } = claimsSchema.parse(payload);
      const viewer: Viewer = { id: sub, kind: 'account', organizationId: org, scopes };
      if (known.size >= knownMax) known.delete(known.keys().next().value ?? '');
      known.set(token, { viewer, expiresAt: exp * 1000 });
      return viewer;
    } catch (cause) {
      throw new Failure('UNAUTHENTICATED', 'the access token is not valid', { cause });
    }
  }

  return { verify, [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose]() };
}
