import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askByHttp } from './clients.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function ask(token: string) {
  const headers = { authorization: `Bearer ${token}` };
  return askByHttp(world.url, '{ whoever { id } }', { headers });
}

const refused = {
  errors: [{ message: 'the access token is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
};
const notAPassport = {
  errors: [{ message: 'the passport is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
};
const accepted = { data: { whoever: { id: 'ada' } } };

const now = () => Math.floor(Date.now() / 1000);
const claims = () => ({
  ...{
    iss: 'tributary',
    aud: 'tributary',
    sub: 'ada',
    org: 'acme',
    scopes: [],
    sid: 's',
    epoch: 0,
  },
  ...{ iat: now(), exp: now() + 60 },
});

/** With the installation's own key, whatever it says. */
async function sign(payload: object): Promise<string> {
  const [key] = world.auth.signingKeys;
  if (!key) throw new Error('there is no key');
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(key.privateKey);
}

test('a token with all claims is taken', async () => {
  expect(await ask(await sign(claims()))).toEqual(accepted);
});

test('an unsigned token is refused', async () => {
  const plain = new UnsecuredJWT(claims()).encode();
  const { kid } = world.auth.signingKeys[0] ?? {};
  const head = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');

  const answers = [await ask(plain), await ask(`${head}.${plain.split('.')[1]}.`)];

  expect(answers).toEqual([refused, refused]);
});

test('a token that is signed with the public key as a secret is refused', async () => {
  const [key] = world.auth.signingKeys;
  const secrets = [key?.publicJwk.x ?? '', JSON.stringify(key?.publicJwk)];

  const answers = secrets.map(async (secret) => {
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: key?.kid ?? '' })
      .sign(new TextEncoder().encode(secret.padEnd(32, 'x')));
    return ask(token);
  });

  expect(await Promise.all(answers)).toEqual([notAPassport, notAPassport]);
});

test('a token of another key is refused, whatever name it gives the key', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const jwk = await exportJWK(publicKey);
  const headers = [
    { alg: 'EdDSA', kid: world.auth.signingKeys[0]?.kid ?? '' },
    { alg: 'EdDSA', kid: 'unknown' },
    { alg: 'EdDSA' },
    { alg: 'EdDSA', kid: 'embedded', jwk },
  ];

  const answers = headers.map(async (header) =>
    ask(await new SignJWT(claims()).setProtectedHeader(header).sign(privateKey)),
  );

  expect(await Promise.all(answers)).toEqual(headers.map(() => refused));
});

test('a token whose claims were changed is refused', async () => {
  const [head, , signature] = (await sign(claims())).split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims(), sub: 'eve' })).toString('base64url');

  expect(await ask(`${head}.${payload}.${signature}`)).toEqual(refused);
});

test.each([
  ['of another issuer', { iss: 'elsewhere' }],
  ['for somebody else', { aud: 'elsewhere' }],
  ['that has expired', { exp: now() - 1 }],
  ['that never expires', { exp: undefined }],
  ['of the future', { iat: now() + 90, exp: now() + 600 }],
  ['without the time of its issue', { iat: undefined }],
  ['that lives longer than revocations are remembered', { exp: now() + 86_400 + 60 }],
  ['of no account', { sub: undefined }],
  ['without an organization', { org: undefined }],
  ['without scopes', { scopes: undefined }],
  ['of no sign-in', { sid: undefined }],
  ['without an epoch', { epoch: undefined }],
])('a token %s is refused', async (_, change) => {
  expect(await ask(await sign({ ...claims(), ...change }))).toEqual(refused);
});

test('a token of a clock that is a little ahead is taken', async () => {
  const iat = now() + 30;

  expect(await ask(await sign({ ...claims(), iat, exp: iat + 60 }))).toEqual(accepted);
});

test('a token that is longer than any of ours is refused', async () => {
  expect(await ask(await sign({ ...claims(), text: 'x'.repeat(9_000) }))).toEqual({
    errors: [
      {
        message: 'the authorization is not a bearer token',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  });
});

test('an API key of another form is refused without asking anybody', async () => {
  const before = world.auth.asked.apiKeyApp;

  const answers = await Promise.all(
    ['app-', 'app-a.b', `app-${'x'.repeat(129)}`].map((key) => ask(key)),
  );

  expect(answers.map(({ errors }) => errors?.[0]?.message)).toEqual([
    ...['the API key is not valid', 'the API key is not valid', 'the API key is not valid'],
  ]);
  expect(world.auth.asked.apiKeyApp).toBe(before);
});

test('a passport that nobody signed is refused without asking whose it is', async () => {
  const { passport, asked } = world.auth;
  const [head, payload] = (await passport('app1')).split('.');

  const forged = await ask(`${head}.${payload}.${'A'.repeat(43)}`);
  const expired = await ask(await passport('app1', { exp: now() - 1 }));

  expect([forged, expired]).toEqual([notAPassport, notAPassport]);
  expect(asked.passportHolder).toBe(0);
});
