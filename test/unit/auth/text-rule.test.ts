import { readLine, readLines, readPageSize } from '@tributary/auth/text-rule';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const rule = { field: 'name', max: 5 };

test('a line loses the space around it', () => {
  expect(readLine('  Ada ', rule)).toBe('Ada');
});

test('a character is what a person counts, not a unit of UTF-16', () => {
  expect(readLine('🙂🙂🙂🙂🙂', rule)).toBe('🙂🙂🙂🙂🙂');
});

test.each([
  ['   ', 'name needs at least 1 characters'],
  ['abcdef', 'name exceeds 5 characters'],
  ['🙂🙂🙂🙂🙂🙂', 'name exceeds 5 characters'],
  ['a\nb', 'name must not contain control characters'],
])('%j is no line', (text, message) => {
  expect(() => readLine(text, rule)).toThrow(new Failure('BAD_INPUT', message));
});

test('a text of several lines may be empty and keeps its breaks', () => {
  expect([readLines('', rule), readLines('a\n\tb', rule)]).toEqual(['', 'a\n\tb']);
});

test('a text of several lines has no other control characters', () => {
  const failure = new Failure('BAD_INPUT', 'name must not contain control characters');

  expect(() => readLines('a\0b', rule)).toThrow(failure);
});

test.each([0, -1, 101])('a page of %i is refused', (first) => {
  expect(() => readPageSize(first)).toThrow(
    new Failure('BAD_INPUT', 'first must be from 1 to 100'),
  );
});
