import { createHash, randomBytes } from 'node:crypto';
import { blockLength, createBlockTurns, readChecked } from '@tributary/files/blobs/blob-blocks';
import { createBlobIntake } from '@tributary/files/blobs/blob-intake';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const { signal } = new AbortController();
const size = 2 * blockLength + 1000;
const content = randomBytes(size);

async function* cutInto(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function takeIn(bytes: Uint8Array, length: number) {
  const intake = createBlobIntake({ bytesMax: bytes.length, signal });
  const passed = Buffer.concat(await Array.fromAsync(intake.pass(cutInto(bytes, length))));
  return { passed, ...intake.finish() };
}

test.each([1000, 65_536, 100_000, blockLength, size])(
  'bytes in pieces of %i are described as the whole is',
  async (length) => {
    const { passed, sha256, head, crcs, ...rest } = await takeIn(content, length);

    expect(passed.equals(content)).toBe(true);
    expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(Buffer.compare(head, content.subarray(0, 65_536))).toBe(0);
    expect([rest.size, crcs.length]).toEqual([size, 12]);
    expect(crcs).toEqual((await takeIn(content, size)).crcs);
  },
);

test('two blocks take turns, each as long as it was asked for', () => {
  const takeBlock = createBlockTurns();

  const blocks = [5, 4, 3, 4, 2].map(takeBlock);

  expect(blocks.map(({ length }) => length)).toEqual([5, 4, 3, 4, 2]);
  const memory = new Set(blocks.map(({ buffer }) => buffer));
  expect(memory.size).toBe(2);
  expect(blocks.map(({ buffer }) => [...memory].indexOf(buffer))).toEqual([0, 1, 0, 1, 0]);
});

test('nothing has no blocks', async () => {
  const { sha256, head, crcs } = await takeIn(Buffer.alloc(0), 1);

  expect([sha256, head.length, crcs.length]).toEqual([
    createHash('sha256').digest('hex'),
    ...[0, 0],
  ]);
});

/** Reads as from a storage that gives the blocks around a range in pieces. */
async function read(range: { start: number; end: number }, bytes: Uint8Array, length = 70_000) {
  const { crcs } = await takeIn(content, size);
  const from = Math.floor(range.start / blockLength) * blockLength;
  const until = Math.min(size, (Math.floor(range.end / blockLength) + 1) * blockLength);
  const pieces = cutInto(bytes.subarray(from, until), length);
  const got: Uint8Array[] = [];
  const reading = (async () => {
    for await (const piece of readChecked({ pieces, range, size, crcs })) got.push(piece);
  })();
  const failure = await reading.catch((error: unknown) => error);
  return { bytes: Buffer.concat(got), failure };
}

test.each([
  [0, size - 1],
  [0, 0],
  [5, blockLength],
  [blockLength - 1, blockLength],
  [blockLength, 2 * blockLength - 1],
  [2 * blockLength, size - 1],
  [size - 1, size - 1],
])('the bytes from %i to %i are those', async (start, end) => {
  for (const length of [999, 70_000, blockLength]) {
    const { bytes, failure } = await read({ start, end }, content, length);
    expect(failure).toBeUndefined();
    expect(bytes.equals(content.subarray(start, end + 1))).toBe(true);
  }
});

const damage = new Failure('INTERNAL', 'the content of the file is damaged');

test('of a block that changed no byte leaves, and those before it do', async () => {
  const changed = Buffer.from(content);
  changed[blockLength + 500] = (content[blockLength + 500] ?? 0) ^ 1;

  const whole = await read({ start: 0, end: size - 1 }, changed);
  const part = await read({ start: blockLength + 600, end: blockLength + 700 }, changed);
  const other = await read({ start: 10, end: 20 }, changed);

  expect([whole.failure, whole.bytes.length]).toEqual([damage, blockLength]);
  expect([part.failure, part.bytes.length]).toEqual([damage, 0]);
  expect([other.failure, other.bytes]).toEqual([undefined, content.subarray(10, 21)]);
});

test.each([0, 10, blockLength, size - 1])('%i bytes of more are damage', async (length) => {
  const { failure, bytes } = await read({ start: 0, end: size - 1 }, content.subarray(0, length));

  expect(failure).toEqual(damage);
  expect(bytes.length % blockLength).toBe(0);
});
