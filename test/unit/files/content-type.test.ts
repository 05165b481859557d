import { detectMimeType, sniffImage } from '@tributary/files/content-type';
import { expect, test } from 'vitest';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['\x89PNG\r\n\x1a\n…', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF\0\0\0\0WEBP', 'image/webp'],
  ['RIFF\0\0\0\0WAVE', undefined],
  ['RIFF\0\0\0\0WEB', undefined],
  ['\x89PNG', undefined],
  ['GIF88a', undefined],
  [' GIF89a', undefined],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', undefined],
  ['', undefined],
])('%j begins an image of type %s', (head, type) => {
  expect(sniffImage(bytes(head))).toBe(type);
});

test('what the bytes do not show is as it was declared', async () => {
  expect(await detectMimeType(bytes('\xff\xd8\xff\xe0'), 'text/plain')).toBe('image/jpeg');
  expect(await detectMimeType(bytes('plain'), 'text/plain')).toBe('text/plain');
  expect(await detectMimeType(bytes('PK\x03\x04'), '')).toBe('application/zip');
  expect(await detectMimeType(bytes(''), '')).toBe('application/octet-stream');
});
