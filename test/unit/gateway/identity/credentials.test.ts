import {
  readAppCode,
  readBearer,
  readClaimedCode,
  readCoderToken,
  readLoginToken,
  readPassport,
  readSession,
} from '@tributary/gateway/identity/credentials';
import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';

const none = { headers: {}, cookies: {}, query: new URLSearchParams(), isSecure: false };

const passport = new UnsecuredJWT({ app_id: 'a', end_user_id: 'e', app_code: 'abc' }).encode();

test.each([
  ['Bearer abc', 'abc'],
  ['bEARER \t abc \t', 'abc'],
  ['Bearer', undefined],
  ['Bearer a b', undefined],
  ['Bearerabc', undefined],
  ['Basic abc', undefined],
  ['', undefined],
  [`Bearer ${'x'.repeat(8_193)}`, undefined],
])('the bearer of %j is %j', (authorization, token) => {
  expect(readBearer({ headers: { authorization } })).toBe(token);
});

test.each([
  [' abc-1 ', 'abc-1'],
  ['', undefined],
  ['a;b', undefined],
  ['x'.repeat(65), undefined],
])('the code %j of an app is %j', (code, read) => {
  expect(readAppCode({ headers: { 'x-app-code': code } })).toBe(read);
});

test('of passports the cookie of the app wins, then the header, then a bearer that is one', () => {
  const headers = {
    ...{ 'x-app-code': 'abc', 'x-app-passport': 'header' },
    authorization: `Bearer ${passport}`,
  };
  const cookies = { 'passport-abc': 'cookie', 'passport-other': 'other' };
  const { 'x-app-passport': _, ...withoutHeader } = headers;

  expect(readPassport({ headers, cookies })).toBe('cookie');
  expect(readPassport({ headers, cookies: { 'passport-other': 'other' } })).toBe('header');
  expect(readPassport({ headers: { ...headers, 'x-app-passport': ' ' }, cookies: {} })).toBe(
    passport,
  );
  expect(readPassport({ headers: withoutHeader, cookies: {} })).toBe(passport);
  expect(readPassport({ headers: { authorization: 'Bearer a.b.c' }, cookies: {} })).toBe(undefined);
});

test('a cookie with the prefix wins over one that a host nearby could set', () => {
  const headers = { 'x-app-code': 'abc' };
  const cookies = {
    ...{ '__Host-passport-abc': 'own', 'passport-abc': 'set' },
    ...{ '__Host-webapp_access_token': 'own', webapp_access_token: 'set' },
    ...{ '__Host-tributary_session': 'own', tributary_session: 'set' },
  };

  expect(readPassport({ headers, cookies })).toBe('own');
  expect(readLoginToken({ headers, cookies })).toBe('own');
  expect(readSession({ cookies, isSecure: true })).toBe('own');
  expect(readSession({ cookies, isSecure: false })).toBe('set');
  expect(readSession({ cookies: { tributary_session: 'set' }, isSecure: true })).toBe(undefined);
});

test('of login tokens the cookie wins over the bearer', () => {
  const headers = { authorization: 'Bearer given' };

  expect(readLoginToken({ headers, cookies: { webapp_access_token: 'kept' } })).toBe('kept');
  expect(readLoginToken({ headers, cookies: {} })).toBe('given');
  expect(readLoginToken(none)).toBe(undefined);
});

test('of session tokens the first wins of cookie, address, header and bearer', () => {
  const sender = {
    cookies: { coder_session_token: 'cookie' },
    query: new URLSearchParams('coder_session_token=query&coder_session_token=again'),
    headers: { 'coder-session-token': 'header', authorization: 'Bearer bearer' },
    isForeign: false,
  };
  const { authorization } = sender.headers;
  const query = new URLSearchParams('coder_session_token=');

  const without = { ...sender, cookies: {} };

  expect([
    readCoderToken(sender),
    readCoderToken({ ...sender, isForeign: true }),
    readCoderToken({ ...without, query }),
    readCoderToken({ ...without, query, headers: { authorization } }),
    readCoderToken({ ...without, query, headers: {} }),
  ]).toEqual([
    { token: 'cookie', place: 'cookie coder_session_token' },
    { token: 'query', place: 'query parameter coder_session_token' },
    { token: 'header', place: 'header Coder-Session-Token' },
    { token: 'bearer', place: 'header Authorization' },
    undefined,
  ]);
});

test('a passport says itself which app it is for', () => {
  const odd = new UnsecuredJWT({ app_code: 5 }).encode();

  expect([passport, odd, 'nonsense', ''].map(readClaimedCode)).toEqual([
    ...['abc', undefined, undefined, undefined],
  ]);
});
