import { quoteName } from '@tributary/auth/quoted-name';
import { expect, test } from 'vitest';

test.each([
  ['Tea House', '“Tea House”'],
  ['  茶馆  ', '“茶馆”'],
  ['Tea & Sons, Inc.', '“Tea & Sons, Inc.”'],
  ['a “quote” and "another"', "“a 'quote' and 'another'”"],
  ['two\r\nlines\u2028more', '“two lines more”'],
  ['turned \u202Etxt.exe\u2066', '“turned txt\u2060.exe”'],
  ['zero\u200Bwidth\uFEFF', '“zero width”'],
  ['evil.example', '“evil\u2060.example”'],
  ['https://evil.example/login', '“https\u2060://evil\u2060.example\u2060/login”'],
  ['eve@evil.example', '“eve\u2060@evil\u2060.example”'],
  ['x'.repeat(80), `“${'x'.repeat(80)}”`],
  ['😀'.repeat(81), `“${'😀'.repeat(80)}…”`],
])('%j is shown as %j', (name, shown) => {
  expect(quoteName(name)).toBe(shown);
});
