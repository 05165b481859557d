import { readDocxText } from '@tributary/files/texts/reader/docx-text';
import { openZip } from '@tributary/files/texts/reader/zip-entries';
import { expect, test } from 'vitest';
import {
  createDocx,
  createZip,
  packPart,
  toDocumentXml,
  typesPart,
  type ZipPart,
} from '../../integration/files/documents.ts';

const limits = { entriesMax: 3, bytesMax: 100 };
const part = packPart('a', 'x'.repeat(60));

const readAll = (parts: readonly ZipPart[]): string[] => {
  const zip = openZip(createZip(parts), limits);
  return parts.map(({ name }) => Buffer.from(zip.read(name)).toString());
};

test('the files of an archive are read, also an empty one', () => {
  expect(readAll([part, packPart('b', '')])).toEqual(['x'.repeat(60), '']);
  expect(() => openZip(createZip([part]), limits).read('b')).toThrow('has no file b');
});

test.each([
  ['the sizes that are told exceed the limit', [part, { ...part, name: 'b' }], 'inflates to more'],
  ['a size is told to be less', [{ ...part, size: 59 }], 'Cannot create a Buffer larger'],
  ['a size is told to be more', [{ ...part, size: 61 }], 'not what it says'],
  ['a checksum is wrong', [{ ...part, checksum: 1 }], 'not what it says'],
  [
    'there are too many files',
    ['a', 'b', 'c', 'd'].map((name) => ({ ...part, name })),
    'more than 3',
  ],
])('an archive is refused when %s', (_, parts, message) => {
  expect(() => readAll(parts)).toThrow(message);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['no archive', Buffer.alloc(100)],
  ['an archive without its beginning', createZip([part]).subarray(40)],
  ['an archive of 64 bits', Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18, 255)])],
  ['an archive that is encrypted', createZip([part]).fill(1, 40, 60)],
])('%s is no archive', (_, bytes) => {
  expect(() => openZip(bytes, limits).read('a')).toThrow();
});

test('a document of another program is read, its tables too', async () => {
  const cell = (text: string) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
  const table = `<w:tbl><w:tr>${cell('a')}${cell('b')}</w:tr></w:tbl>`;
  const xml = toDocumentXml('Tea').replace('</w:body>', `${table}</w:body>`);

  const text = await readDocxText(createZip([typesPart, packPart('word/document.xml', xml)]));

  expect([text, await readDocxText(await createDocx('Tea'))]).toEqual(['Tea\na\nb\n', 'Tea\n']);
});

test('a part with a document type is refused: its entities could grow without end', async () => {
  const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
  const xml = laughs + toDocumentXml('&b;');
  const zip = createZip([typesPart, packPart('word/document.xml', xml)]);

  await expect(readDocxText(zip)).rejects.toThrow('a part has a document type');
});

test('a document whose elements are nested without end is refused', async () => {
  const xml = toDocumentXml('x').replace('<w:p>', '<w:p>'.repeat(100_000));
  const zip = createZip([typesPart, packPart('word/document.xml', xml)]);

  await expect(readDocxText(zip)).rejects.toThrow();
});
