import type { ByteRange } from '@tributary/files/blobs/blobs';
import { createDownloads, type DownloadSource } from '@tributary/files/downloads';
import { Failure } from '@tributary/runtime/failure';
import { afterEach, expect, test, vi } from 'vitest';
import { readAll, toStream } from './folder.ts';

const secret = 'a secret of more than 32 characters';
const sha256 = 'a'.repeat(64);
const content = '0123456789';

afterEach(() => vi.useRealTimers());

const blobs = {
  read: (_: string, { start, end }: ByteRange = { start: 0, end: 9 }) =>
    toStream(content.slice(start, end + 1)),
  readSize: async (wanted: string) => (wanted === sha256 ? content.length : undefined),
};

const create = (ownSecret = secret) =>
  createDownloads({
    secret: ownSecret,
    blobs,
    openArchive: (sessionId) => toStream(`archive of ${sessionId}`),
    waitMsMax: 20,
  });

function arrange(source: DownloadSource = { sha256 }) {
  const downloads = create();
  const { stream, ticket } = downloads.issue(source);
  const read = async (request: object) =>
    readAll(await downloads.open(Buffer.from(JSON.stringify(request))));
  return { stream, ticket, read };
}

test('a ticket opens the content', async () => {
  const { stream, ticket, read } = arrange();

  expect([stream, await read({ ticket })]).toEqual(['bytes.files', '0123456789']);
});

test.each([
  [{ start: 3, end: 5 }, '345'],
  [{ start: 7 }, '789'],
  [{ end: 2 }, '012'],
  [{ start: 8, end: 100 }, '89'],
])('a range %j gives those bytes', async (range, bytes) => {
  const { ticket, read } = arrange();

  expect(await read({ ticket, ...range })).toBe(bytes);
});

test.each([{ start: 10 }, { start: 5, end: 4 }])('a range %j is outside', async (range) => {
  const { ticket, read } = arrange();

  await expect(read({ ticket, ...range })).rejects.toEqual(
    new Failure('BAD_INPUT', 'the range lies outside of 10 bytes', {
      reason: 'range_not_satisfiable',
    }),
  );
});

test('of content that is gone no range is to be had', async () => {
  const { ticket, read } = arrange({ sha256: 'b'.repeat(64) });

  await expect(read({ ticket, start: 0 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    reason: 'file_not_found',
  });
});

test('a ticket for an archive opens it, as a whole only', async () => {
  const { ticket, read } = arrange({ archive: 's1' });

  expect(await read({ ticket })).toBe('archive of s1');
  await expect(read({ ticket, start: 3 })).rejects.toEqual(
    new Failure('BAD_INPUT', 'an archive has no ranges', { reason: 'range_not_satisfiable' }),
  );
});

test('archives wait for one another, but not for ever', async () => {
  const downloads = create();
  const { ticket } = downloads.issue({ archive: 's1' });
  const request = Buffer.from(JSON.stringify({ ticket }));
  const open = async (signal?: AbortSignal) => {
    const source = await downloads.open(request, signal);
    return source[Symbol.asyncIterator]();
  };
  const held = await Promise.all(Array.from({ length: 8 }, () => open()));
  for (const one of held) await one.next();
  const tooMany = new Failure('UNAVAILABLE', 'too many archives are being read');

  await expect((await open()).next()).rejects.toEqual(tooMany);
  await expect((await open(AbortSignal.abort())).next()).rejects.toEqual(tooMany);
  const waiting = (await open()).next();
  await held[0]?.return?.();

  expect(await waiting).toEqual({ done: false, value: Buffer.from('archive of s1') });
});

test.each([{ start: -1 }, { start: 1.5 }, { start: '1' }, { ticket: 7 }])(
  'a request with %j is malformed',
  async (change) => {
    const { ticket, read } = arrange();

    await expect(read({ ticket, ...change })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  },
);

test('a ticket that was changed, or of another installation, opens nothing', async () => {
  const { ticket, read } = arrange();
  const foreign = create(`${secret}!`).issue({ sha256 }).ticket;

  for (const wrong of [`x${ticket}`, ticket.slice(0, -2), foreign, '', '.', 'a.b']) {
    const reading = read({ ticket: wrong });
    await expect(reading).rejects.toEqual(new Failure('FORBIDDEN', 'the ticket is not valid'));
  }
});

test('a ticket expires after a minute', async () => {
  const { ticket, read } = arrange();

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });

  await expect(read({ ticket })).rejects.toEqual(
    new Failure('FORBIDDEN', 'the ticket is not valid'),
  );
});
