import { normaliseEmail, readEmail } from '@tributary/auth/email-address';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

test('how an address is written does not make another one', () => {
  expect([' Ada@Example.COM ', 'ａｄａ@example.com'].map(normaliseEmail)).toEqual([
    'ada@example.com',
    'ada@example.com',
  ]);
});

test.each([
  'ada',
  'ada@',
  '@example.com',
  'a da@example.com',
  'ada@example..com',
  'a@b@c.org',
  'ada@example.com,b',
  'ada@example.com>',
  'a\u200bda@example.com',
])('%j is no address', (value) => {
  expect(() => readEmail(value)).toThrow(new Failure('BAD_INPUT', 'email is not an address'));
});

test('an address ends where a mail server would end it', () => {
  expect(() => readEmail(`ada@${'e'.repeat(250)}.org`)).toThrow(
    new Failure('BAD_INPUT', 'email exceeds 254 characters'),
  );
});
