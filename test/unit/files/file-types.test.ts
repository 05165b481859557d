import {
  bytesMaxOf,
  checkName,
  cutName,
  extensionOf,
  isAccepted,
  isUniversal,
  kindOf,
} from '@tributary/files/file-types';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

test.each([
  ['photo.JPG', 'jpg', 'IMAGE', 10],
  ['a.b.mov', 'mov', 'VIDEO', 100],
  ['song.m4a', 'm4a', 'AUDIO', 50],
  ['notes.md', 'md', 'DOCUMENT', 15],
  ['program.exe', 'exe', 'CUSTOM', 15],
  ['no extension', '', 'CUSTOM', 15],
  ['.profile', '', 'CUSTOM', 15],
])('%s has the extension %j, is %s and has up to %i MiB', (name, extension, kind, mebibytes) => {
  const found = extensionOf(name);

  expect([found, kindOf(found), bytesMaxOf(kindOf(found)) / 1_048_576]).toEqual([
    extension,
    kind,
    mebibytes,
  ]);
});

test.each([
  ['', 'the file has no name', 'filename_not_exists_error'],
  ...['a/b', 'a\\b', 'a\nb', 'a\0b', '\u0085'].map((name) => [
    name,
    'the name of the file must not contain slashes or control characters',
    'invalid_param',
  ]),
])('the name %j is refused', (name = '', message = '', reason = '') => {
  expect(() => checkName(name)).toThrow(new Failure('BAD_INPUT', message, { reason }));
});

test.each(['a', 'ünï çödé 🙂.txt', '..', 'n'.repeat(255)])('the name %j is a name', (name) => {
  expect(() => checkName(name)).not.toThrow();
});

test('a long name keeps its beginning and its extension', () => {
  const long = 'n'.repeat(250);

  expect(cutName('notes.tar.gz')).toBe('notes.tar.gz');
  expect(cutName(`${long}.tar.gz`)).toBe(`${'n'.repeat(200)}.gz`);
  expect(cutName(`a.${long}.txt`)).toBe('a.txt');
  expect(cutName(long)).toBe('n'.repeat(200));
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
