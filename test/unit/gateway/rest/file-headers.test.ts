import { toEtag, toFileHeaders } from '@tributary/gateway/rest/file-headers';
import { expect, test } from 'vitest';

const file = { name: 'a (1).png', extension: 'png', declaredMimeType: 'image/png' };
const nosniff = { 'x-content-type-options': 'nosniff' };
const sandboxed = {
  ...nosniff,
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
};

test('an image is shown as what it is', () => {
  expect(toFileHeaders(file, false)).toEqual({ 'content-type': 'image/png', ...nosniff });
});

test('a document is shown in the viewer of the browser', () => {
  const document = { ...file, declaredMimeType: 'application/pdf' };

  expect(toFileHeaders(document, false)).toEqual({ 'content-type': 'application/pdf', ...nosniff });
});

test('a sound can be sought in', () => {
  const sound = { ...file, declaredMimeType: 'audio/mpeg' };

  expect(toFileHeaders(sound, false)).toEqual({
    'content-type': 'audio/mpeg',
    'accept-ranges': 'bytes',
    ...nosniff,
  });
});

test('an attachment is bytes with a name', () => {
  expect(toFileHeaders(file, true)).toEqual({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''a%20%281%29.png",
    ...nosniff,
  });
});

test.each([
  { ...file, declaredMimeType: 'text/html' },
  { ...file, declaredMimeType: 'Text/HTML' },
  { ...file, declaredMimeType: 'application/xhtml+xml' },
  { ...file, name: 'a.HTM', extension: 'htm' },
  { ...file, name: 'a.txt', extension: 'shtml' },
  { ...file, name: 'a.xhtml', extension: '' },
])('a page is never shown (%#)', (page) => {
  expect(toFileHeaders(page, false)).toEqual({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringContaining('attachment'),
    ...nosniff,
  });
});

test.each([
  'image/svg+xml',
  'text/xml',
  'application/xml',
  'application/rss+xml',
  'image/xml',
  'image/x+xml',
  'video/foo+xml',
  'audio/unknown',
  'text/plain',
  'x/y',
])('%s is shown without its scripts', (declaredMimeType) => {
  expect(toFileHeaders({ ...file, declaredMimeType }, false)).toEqual({
    'content-type': declaredMimeType,
    ...sandboxed,
  });
});

test('a declared type that is none is bytes', () => {
  const odd = { ...file, declaredMimeType: 'image/png\r\nx: y' };

  expect(toFileHeaders(odd, false)).toEqual({
    'content-type': 'application/octet-stream',
    ...sandboxed,
  });
});

test('content is told apart by its hash', () => {
  expect([toEtag('ab12'), toEtag(null)]).toEqual(['"ab12"', undefined]);
});
