import { type AccessClaims, createAccessTokens } from '@tributary/auth/access-tokens';
import { algorithm } from '@tributary/auth/signing-keys';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { expect, test } from 'vitest';

const { publicKey, privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519' });
const keys = { current: () => ({ kid: 'one', privateKey }) };
const jwks = createLocalJWKSet({
  keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: algorithm }],
});
const claims: AccessClaims = {
  accountId: 'ada',
  organizationId: 'tea',
  scopes: ['org:admin'],
  signInId: 'phone',
  epoch: 3,
};
const now = () => Date.UTC(2030, 0, 1);

test('a token says who is signed in, with what, and until when', async () => {
  const tokens = createAccessTokens({ keys, lifetimeMs: 300_000, now });

  const { accessToken, expiresAt } = await tokens.issue(claims);

  const options = { audience: 'tributary', issuer: 'tributary', currentDate: new Date(now()) };
  const { payload, protectedHeader } = await jwtVerify(accessToken, jwks, options);
  const issuedAt = now() / 1000;
  expect(payload).toEqual({
    ...{ iss: 'tributary', aud: 'tributary', sub: 'ada', org: 'tea', scopes: ['org:admin'] },
    ...{ sid: 'phone', epoch: 3, jti: expect.any(String), iat: issuedAt, exp: issuedAt + 300 },
  });
  expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: 'one' });
  expect(expiresAt).toEqual(new Date(now() + 300_000));
});

test('no two tokens are the same', async () => {
  const tokens = createAccessTokens({ keys, lifetimeMs: 300_000, now });

  const [one, other] = await Promise.all([tokens.issue(claims), tokens.issue(claims)]);

  expect(one.accessToken).not.toBe(other.accessToken);
});
