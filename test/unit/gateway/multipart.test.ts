import { boundaryOf, readParts } from '@tributary/gateway/multipart';
import { expect, test } from 'vitest';

/** The form in chunks of the given size, as a network may deliver it. */
async function* chunked(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(text: string, size = 1_000) {
  const parts = [];
  for await (const { bytes, ...head } of readParts(chunked(text, size), 'b')) {
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    parts.push({ ...head, text: Buffer.concat(chunks).toString() });
  }
  return parts;
}

const form = [
  '--b',
  'Content-Disposition: form-data; name="file"; filename="a \\"b\\" ü.txt"',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'first\r\n--other\r\nlast',
  '--b',
  'content-disposition: form-data; name=user',
  '',
  '',
  '--b--',
  'after',
].join('\r\n');

test.each([1, 2, 7, 1_000])('a form is read in chunks of %d bytes', async (size) => {
  const parts = await collect(form, size);

  expect(parts).toEqual([
    {
      name: 'file',
      filename: 'a "b" ü.txt',
      mimeType: 'text/plain',
      text: 'first\r\n--other\r\nlast',
    },
    { name: 'user', filename: undefined, mimeType: undefined, text: '' },
  ]);
});

test('a part that is not read is skipped', async () => {
  const names: string[] = [];
  for await (const { name } of readParts(chunked(form, 5), 'b')) names.push(name);

  expect(names).toEqual(['file', 'user']);
});

test('an empty filename is not the same as none, and a part need not say its type', async () => {
  const head = 'Content-Disposition: form-data; name="file"; filename=""';

  expect(await collect(`--b\r\n${head}\r\n\r\nx\r\n--b--`)).toEqual([
    { name: 'file', filename: '', mimeType: undefined, text: 'x' },
  ]);
});

test('a quoted filename may look like other parameters', async () => {
  const head = `Content-Disposition: form-data; filename="; name=x; filename*=UTF-8''y"; NAME=file`;

  expect(await collect(`--b\r\n${head}\r\n\r\n\r\n--b--`)).toEqual([
    { name: 'file', filename: "; name=x; filename*=UTF-8''y", mimeType: undefined, text: '' },
  ]);
});

test('the extended filename comes before the plain one', async () => {
  const head = `Content-Disposition: form-data; name="f"; filename="u"; filename*=UTF-8''%C3%BC`;

  const [part] = await collect(`--b\r\n${head}\r\n\r\nx\r\n--b--`);

  expect(part?.filename).toBe('ü');
});

test.each([
  ['that ends too early', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'],
  ['without a delimiter', 'x'],
  ['with a part that is no data', '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--'],
  ['with an endless head', `--b\r\nA: ${'x'.repeat(20_000)}`],
  [
    'with too many parts',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(200),
  ],
])('a form %s is malformed', async (_what, text) => {
  await expect(collect(text)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    reason: 'malformed_body',
  });
});

test('the boundary comes from the content type, quoted or not', () => {
  expect(boundaryOf('multipart/form-data; boundary=x-1')).toBe('x-1');
  expect(boundaryOf('multipart/form-data; Boundary="x 1"; a=b')).toBe('x 1');
  expect(() => boundaryOf('multipart/form-data')).toThrow('declares no boundary');
});
