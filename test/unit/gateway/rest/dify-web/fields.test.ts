import { decodeCode } from '@tributary/gateway/rest/dify-web/email-codes';
import { decodeText } from '@tributary/gateway/rest/dify-web/fields';
import { decodePassword } from '@tributary/gateway/rest/dify-web/login';
import { expect, test } from 'vitest';

test.each([
  ['Y29ycmVjdCBob3JzZSAx', 'correct horse 1'],
  ['MTIzNDU2', '123456'],
  ['cGFzc3dvcnQtw7wxIQ==', 'passwort-ü1!'],
  ['77u/YQ==', '\ufeffa'],
  ['8J+Yig==', '😊'],
  ['', ''],
])('the base64 %s hides %j', (encoded, decoded) => {
  expect(decodeText(encoded)).toBe(decoded);
});

test.each([
  ['another alphabet', 'Y29y-mVj'],
  ['a sign of none', 'correct horse 1'],
  ['a missing end', 'MTIzNDU2NQ'],
  ['too long an end', 'MTIzNDU2==='],
  ['an end in the middle', 'MT==MTIz'],
  ['one letter', 'Y'],
  ['no UTF-8', '/////w=='],
  ['a line end', 'MTIz\nNDU2'],
])('a text with %s is no base64 of a text', (_what, encoded) => {
  expect(decodeText(encoded)).toBeUndefined();
});

test('a password that is not encoded is a wrong one, and so is a code', () => {
  expect(decodePassword('Y29ycmVjdCBob3JzZSAx')).toBe('correct horse 1');
  expect(decodeCode('MTIzNDU2')).toBe('123456');
  expect(() => decodePassword('!')).toThrow(
    expect.objectContaining({ code: 'UNAUTHENTICATED', reason: 'authentication_failed' }),
  );
  expect(() => decodeCode('!')).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', reason: 'email_code_error' }),
  );
});
