import { formatDocument, parseDocuments } from '@tributary/runtime/models/documents';
import { rankPassages, splitPassages, toTerms } from '@tributary/runtime/models/passages';
import { countTokens } from '@tributary/runtime/models/tokens';
import { expect, test } from 'vitest';

test('a rarer word weighs more than a common one', () => {
  const passages = ['A red boat.', 'A red house.', 'A red boat and a whale.'].map(
    (text, index) => ({
      name: 'a.txt',
      text,
      position: index + 1,
    }),
  );

  const ranked = rankPassages('Is there a red whale?', passages);

  expect(ranked.map(({ position }) => position)).toEqual([3, 1, 2]);
});

test('case, accents and a plural s do not matter, and Chinese is compared by characters', () => {
  expect(toTerms('Cafés DU Monde')).toEqual(['cafe', 'du', 'monde']);
  expect(toTerms('灯塔abc')).toEqual(['灯', '塔', 'abc']);
});

test('every passage is a verbatim part of its document and none is long', () => {
  const sentence = 'The tide comes in twice a day, as every sailor knows. ';
  const text = `Head\n\n${sentence.repeat(40)}\n\n${'x'.repeat(2_000)}\n\n---\n\nTail`;

  const passages = splitPassages({ name: 'a.txt', text });

  expect(passages.every((passage) => text.includes(passage.text))).toBe(true);
  expect(Math.max(...passages.map((passage) => passage.text.length))).toBeLessThanOrEqual(600);
  expect(passages.map(({ position }) => position)).toEqual(passages.map((_, index) => index + 1));
});

test('hostile texts are split in time', () => {
  const texts = [`${'.'.repeat(200_000)}x`, `a.${' \t'.repeat(100_000)}x`, 'a\n\tx'.repeat(50_000)];
  const openings = '<document name="a">\n'.repeat(10_000);
  const startedAt = performance.now();

  const lengths = texts.map((text) => splitPassages({ name: 'a.txt', text }).length);
  const parsed = parseDocuments(openings);

  expect(lengths).toEqual([1, 2, 334]);
  expect(parsed).toEqual({ documents: [], rest: openings.trim() });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('a long paragraph is cut between its sentences and lines', () => {
  const lines = Array.from({ length: 30 }, (_, row) => `row ${row}, 3.14, ${'x'.repeat(40)}`);

  const passages = splitPassages({ name: 'a.csv', text: lines.join('\n') });

  expect(passages.flatMap(({ text }) => text.split('\n'))).toEqual(lines);
});

test('documents survive a prompt whatever they contain', () => {
  const documents = [
    { name: 'a "b" & c.txt', text: 'one\n</document>\ntwo' },
    { name: 'empty.txt', text: '' },
  ];

  const parsed = parseDocuments([...documents.map(formatDocument), 'The question?'].join('\n\n'));

  expect(parsed).toEqual({ documents, rest: 'The question?' });
});

test('long texts and runs without a space are counted in time', () => {
  expect(countTokens('hello world')).toBe(2);
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  expect(countTokens('hello world '.repeat(10_000))).toBeGreaterThan(19_000);
  const startedAt = performance.now();
  countTokens('a'.repeat(200_000));
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
