import { anonymous, asService, createIdentities, type Viewer } from '@tributary/runtime/identity';
import { SignJWT } from 'jose';
import { expect, test, vi } from 'vitest';

const secret = 'a secret that all processes share';
const identities = createIdentities(secret);
const key = new TextEncoder().encode(secret);
const refused = { code: 'UNAUTHENTICATED', message: 'the identity is not valid' };

const sign = (claims: Record<string, unknown>, expiry = '2m', issuer = 'tributary') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setExpirationTime(expiry)
    .sign(key);

const viewer: Viewer = {
  id: 'ada',
  kind: 'endUser',
  appId: 'app',
  organizationId: 'org',
  scopes: ['chat'],
};

test.each([viewer, anonymous, asService('chat')])(
  'a signed viewer is verified: %j',
  async (one) => {
    const token = await identities.sign(one);

    expect(await identities.verify(token)).toEqual(one);
    expect(await identities.verify(token)).toEqual(one);
    expect(await createIdentities(secret).verify(token)).toEqual(one);
  },
);

test('an identity that another secret signed is refused', async () => {
  const token = await createIdentities('another secret, just as long as it is').sign(viewer);

  await expect(identities.verify(token)).rejects.toMatchObject(refused);
});

test('an identity that was changed is refused', async () => {
  const [head, , signature] = (await identities.sign(anonymous)).split('.');
  const [, body] = (await identities.sign(viewer)).split('.');

  await expect(identities.verify(`${head}.${body}.${signature}`)).rejects.toMatchObject(refused);
});

test('an expired, foreign or malformed identity is refused', async () => {
  const tokens = [
    await sign({ viewer }, '-1s'),
    await sign({ viewer }, '2m', 'somebody else'),
    await sign({ viewer: { ...viewer, kind: 'root' } }),
    await sign({}),
    'not a token',
  ];

  for (const token of tokens) {
    await expect(identities.verify(token)).rejects.toMatchObject(refused);
  }
});

test('an identity that was verified before is refused once it has expired', async () => {
  const token = await identities.sign(viewer);
  await identities.verify(token);
  vi.useFakeTimers({ now: Date.now() + 121_000, toFake: ['Date'] });

  const again = identities.verify(token);

  await expect(again).rejects.toMatchObject(refused);
  vi.useRealTimers();
});

test('a request without an identity is refused', async () => {
  const message = 'the request carries no identity';

  await expect(identities.verify(undefined)).rejects.toMatchObject({ ...refused, message });
  await expect(identities.verify('')).rejects.toMatchObject({ ...refused, message });
});
