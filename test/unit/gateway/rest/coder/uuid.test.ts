import { readUuid } from '@tributary/gateway/rest/coder/uuid';
import { expect, test } from 'vitest';

const usual = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

test.each([
  usual,
  usual.toUpperCase(),
  usual.replaceAll('-', ''),
  `{${usual}}`,
  `urn:uuid:${usual}`,
  `URN:UUID:${usual.toUpperCase()}`,
])('%s is a UUID', (text) => {
  expect(readUuid(text)).toBe(usual);
});

test.each([
  '',
  'x',
  ` ${usual}`,
  `${usual}\n`,
  `{${usual}`,
  `[${usual}]`,
  `{${usual.replaceAll('-', '')}}`,
  usual.replace('-', ''),
  usual.replace('4', 'g'),
  `${usual}0`,
  '497f6eca-62764-993-bfeb-53cbbbba6f08',
])('%j is none', (text) => {
  expect(readUuid(text)).toBe(undefined);
});
