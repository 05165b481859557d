import { createRefreshTokens } from '@tributary/auth/refresh-tokens';
import { newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';

const secret = 'a secret that only this test has, of course';
const { sign, read } = createRefreshTokens(secret);
const claim = { signInId: newId(), generation: 7 };

test('a token is read as it was signed', async () => {
  expect(await read(await sign(claim))).toEqual(claim);
});

test('a token of another secret is none', async () => {
  const other = createRefreshTokens(secret.replace('only', 'just'));

  expect(await read(await other.sign(claim))).toBeUndefined();
});

test.each([
  ['of another generation', (token: string) => token.replace('.7.', '.6.')],
  ['of another sign-in', (token: string) => token.replace(claim.signInId, newId())],
  ['with another end', (token: string) => `${token.slice(0, -2)}AA`],
  ['without its end', (token: string) => token.slice(0, -1)],
  ['with something behind it', (token: string) => `${token}=`],
  ['with its generation written otherwise', (token: string) => token.replace('.7.', '.07.')],
  ['that is empty', () => ''],
])('a token %s is none', async (_, change) => {
  expect(await read(change(await sign(claim)))).toBeUndefined();
});
