import { scalars } from '@tributary/runtime/scalars';
import { parseValue } from 'graphql';
import { expect, test } from 'vitest';

const read = (name: string, value: unknown) => scalars[name]?.parseValue(value);
const refusal = (message: string) => expect.objectContaining({ code: 'BAD_INPUT', message });

test.each([
  ['2026-02-28T12:00:00Z', '2026-02-28T12:00:00.000Z'],
  ['2026-02-28T12:00:00.123456Z', '2026-02-28T12:00:00.123Z'],
  ['2026-02-28T12:00+02:00', '2026-02-28T10:00:00.000Z'],
])('%s is the instant %s', (text, instant) => {
  expect(read('DateTime', text)).toEqual(new Date(instant));
});

test.each(['2026-02-28', '2026-02-28T12:00:00', 'now', '2026-13-01T00:00:00Z', 0, null, {}])(
  '%j is no instant',
  (value) => {
    const message = 'DateTime must be an ISO 8601 instant with its offset';
    expect(() => read('DateTime', value)).toThrow(refusal(message));
  },
);

test('an instant goes out with milliseconds', () => {
  expect(scalars.DateTime?.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
});

test('a size may exceed 32 bits and is never negative', () => {
  const message = 'Size must be a whole number from 0';

  expect([0, 5_000_000_000].map((value) => read('Size', value))).toEqual([0, 5_000_000_000]);
  for (const value of [-1, 1.5, 2 ** 53, '1', null]) {
    expect(() => read('Size', value)).toThrow(refusal(message));
  }
});

test('a JSON value in a document is read with its types', () => {
  const node = parseValue('{ a: [1, 2.5, "3", true, null], b: { c: X } }');

  expect(scalars.JSON?.parseLiteral(node)).toEqual({ a: [1, 2.5, '3', true, null], b: { c: 'X' } });
});

test('an upload is the handle that the gateway put there', () => {
  const handle = { stream: '_INBOX.x.1', name: 'a.txt', mimeType: 'text/plain' };

  expect(read('Upload', handle)).toEqual(handle);
  expect(() => read('Upload', 'a.txt')).toThrow(refusal('Upload must be a file part'));
});
