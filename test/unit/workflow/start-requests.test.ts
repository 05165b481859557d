import { Failure } from '@tributary/runtime/failure';
import { readMetadata, readStartRequest, toRunName } from '@tributary/workflow/start-requests';
import { expect, test } from 'vitest';

const file = (id: string) => ({ id, name: id, mimeType: null, size: null });

test('a start is read with its defaults', () => {
  const request = readStartRequest({ input: 'Do it', runId: '', idempotencyKey: '' });

  expect(request).toEqual({
    runId: undefined,
    mode: undefined,
    content: 'Do it',
    files: [],
    metadata: {},
    key: undefined,
  });
});

test('a file that is named twice counts once, as it was named first', () => {
  const { files } = readStartRequest({
    files: [{ id: 'a', name: 'A.txt', size: 3, extra: { folder: 'x' } }, { id: 'b' }, { id: 'a' }],
  });

  expect(files).toEqual([
    { id: 'a', name: 'A.txt', mimeType: null, size: 3, extra: '{"folder":"x"}' },
    file('b'),
  ]);
});

test('a blank input is none, which takes a file', () => {
  expect(readStartRequest({ input: ' \n', files: [{ id: 'a' }] }).content).toBe('');
  expect(() => readStartRequest({ input: ' \n' })).toThrow('input: must not be blank');
  expect(() => readStartRequest({})).toThrow('input: must not be blank');
});

test('a character outside the basic plane is one', () => {
  expect(readStartRequest({ input: '😀'.repeat(100_000) }).content.length).toBe(200_000);
  expect(() => readStartRequest({ input: 'x'.repeat(100_001) })).toThrow('at most 100000');
});

const key = (name: string) => JSON.parse(`{"deep":[{"${name}":1}]}`);

test.each([
  [{ input: 'x', files: Array.from({ length: 51 }, () => ({ id: 'a' })) }, 'files: must have'],
  [{ input: 'x', files: [{ id: '' }] }, 'files: an id'],
  [{ input: 'x', files: [{ id: 'a', extra: 'x' }] }, 'files: extra must be an object'],
  [{ input: 'x', files: [{ id: 'a', extra: { x: 'y'.repeat(70_000) } }] }, 'files: must have'],
  [{ input: 'x', metadata: [] }, 'metadata: must be an object'],
  [{ input: 'x', metadata: { x: 'y'.repeat(65_536) } }, 'metadata: must have at most 65536'],
  [{ input: 'x', metadata: key('__proto__') }, 'metadata: must not have a member named __proto__'],
  [{ input: 'x', metadata: key('constructor') }, 'metadata: must not have a member'],
  [{ input: 'x', metadata: key('prototype') }, 'metadata: must not have a member'],
  [{ input: 'x', idempotencyKey: 'k'.repeat(129) }, 'Idempotency-Key: must have at most 128'],
])('a start that exceeds a limit is refused and says which', (input, text) => {
  expect(() => readStartRequest(input)).toThrow(Failure);
  expect(() => readStartRequest(input)).toThrow(text);
});

test('metadata that is nested too deeply is refused', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(80)}1${'}'.repeat(80)}`);

  expect(() => readMetadata(deep)).toThrow('metadata: must not be nested deeper than 64');
});

test.each([
  ['\n\n  Write a report.\nNow.', 'Write a report.'],
  ['x'.repeat(80), 'x'.repeat(60)],
  [' \n ', 'New workflow'],
])('a run is called after its first words', (content, name) => {
  expect(toRunName(content)).toBe(name);
});
