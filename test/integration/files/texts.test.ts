import { readFile } from 'node:fs/promises';
import { Failure } from '@tributary/runtime/failure';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import {
  createDocx,
  createDocxBomb,
  createPdfBomb,
  createPdfOf,
  createTypesBomb,
  docxType,
} from './documents.ts';
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
    content: createPdfOf('The kettle is blue'),
  };

  expect([await readText(part), await readText(part)]).toEqual([
    'The kettle is blue',
    'The kettle is blue',
  ]);
});

test('the text of a Word document has a line for each paragraph', async () => {
  const content = await createDocx('The kettle', 'is blue &amp; 🙂');

  const texts = await Promise.all(
    [docxType, 'application/octet-stream'].map((mimeType) =>
      readText({ name: 'a.docx', mimeType, content }),
    ),
  );

  expect(texts).toEqual(['The kettle\nis blue & 🙂', 'The kettle\nis blue & 🙂']);
});

test.each([
  ['a broken PDF', { name: 'a.pdf', content: '%PDF-1.4\nnothing more' }],
  ['no archive', { name: 'a.docx', mimeType: docxType, content: 'no archive at all, nothing' }],
  ['a picture', { name: 'a.png', mimeType: 'image/png', content: 'no picture' }],
  ['bytes under the name of a text', { name: 'a.txt', content: 'a\0b' }],
])('%s has no text', async (_, part) => {
  expect(await readText(part)).toBeNull();
});

test('a text in UTF-16 is known by its mark', async () => {
  const content = Buffer.from('\ufeffTea äöü', 'utf16le');

  expect(await readText({ content })).toBe('Tea äöü');
});

test('a text that is no UTF-8 is read as old desktops wrote it', async () => {
  const content = Buffer.concat([Buffer.from('x'.repeat(200_000)), Buffer.from([0xe9, 0x80])]);

  expect(await readText({ content }, 'text(first: 300000)')).toBe(`${'x'.repeat(200_000)}é€`);
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

/** Asks again where the answer takes longer than a request may: the reading goes on meanwhile. */
async function readSlowText(part: Part): Promise<unknown> {
  const viewer = createAccount();
  const { id } = await upload(services, viewer, part);
  for (;;) {
    try {
      return (await askFile(services, viewer, id, 'text(first: 10)'))?.text;
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'TIMEOUT')) throw error;
    }
  }
}

/** The most memory that the process has ever had. */
async function readPeakBytes(): Promise<number> {
  const status = await readFile(`/proc/${services.pidOf('files')}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

test('documents that inflate to gigabytes have no text, cost no memory and delay nobody', async () => {
  const parts = [
    { name: 'a.pdf', mimeType: 'application/pdf', content: createPdfBomb() },
    { name: 'a.docx', mimeType: docxType, content: createDocxBomb(0xc000_0000) },
    { name: 'a.docx', mimeType: docxType, content: createDocxBomb(1000) },
    { name: 'a.docx', mimeType: docxType, content: createTypesBomb(1000) },
    { name: 'a.html', mimeType: 'text/html', content: '<'.repeat(4_194_304) },
  ];
  const ended: string[] = [];

  const hostile = Promise.all(
    parts.map((part) => readSlowText(part).finally(() => ended.push('hostile'))),
  );
  const own = readText({ content: 'mine' }).finally(() => ended.push('own'));

  expect(await Promise.all([own, hostile])).toEqual([
    'mine',
    [null, null, null, null, '<<<<<<<<<<'],
  ]);
  expect(ended[0]).toBe('own');
  expect(await readPeakBytes()).toBeLessThan(300 * 1_048_576);
});
