import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { askFile, createAccount, type Part, upload } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['files']);
});
afterAll(() => services?.[Symbol.asyncDispose]());

async function readText(part: Part, fields = 'text'): Promise<unknown> {
  const viewer = createAccount();
  const { id } = await upload(services, viewer, part);
  return (await askFile<{ text: unknown }>(services, viewer, id, fields))?.text;
}

/** A document of one page with one line, with the table of offsets that the format demands. */
function createPdf(line: string): Buffer {
  const content = `BT /F1 24 Tf 72 700 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  const table = `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${text}${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`,
  );
}

test.each([
  ['a.txt', 'text/plain', 'plain äöü 🙂', 'plain äöü 🙂'],
  ['a.md', 'text/markdown', '# Tea', '# Tea'],
  ['a.csv', 'text/csv', 'a,b\n1,2\n', 'a,b\n1,2\n'],
  ['a.json', 'application/json', '{"a":1}', '{"a":1}'],
  ['a.html', 'text/html', '<p>Tea &amp; cake</p>', 'Tea & cake'],
  ['empty.txt', 'text/plain', '', ''],
])('the text of %s is read', async (name, mimeType, content, text) => {
  expect(await readText({ name, mimeType, content })).toBe(text);
});

test('the text of a PDF is read, and the second time from the store', async () => {
  const part = {
    name: 'a.pdf',
    mimeType: 'application/pdf',
    content: createPdf('The kettle is blue'),
  };

  expect([await readText(part), await readText(part)]).toEqual([
    'The kettle is blue',
    'The kettle is blue',
  ]);
});

test.each([
  ['a broken PDF', { name: 'a.pdf', content: '%PDF-1.4\nnothing more' }],
  ['a picture', { name: 'a.png', mimeType: 'image/png', content: 'no picture' }],
  ['bytes under the name of a text', { name: 'a.txt', content: 'a\0b' }],
])('%s has no text', async (_, part) => {
  expect(await readText(part)).toBeNull();
});

test('a text in UTF-16 is known by its mark', async () => {
  const content = Buffer.from('\ufeffTea äöü', 'utf16le');

  expect(await readText({ content })).toBe('Tea äöü');
});

test('a text is cut where it was asked to, never inside a character', async () => {
  const texts = await Promise.all([
    readText({ content: 'abcdef' }, 'text(first: 3)'),
    readText({ content: 'ab🙂cd' }, 'text(first: 3)'),
    readText({ content: 'abc' }, 'text(first: 0)'),
  ]);

  expect(texts).toEqual(['abc', 'ab', '']);
});

test('without a wish 65536 characters are read, of however many', async () => {
  const text = await readText({ content: 'x'.repeat(5_000_000) });

  expect(text).toBe('x'.repeat(65_536));
});

test.each([-1, 1_048_577])('%i characters are not to be had', async (first) => {
  const reading = readText({ content: 'x' }, `text(first: ${first})`);

  await expect(reading).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'first must be from 0 to 1048576',
  });
});
