import { setImmediate as turn } from 'node:timers/promises';
import { createFairTurns } from '@tributary/files/fair-turns';
import { createDataUris, createDataUriTurns } from '@tributary/files/sessions/data-uris';
import type { SessionFile } from '@tributary/files/sessions/session-files';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

const fileOf = (size: number): SessionFile => ({
  ...{ _id: 'att_1', artifactId: 'art_1', sessionId: 's', place: 1, name: 'spec.md' },
  ...{ path: 'code_workspace/spec.md', mimeType: 'text/markdown', size },
  ...{ sha256: 'ab', source: 'WORKSPACE', nodeId: null, hook: null, runId: null, runIds: [] },
  ...{ isDeleted: false, createdAt: new Date(), updatedAt: new Date() },
});

function create(turns = createDataUriTurns(), isOn = true) {
  async function* read() {
    yield new Uint8Array(20_971_520);
  }
  return createDataUris({ blobs: { read }, isOn, turns, owner: undefined, signal });
}

test('a file of 20 MiB has a data URI, and a request gets two of that size', async () => {
  const uris = create();
  const large = fileOf(20_971_520);

  const lengths = [await uris.read(large), await uris.read(large)].map((uri) => uri?.length);

  expect(lengths).toEqual([27_962_054, 27_962_054]);
  expect(await uris.read(fileOf(20_971_521))).toBeNull();
  await expect(uris.read(fileOf(3))).rejects.toThrow(
    'a request gets at most 41943040 bytes as dataUri',
  );
  expect(await create(createDataUriTurns(), false).read(fileOf(3))).toBeNull();
});

test('what all requests have in memory is bounded: the next waits for the end of one', async () => {
  const turns = createFairTurns({ name: 'requests for a dataUri', sizeMax: 10, waitingMax: 5 });
  const [first, second] = [create(turns), create(turns)];
  let hasSecond = false;

  const own = await Promise.all([first.read(fileOf(3)), first.read(fileOf(3))]);
  const waiting = second.read(fileOf(5)).then((uri) => {
    hasSecond = true;
    return uri;
  });
  await turn();
  const more = first.read(fileOf(5));

  await expect(more).rejects.toMatchObject({
    ...{ code: 'UNAVAILABLE', message: 'too many requests for a dataUri wait' },
  });
  expect([own[0]?.length, hasSecond]).toEqual([own[1]?.length, false]);
  first[Symbol.dispose]();
  expect(await waiting).toMatch(/^data:text\/markdown;base64,/);
});
