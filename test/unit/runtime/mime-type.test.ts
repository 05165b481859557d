import { toMimeType } from '@tributary/runtime/mime-type';
import { expect, test } from 'vitest';

test.each([
  ['Text/Plain; charset=utf-8', 'text/plain'],
  [' image/svg+xml ', 'image/svg+xml'],
  ['application/json ;x', 'application/json'],
  ['image', ''],
  ['a/b/c', ''],
  [`a/${'b'.repeat(128)}`, ''],
  ['text/html\r\nx: y', ''],
  ['', ''],
  [null, ''],
  [undefined, ''],
])('%j declares the type %j', (declared, type) => {
  expect(toMimeType(declared)).toBe(type);
});
