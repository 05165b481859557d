import { cutText, decodeText } from '@tributary/files/texts/characters';
import { readPlainText } from '@tributary/files/texts/plain-text';
import { expect, test } from 'vitest';

async function* toPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (content: string | Uint8Array, length = 1000): Promise<string | null> =>
  readPlainText(() => toPieces(Buffer.from(content), 7), length);

test.each([
  ['UTF-8', Buffer.from('Tea äöü 🙂'), 'Tea äöü 🙂'],
  ['UTF-8 with a mark', Buffer.from('\ufeffTea äöü 🙂'), 'Tea äöü 🙂'],
  ['UTF-16, low bytes first', Buffer.from('\ufeffTea äöü 🙂', 'utf16le'), 'Tea äöü 🙂'],
  ['UTF-16, high bytes first', Buffer.from('\ufeffTea äöü 🙂', 'utf16le').swap16(), 'Tea äöü 🙂'],
  ['windows-1252', Buffer.from([0x54, 0x65, 0x61, 0x20, 0x93, 0xe9, 0x80]), 'Tea “é€'],
  ['nothing', Buffer.alloc(0), ''],
])('%s is decoded, in pieces and at once', async (_, bytes, text) => {
  expect([await read(bytes), decodeText(bytes)]).toEqual([text, text]);
});

test('a broken text with a mark is what its mark says', async () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffTea '), Buffer.from([0xff]), Buffer.from('é')]);

  expect(await read(bytes)).toBe('Tea \ufffdé');
});

test('what a text is does not depend on how much of it is wanted', async () => {
  const old = Buffer.concat([Buffer.from('é'), Buffer.from('x'.repeat(100)), Buffer.from([0xe9])]);

  expect((await read(old, 2))?.slice(0, 2)).toBe('Ã©');
  expect(await read(`${'x'.repeat(100)}\0`, 2)).toBeNull();
});

test('no more is read than anybody may ask for', async () => {
  let pieces = 0;
  async function* pour(): AsyncGenerator<Uint8Array> {
    for (;;) {
      pieces++;
      yield Buffer.alloc(65_536, 'x');
    }
  }

  expect([(await readPlainText(pour, 10))?.slice(0, 10), pieces]).toEqual(['xxxxxxxxxx', 17]);
});

test('a failure to read is not a question of the encoding', async () => {
  const reading = readPlainText(async function* fail() {
    yield Buffer.from('x');
    throw new TypeError('away');
  }, 10);

  await expect(reading).rejects.toThrow('away');
});

test.each([
  ['abc', 2, 'ab'],
  ['abc', 3, 'abc'],
  ['a🙂', 2, 'a'],
  ['a🙂', 3, 'a🙂'],
  ['abc', 0, ''],
])('%j cut at %i is %j', (text, length, cut) => {
  expect(cutText(text, length)).toBe(cut);
});
