import {
  bytesMaxOf,
  checkAcceptable,
  checkName,
  extensionOf,
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
  ['n'.repeat(256), 'the name of the file exceeds 255 characters', 'invalid_param'],
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

test.each([
  ['exe', 'application/x-msdownload', 'files of type exe are not accepted'],
  ['', 'text/plain', 'files of type unknown are not accepted'],
  ['png', '', 'the file has no content type'],
])('an app does not take %j declared as %j', (extension, declared, message) => {
  const reason = 'unsupported_file_type';

  expect(() => checkAcceptable(extension, declared)).toThrow(
    new Failure('UNSUPPORTED_TYPE', message, { reason }),
  );
});
