import { readRefreshToken, toCookies, toNoCookies } from '@tributary/gateway/rest/session/cookies';
import { expect, test } from 'vitest';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const tokens = {
  ...{ accessToken: 'access', expiresAt: inSeconds(3600.9) },
  ...{ refreshToken: 'refresh', refreshExpiresAt: inSeconds(86_400.9) },
};

test('a browser keeps both tokens for as long as they are good', () => {
  expect(toCookies(tokens, { isSecure: false })).toEqual([
    'tributary_session=access; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax',
    'tributary_refresh=refresh; Max-Age=86400; Path=/session; HttpOnly; SameSite=Strict',
  ]);
});

test('behind https they travel by nothing else, and come from no other host', () => {
  expect(toCookies(tokens, { isSecure: true })).toEqual([
    '__Host-tributary_session=access; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-tributary_refresh=refresh; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Strict',
  ]);
});

test('a token that has expired on its way is forgotten at once', () => {
  const late = { ...tokens, expiresAt: inSeconds(-5) };

  expect(toCookies(late, { isSecure: false })[0]).toContain('Max-Age=0;');
});

test('what takes the cookies back names them as they were set', () => {
  expect(toNoCookies({ isSecure: false })).toEqual([
    'tributary_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
    'tributary_refresh=; Max-Age=0; Path=/session; HttpOnly; SameSite=Strict',
  ]);
  expect(toNoCookies({ isSecure: true })).toEqual([
    '__Host-tributary_session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-tributary_refresh=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  ]);
});

test('an empty refresh token is none', () => {
  const read = (cookies: Record<string, string>) => readRefreshToken({ cookies, isSecure: false });

  expect(read({ tributary_refresh: 'x' })).toBe('x');
  expect(read({ tributary_refresh: '' })).toBeUndefined();
  expect(read({})).toBeUndefined();
});

test('behind https a refresh token that any host nearby could set does not count', () => {
  const read = (cookies: Record<string, string>) => readRefreshToken({ cookies, isSecure: true });

  expect(read({ tributary_refresh: 'set' })).toBeUndefined();
  expect(read({ tributary_refresh: 'set', '__Host-tributary_refresh': 'own' })).toBe('own');
});
