import { toFileHeaders } from '@tributary/gateway/rest/file-headers';
import { expect, test } from 'vitest';

const file = {
  name: 'a (1).png',
  extension: 'png',
  declaredMimeType: 'image/png',
  size: 3,
  content: {},
};

test('an image is shown as what it is', () => {
  expect(toFileHeaders(file, false)).toEqual({
    'content-type': 'image/png',
  });
});

test('a sound can be sought in', () => {
  const sound = { ...file, declaredMimeType: 'audio/mpeg' };

  expect(toFileHeaders(sound, false)).toEqual({
    'content-type': 'audio/mpeg',
    'accept-ranges': 'bytes',
  });
});

test('an attachment is bytes with a name', () => {
  expect(toFileHeaders(file, true)).toEqual({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''a%20%281%29.png",
  });
});

test.each([
  { ...file, declaredMimeType: 'text/html' },
  { ...file, name: 'a.HTM', extension: 'htm' },
])('a page is never shown', (page) => {
  expect(toFileHeaders(page, false)).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringContaining('attachment'),
  });
});

test('a declared type that is none is bytes', () => {
  const odd = { ...file, declaredMimeType: 'image/png\r\nx: y' };

  expect(toFileHeaders(odd, false)['content-type']).toBe('application/octet-stream');
});
