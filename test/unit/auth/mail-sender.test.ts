import { readConfig } from '@tributary/auth/config';
import { ConfigError } from '@tributary/runtime/config';
import { expect, test } from 'vitest';

const env = { IDENTITY_SECRET: 'a secret of more than 32 characters' };
const read = (given: Record<string, string>) => readConfig({ ...env, ...given }).mailFrom;

test.each([
  ['https://tea.example.com/path', 'no-reply@tea.example.com'],
  ['http://localhost:4000', 'no-reply@localhost'],
  ['http://10.1.2.3:4000', 'no-reply@[10.1.2.3]'],
  ['http://[::1]:4000', 'no-reply@[IPv6:::1]'],
])('the mails of %s come from %s', (url, address) => {
  expect(read({ PUBLIC_URL: url })).toEqual({ name: 'Tributary', address });
});

test.each([
  ['tea@example.com', { name: '', address: 'tea@example.com' }],
  ['Tea House <tea@example.com>', { name: 'Tea House', address: 'tea@example.com' }],
  ['"Tea, House" <tea@example.com>', { name: 'Tea, House', address: 'tea@example.com' }],
  ['茶馆 <tea@example.com>', { name: '茶馆', address: 'tea@example.com' }],
])('MAIL_FROM may be %s', (text, mailbox) => {
  expect(read({ MAIL_FROM: text })).toEqual(mailbox);
});

test.each([
  'tea',
  'Tea House',
  'tea@example.com, house@example.com',
  'Tea: tea@example.com;',
  'Tea <tea@example.com>\r\nBcc: eve@example.com',
  'Tea\n<tea@example.com>',
  'Tea\u0000 <tea@example.com>',
  '<>',
  ' ',
  '"eve@evil.com"@example.com',
])('MAIL_FROM must not be %j', (text) => {
  const problem = 'MAIL_FROM must be one address: Name <name@example.com>';

  expect(() => read({ MAIL_FROM: text })).toThrow(new ConfigError([problem]));
});
