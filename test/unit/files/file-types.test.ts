import { extensionOf, isAccepted, isUniversal, kindOf } from '@tributary/files/file-types';
import { expect, test } from 'vitest';

test.each([
  ['photo.JPG', 'jpg', 'IMAGE'],
  ['a.b.mov', 'mov', 'VIDEO'],
  ['song.m4a', 'm4a', 'AUDIO'],
  ['notes.md', 'md', 'DOCUMENT'],
  ['program.exe', 'exe', 'CUSTOM'],
  ['no extension', '', 'CUSTOM'],
  ['.profile', '', 'CUSTOM'],
])('%s has the extension %j and is %s', (name, extension, kind) => {
  const found = extensionOf(name);

  expect([found, kindOf(found)]).toEqual([extension, kind]);
});

test('five types of image are taken by every app', () => {
  const extensions = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'svg', 'txt', ''];

  expect(extensions.filter(isUniversal)).toEqual(['png', 'jpg', 'jpeg', 'webp', 'gif']);
});

const settings = {
  enabled: true,
  allowed_file_types: ['document', 'custom'],
  allowed_file_extensions: ['.EXE', 'svg'],
  image: { enabled: false },
};

test.each([
  ['txt', settings, true],
  ['exe', settings, true],
  ['svg', settings, true],
  ['mp3', settings, false],
  ['bin', settings, false],
  ['', settings, false],
  ['', { ...settings, allowed_file_extensions: ['.'] }, false],
  ['exe', { ...settings, allowed_file_types: ['document'] }, false],
  ['txt', { ...settings, enabled: false }, false],
  ['svg', { ...settings, enabled: false }, false],
  ['svg', { ...settings, enabled: false, image: { enabled: true } }, true],
])('whether an app takes %j is up to its settings', (extension, given, isTaken) => {
  expect(isAccepted(extension, given)).toBe(isTaken);
});
