import { setImmediate as turn } from 'node:timers/promises';
import { toManifestEntry } from '@tributary/files/sessions/attachments-manifest';
import type { SessionFile } from '@tributary/files/sessions/session-files';
import { type ZipEntry, zipEntries } from '@tributary/files/sessions/zip-stream';
import { expect, test } from 'vitest';
import { unzip } from '../../zip.ts';

const options = { folder: 'top', createdAt: new Date() };
const piece = Buffer.alloc(65_536, 'x');

/** Counts what is taken from it, and whether it was closed. */
function createContent(pieces: number) {
  const content = {
    taken: 0,
    isClosed: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (; content.taken < pieces; content.taken++) yield piece;
      } finally {
        content.isClosed = true;
      }
    },
  };
  return content;
}

async function* entriesOf(
  contents: readonly AsyncIterable<Uint8Array>[],
): AsyncGenerator<ZipEntry> {
  const changedAt = new Date();
  for (const [nr, content] of contents.entries()) {
    yield { path: `top/${nr}.txt`, changedAt, isCompressed: nr % 2 === 1, content };
  }
}

const file: SessionFile = {
  ...{ _id: 'att_1', artifactId: 'art_1', sessionId: 's', place: 1, name: 'spec.md' },
  ...{ path: 'code_workspace/attachments/att_1/spec.md', mimeType: 'text/markdown', size: 3 },
  ...{ sha256: 'ab', source: 'USER_UPLOAD', nodeId: null, hook: null, runId: null, runIds: [] },
  ...{ isDeleted: false, createdAt: new Date(), updatedAt: new Date() },
};

test('an archive has each entry whole, and its folder even when it is empty', async () => {
  const contents = [createContent(3), createContent(20), createContent(0)];

  const zip = Buffer.concat(await Array.fromAsync(zipEntries(entriesOf(contents), options)));
  const empty = Buffer.concat(await Array.fromAsync(zipEntries(entriesOf([]), options)));

  const { files, compressed } = await unzip(zip);
  expect(Object.entries(files).map(([path, text]) => [path, text.length])).toEqual([
    ...[['top/', 0] as const, ['top/0.txt', 3 * 65_536] as const],
    ...[['top/1.txt', 20 * 65_536] as const, ['top/2.txt', 0] as const],
  ]);
  expect(compressed).toEqual(['top/1.txt']);
  expect((await unzip(empty)).files).toEqual({ 'top/': '' });
});

test('what is read ahead of a slow reader is bounded, and leaving closes what is open', async () => {
  const contents = [createContent(10_000), createContent(1)];
  const archive = zipEntries(entriesOf(contents), options);

  await archive.next();
  for (let count = 0; count < 1_000; count++) await turn();
  const taken = contents.map((content) => content.taken);
  await archive.return(undefined);

  expect(taken[0]).toBeLessThan(20);
  expect(taken[1]).toBe(0);
  expect(contents.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test('a content that fails makes the archive fail', async () => {
  async function* broken() {
    yield piece;
    throw new Error('damaged');
  }
  const archive = Array.fromAsync(zipEntries(entriesOf([broken()]), options));

  await expect(archive).rejects.toThrow('damaged');
});

test('an entry of the manifest has the documented shape', () => {
  const upload = toManifestEntry(file);
  const node = { path: 'code_workspace/a/b.py', nodeId: 'n1', hook: 'workspace_scan' };
  const made = toManifestEntry({ ...file, ...node, source: 'MODEL_OUTPUT' });

  expect(upload).toEqual({
    ...{ kind: 'file', description: null },
    ref: {
      ...{ attachment_id: 'att_1', mime_type: 'text/markdown', name: 'spec.md', size: 3 },
      ...{ sha256: 'ab', local_path: 'code_workspace/attachments/att_1/spec.md' },
    },
    extra: {
      ...{ source: 'user_upload', origin: 'web_upload', session_id: 's', storage: 'copy' },
      workspace_path: 'attachments/att_1/spec.md',
    },
  });
  expect(made.extra).toEqual({
    ...{ source: 'model_output', hook: 'workspace_scan', node_id: 'n1', session_id: 's' },
    ...{ workspace_path: 'a/b.py', storage: 'copy' },
  });
});
