import type { File } from '@tributary/files/files';
import { createTexts } from '@tributary/files/texts/texts';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

const fileOf = (sha256: string, extension = 'txt'): File => ({
  ...{ id: 'f', ownerId: 'a', ownerKind: 'account', organizationId: null, name: 'a' },
  ...{ extension, mimeType: 'application/octet-stream', declaredMimeType: '', size: 2_000_000 },
  ...{ sha256, kind: 'DOCUMENT', remoteUrl: null, isChatFile: false, createdAt: new Date() },
});

/** Contents of two million characters, with a count of how many are read, and how many at once. */
function create() {
  const reads = { count: 0, running: 0, runningMax: 0 };
  async function* read() {
    reads.count += 1;
    reads.runningMax = Math.max(reads.runningMax, ++reads.running);
    try {
      yield Buffer.alloc(2_000_000, 'x');
    } finally {
      reads.running -= 1;
    }
  }
  const documentTexts = { read: async () => 'y'.repeat(1_048_576) };
  const texts = createTexts({ blobs: { read }, documentTexts, owner: undefined, signal });
  return { reads, texts };
}

const tooMuch = 'a request gets at most 8388608 characters of text';
const toLength = (reading: Promise<string | null>) =>
  reading.then(
    (text) => text?.length,
    ({ message }) => message,
  );

test('a request gets eight of the longest texts, of whatever kind', async () => {
  const { reads, texts } = create();
  const files = Array.from({ length: 12 }, (_, index) =>
    fileOf(`sha${index}`, index % 2 ? 'txt' : 'pdf'),
  );

  const lengths = await Promise.all(files.map((file) => toLength(texts.read(file, 1_048_576))));

  expect(lengths.filter((length) => length === 1_048_576).length).toBe(8);
  expect(lengths.filter((length) => length === tooMuch).length).toBe(4);
  expect(reads.runningMax).toBeLessThanOrEqual(4);
  expect(await toLength(texts.read(fileOf('another'), 10))).toBe(tooMuch);
});

test('who asks for one text again and again has it read a few times, and pays each time', async () => {
  const { reads, texts } = create();
  const file = fileOf('one');

  const lengths = await Promise.all(
    Array.from({ length: 1000 }, (_, first) => toLength(texts.read(file, first))),
  );
  const same = await Promise.all(
    Array.from({ length: 8 }, () => toLength(texts.read(file, 1_048_576))),
  );

  expect(lengths).toEqual(lengths.map((_, first) => first));
  expect(same).toEqual([...Array(7).fill(1_048_576), tooMuch]);
  expect(reads.count).toBeLessThan(15);
});
