import { openBlobs } from '@tributary/files/blobs';
import { createDownloads } from '@tributary/files/downloads';
import { Failure } from '@tributary/runtime/failure';
import { afterEach, expect, test, vi } from 'vitest';
import { createFolder, type Folder, readAll, toStream } from './folder.ts';

const secret = 'a secret of more than 32 characters';

afterEach(() => vi.useRealTimers());

async function arrange(folder: Folder) {
  const blobs = await openBlobs(folder.path);
  const downloads = createDownloads({ secret, blobs });
  const { sha256 } = await blobs.write(toStream('0123456789'), { bytesMax: 10 });
  const { stream, ticket } = downloads.issue(sha256);
  const read = async (request: object) =>
    readAll(await downloads.open(Buffer.from(JSON.stringify(request))));
  return { stream, ticket, read };
}

test('a ticket opens the content', async () => {
  await using folder = await createFolder();
  const { stream, ticket, read } = await arrange(folder);

  expect([stream, await read({ ticket })]).toEqual(['bytes.files', '0123456789']);
});

test.each([
  [{ start: 3, end: 5 }, '345'],
  [{ start: 7 }, '789'],
  [{ end: 2 }, '012'],
  [{ start: 8, end: 100 }, '89'],
])('a range %j gives those bytes', async (range, bytes) => {
  await using folder = await createFolder();
  const { ticket, read } = await arrange(folder);

  expect(await read({ ticket, ...range })).toBe(bytes);
});

test.each([{ start: 10 }, { start: 5, end: 4 }])('a range %j is outside', async (range) => {
  await using folder = await createFolder();
  const { ticket, read } = await arrange(folder);

  await expect(read({ ticket, ...range })).rejects.toEqual(
    new Failure('BAD_INPUT', 'the range lies outside of 10 bytes', {
      reason: 'range_not_satisfiable',
    }),
  );
});

test.each([{ start: -1 }, { start: 1.5 }, { start: '1' }, { ticket: 7 }])(
  'a request with %j is malformed',
  async (change) => {
    await using folder = await createFolder();
    const { ticket, read } = await arrange(folder);

    await expect(read({ ticket, ...change })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  },
);

test('a ticket that was changed, or of another installation, opens nothing', async () => {
  await using folder = await createFolder();
  const { ticket, read } = await arrange(folder);
  const blobs = await openBlobs(folder.path);
  const foreign = createDownloads({ secret: `${secret}!`, blobs }).issue('0'.repeat(64)).ticket;

  for (const wrong of [`x${ticket}`, ticket.slice(0, -2), foreign, '', '.', 'a.b']) {
    const reading = read({ ticket: wrong });
    await expect(reading).rejects.toEqual(new Failure('FORBIDDEN', 'the ticket is not valid'));
  }
});

test('a ticket expires after a minute', async () => {
  await using folder = await createFolder();
  const { ticket, read } = await arrange(folder);

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });

  await expect(read({ ticket })).rejects.toEqual(
    new Failure('FORBIDDEN', 'the ticket is not valid'),
  );
});
