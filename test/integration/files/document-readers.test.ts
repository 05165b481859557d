import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { createDocumentReader, readerPermissions } from '@tributary/files/texts/document-readers';
import { expect, test } from 'vitest';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('for a document that takes too long there was not the time', async () => {
  // No process starts so fast.
  const read = createDocumentReader({ readMsMax: 20 });

  expect(await read('html', once(Buffer.from('<p>Tea</p>')))).toBeUndefined();
});

test('a source that is too slow says nothing about its document', async () => {
  const read = createDocumentReader({ readMsMax: 100 });
  const reading = read(
    'html',
    (async function* drip() {
      for (;;) {
        yield Buffer.from('<p>');
        await pause(10);
      }
    })(),
  );

  await expect(reading).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'the document cannot be read now',
  });
});

test('a source that fails fails the reading', async () => {
  const read = createDocumentReader({ readMsMax: 10_000 });
  const reading = read(
    'html',
    (async function* fail() {
      yield Buffer.from('<p>');
      throw new Error('the disk is away');
    })(),
  );

  await expect(reading).rejects.toThrow('the disk is away');
});

test('the reader can read its own code, and nothing else of the product', async () => {
  const root = new URL('../../../', import.meta.url).pathname;
  const paths = [
    'services/files/texts/characters.ts',
    'package.json',
    'README.md',
    '.data/',
    'services',
  ];
  const script = `for (const path of process.argv.slice(1))
    console.log(process.permission.has('fs.read', path))`;

  const { promise, resolve } = Promise.withResolvers<string>();
  const args = [...readerPermissions, '-e', script, ...paths.map((path) => root + path)];
  execFile(process.execPath, args, (_, output) => resolve(output));

  expect((await promise).trim().split('\n')).toEqual(['true', 'true', 'false', 'false', 'false']);
});
