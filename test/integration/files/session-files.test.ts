import { openSessionCollections } from '@tributary/files/sessions/session-collections';
import {
  createSessionFiles,
  type SessionFile,
  type SessionFiles,
} from '@tributary/files/sessions/session-files';
import { createSessions } from '@tributary/files/sessions/sessions';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMongo } from '../../mongo.ts';

const resources = new AsyncDisposableStack();
let store: Store;
beforeAll(async () => {
  const { url } = resources.use(await startMongo());
  store = resources.use(await openStore({ url, database: 'session-files', log }));
});
afterAll(() => resources.disposeAsync());

const fileOf = (place: number): SessionFile => ({
  ...{ _id: `att_${place}`, artifactId: `art_${place}`, sessionId: 's', place, name: 'a' },
  ...{ path: `code_workspace/${place}`, mimeType: 'text/plain', size: 1, sha256: 'ab' },
  ...{ source: 'WORKSPACE', nodeId: null, hook: null, runId: 'r', runIds: ['r'] },
  ...{ isDeleted: false, createdAt: new Date(), updatedAt: new Date() },
});

test('one request gets so many rows of files, however often it asks for them', async () => {
  const { sessions, sessionFiles: collection } = await openSessionCollections(store);
  await collection.create([1, 2, 3].map(fileOf));
  const create = () =>
    createSessionFiles({
      ...{ collection, sessions: createSessions(sessions), rowsMax: 8 },
      access: { canSee: async () => true },
    });
  const lists = [
    (files: SessionFiles) => files.listAttachments('s'),
    (files: SessionFiles) => files.listArtifacts('s', { first: 100 }),
    (files: SessionFiles) => files.listOfRun('r'),
  ];
  const toOutcome = (rows: Promise<SessionFile[]>) =>
    rows.then(({ length }) => length).catch(({ message }) => message);

  for (const list of lists) {
    const files = create();
    const ends = await Promise.all([1, 2, 3].map(() => toOutcome(list(files))));
    expect(ends.toSorted()).toEqual([3, 3, 'a request gets at most 8 files of sessions']);
  }
});
