import { cutName, readName, toPlainName } from '@tributary/files/file-names';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

test.each([
  ['', 'the file has no name', 'filename_not_exists_error'],
  ['\u202e\ufeff', 'the file has no name', 'filename_not_exists_error'],
  ...['a/b', '../a', 'a\\b', 'a\nb', 'a\r\nx: y', 'a\0b', '\u0085', 'a\u2028b'].map((name) => [
    name,
    'the name of the file must not contain slashes or control characters',
    'invalid_param',
  ]),
])('the name %j is refused', (name = '', message = '', reason = '') => {
  expect(() => readName(name)).toThrow(new Failure('BAD_INPUT', message, { reason }));
});

test.each([
  'a',
  'ünï çödé 🙂.txt',
  '..',
  'n'.repeat(200),
  '🙂'.repeat(200),
  'می‌خواهم.txt',
  '👩‍💻.png',
])('the name %j stays as it is', (name) => {
  expect(readName(name)).toBe(name);
});

test.each([
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['\u2066a\u2069.txt\u200f', 'a.txt'],
  ['in\u00advisi\u200bble\ufeff.txt', 'invisible.txt'],
  ['half \ud83d.txt', 'half \ufffd.txt'],
])('the name %j cannot pass for another one', (given, name) => {
  expect(readName(given)).toBe(name);
});

test('a long name keeps its beginning and its extension', () => {
  const long = 'n'.repeat(10_000);

  expect(cutName('notes.tar.gz')).toBe('notes.tar.gz');
  expect(cutName(`${long}.tar.gz`)).toBe(`${'n'.repeat(200)}.gz`);
  expect(cutName(`a.${long}.txt`)).toBe('a.txt');
  expect(cutName(`a.${long}`)).toBe(`a.${'n'.repeat(199)}`);
  expect(cutName(long)).toBe('n'.repeat(200));
  expect(cutName(`.${long}`)).toBe(`.${'n'.repeat(199)}`);
  expect(cutName(`${'🙂'.repeat(300)}.png`)).toBe(`${'🙂'.repeat(200)}.png`);
});

test.each([
  ['图.png', '图.png'],
  ['C:\\photos\\..\\a.png', 'a.png'],
  ['../../etc/passwd', 'passwd'],
  ['folder/', ''],
  ['', ''],
  ['a\r\nb\0.png', 'ab.png'],
  ['a\u202egnp.exe', 'agnp.exe'],
  [`${'é'.repeat(200)}.png`, 'é'.repeat(127)],
])('of %j the plain name is %j', (given, name) => {
  expect(toPlainName(given, 255)).toBe(name);
});
