import { createSignedUrls } from '@tributary/files/signed-urls';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const id = '01890000-0000-7000-8000-000000000001';
const secret = 'a secret of more than 32 characters';
const urls = createSignedUrls({ secret, publicUrl: 'https://files.example' });

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 }));
afterEach(() => vi.useRealTimers());

function readUrl(text: string) {
  const { origin, pathname, searchParams } = new URL(text);
  const { timestamp = '', nonce = '', sign = '' } = Object.fromEntries(searchParams);
  return { address: origin + pathname, id, timestamp, nonce, sign };
}

test('a signed address has the documented form', () => {
  expect(readUrl(urls.create(id))).toEqual({
    address: `https://files.example/files/${id}/file-preview`,
    id,
    timestamp: '1700000000',
    nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
    sign: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test('it works for 300 seconds on every instance that has the secret', () => {
  const signed = readUrl(urls.create(id));
  const other = createSignedUrls({ secret, publicUrl: 'https://elsewhere.example' });

  vi.setSystemTime(1_700_000_300_000);
  expect(other.isValid(signed)).toBe(true);
  vi.setSystemTime(1_700_000_301_000);
  expect(other.isValid(signed)).toBe(false);
});

test('the padding of base64 makes no difference', () => {
  const signed = readUrl(urls.create(id));

  expect(urls.isValid({ ...signed, sign: `${signed.sign}=` })).toBe(true);
});

test.each([
  ['id', { id: '01890000-0000-7000-8000-000000000002' }],
  ['timestamp', { timestamp: '1700000001' }],
  ['malformed timestamp', { timestamp: '1e9' }],
  ['nonce', { nonce: '0'.repeat(32) }],
  ['malformed nonce', { nonce: '|' }],
  ['signature', { sign: 'x'.repeat(43) }],
  ['empty signature', { sign: '' }],
])('another %s is not what was signed', (_, change) => {
  const signed = readUrl(urls.create(id));

  expect(urls.isValid({ ...signed, ...change })).toBe(false);
});

test('a signature of another installation is worth nothing', () => {
  const other = createSignedUrls({ secret: `${secret}!`, publicUrl: 'https://files.example' });

  expect(urls.isValid(readUrl(other.create(id)))).toBe(false);
});
