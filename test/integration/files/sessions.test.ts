import { createArchives } from '@tributary/files/sessions/archives';
import { openSessionCollections } from '@tributary/files/sessions/session-collections';
import { createSessions } from '@tributary/files/sessions/sessions';
import { Failure } from '@tributary/runtime/failure';
import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { unzip } from '../../zip.ts';
import { createSessionWorld, worker } from './session-world.ts';
import { createAccount, download, type Handle } from './world.ts';

let services: Services;
let world: ReturnType<typeof createSessionWorld>;

beforeAll(async () => {
  services = await startServices([['workflow', 'files']]);
  world = createSessionWorld(services);
});
afterAll(() => services[Symbol.asyncDispose]());

const failure = (code: string, reason?: string) =>
  expect.objectContaining({ code, ...(reason !== undefined && { reason }) });
const notConnected = failure('BAD_INPUT', 'session_not_connected');
const load = async (handle: Handle | null) =>
  handle && (await download(services, anonymous, handle)).toString();
const openFilesStore = () =>
  openStore({ url: services.env.MONGODB_URL, database: 'tributary_files', log });
const zipOf = async (id: string) => {
  const handle = await world.read<Handle | null>(id, 'archive');
  return handle && unzip(await download(services, anonymous, handle));
};

test('an upload is in the list and in the archive, also once the session is closed', async () => {
  const { session, key } = await world.open();
  expect(await world.read(session.id, 'archive')).toBeNull();

  const attachment = await world.upload(session.id, {
    ...{ name: '../../a\\b/sp\u202eec.md\n', mimeType: 'text/markdown', content: '# Spec' },
  });
  await world.close(session.id, key);

  const { id } = attachment;
  expect(attachment).toEqual({
    id: expect.stringMatching(/^att_[\w-]{22}$/),
    ...{ name: 'spec.md', mimeType: 'text/markdown', kind: 'FILE', content: expect.anything() },
    path: `code_workspace/attachments/${id}/spec.md`,
  });
  expect(await world.read(session.id, 'attachments { id source }')).toEqual([
    { id, source: 'USER_UPLOAD' },
  ]);
  await expect(world.upload(session.id, { content: 'late' })).rejects.toEqual(notConnected);
  expect(Object.keys((await zipOf(session.id))?.files ?? {})).toEqual([
    `session_${session.id}/code_workspace/`,
    `session_${session.id}/code_workspace/attachments/attachments_manifest.json`,
    `session_${session.id}/code_workspace/attachments/${id}/spec.md`,
  ]);
});

test('an upload is an artifact too, by both of its ids', async () => {
  const { session } = await world.open();
  const part = { name: 'spec.md', mimeType: 'text/markdown', content: '# Spec' };

  const { id } = await world.upload(session.id, part);

  const artifact = await world.read<{ id: string; content: Handle; dataUri: string }>(
    ...[session.id, `artifact(id: "${id}") { id content dataUri }`],
  );
  expect(artifact.dataUri).toBe(`data:text/markdown;base64,${btoa('# Spec')}`);
  expect(await load(artifact.content)).toBe('# Spec');
  expect(await world.read(session.id, `artifact(id: "${artifact.id}") { attachmentId }`)).toEqual({
    attachmentId: id,
  });
});

test('uploads at once are all kept, also of the same bytes and name, in one order', async () => {
  const { session } = await world.open();

  const uploaded = await Promise.all(
    Array.from({ length: 12 }, () => world.upload(session.id, { content: 'same' })),
  );

  const listed = await world.read<{ id: string }[]>(session.id, 'attachments { id }');
  expect(listed.map(({ id }) => id).sort()).toEqual(uploaded.map(({ id }) => id).sort());
  const content = (await zipOf(session.id))?.files ?? {};
  expect(Object.values(content).filter((text) => text === 'same').length).toBe(12);
});

test('an upload that breaks off leaves nothing, and one without a type has that of its name', async () => {
  const { session } = await world.open();
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('cut');
  }

  await expect(world.upload(session.id, { content: broken() })).rejects.toBeInstanceOf(Error);
  const png = await world.upload(session.id, { name: 'a.PNG', mimeType: '', content: '' });
  const none = await world.upload(session.id, { name: '..', mimeType: 'lie', content: '' });

  expect(png).toMatchObject({ mimeType: 'image/png', kind: 'IMAGE' });
  expect(none).toMatchObject({ mimeType: 'application/octet-stream', name: 'upload.bin' });
  expect(await world.read(session.id, 'attachments { id }')).toEqual([
    { id: png.id },
    { id: none.id },
  ]);
});

test('a file keeps its ids while it is written, written again, removed and made anew', async () => {
  const { session } = await world.open();
  const [created] = await world.change(session.id, { 'out/result.json': '{}' });
  const same = await world.change(session.id, { 'out/result.json': '{}', 'none.txt': null });
  const [updated] = await world.change(session.id, { 'out/result.json': '[1]' });
  const [deleted] = await world.change(session.id, { 'out/result.json': null });
  const gone = await world.read<{ content: null }>(
    ...[session.id, `artifact(id: "${created?.artifactId}") { isDeleted content dataUri size }`],
  );
  const [anew] = await world.change(session.id, { 'out/result.json': '[2]' });

  expect(created).toMatchObject({
    sequence: 1,
    change: 'CREATED',
    relativePath: 'out/result.json',
  });
  expect(same).toEqual([]);
  expect(updated).toEqual({ ...created, sequence: 2, change: 'UPDATED' });
  expect(deleted).toEqual({ ...created, sequence: 3, change: 'DELETED' });
  expect(gone).toEqual({ isDeleted: true, content: null, dataUri: null, size: 3 });
  expect(anew).toEqual({ ...created, sequence: 4, change: 'CREATED' });
  expect(await world.read(session.id, 'artifacts { path }')).toEqual([
    { path: 'code_workspace/out/result.json' },
  ]);
});

test('the archive has what is there, its texts compressed, and its list as documented', async () => {
  const { session } = await world.open();
  await world.change(session.id, { 'b.png': 'not text', 'a.json': '{"a":1}', 'gone.txt': 'x' });
  await world.change(session.id, { 'gone.txt': null });

  const zip = await zipOf(session.id);
  const folder = `session_${session.id}/code_workspace`;
  const manifest = `${folder}/attachments/attachments_manifest.json`;

  expect(zip?.files).toEqual({
    ...{ [`${folder}/`]: '', [manifest]: expect.any(String) },
    ...{ [`${folder}/a.json`]: '{"a":1}', [`${folder}/b.png`]: 'not text' },
  });
  expect(zip?.compressed).toEqual([manifest, `${folder}/a.json`]);
  const entries = Object.entries(JSON.parse(zip?.files[manifest] ?? ''));
  expect(entries.length).toBe(3);
  expect(entries[0]?.[1]).toMatchObject({
    ...{ kind: 'file', description: null, ref: { local_path: 'code_workspace/a.json' } },
    extra: { source: 'workspace', hook: 'workspace_scan', storage: 'reference' },
  });
});

test('paths that leave the workspace are refused whole, and uploads are no work of a run', async () => {
  const { session } = await world.open();
  const stagedId = await world.stage(session.id, 'x');
  const bad = ['../x', '/x', 'a//b', 'a/../b', 'a\\b', 'a\nb', '', '.', `${'x'.repeat(1025)}`];

  for (const path of bad) {
    const changes = [{ path: 'good.txt', stagedId }, { path }];
    await expect(world.register(session.id, changes)).rejects.toEqual(failure('BAD_INPUT'));
  }
  const ignored = await world.change(session.id, { 'attachments/x': 'x', '__pycache__/y': 'y' });

  expect(ignored).toEqual([]);
  expect(await world.events(session.id)).toEqual({ events: [], nextCursor: 0, hasMore: false });
});

test('a registration that is sent again changes nothing, and a staged file is of its session', async () => {
  const [{ session }, other] = [await world.open(), await world.open()];
  const stagedId = await world.stage(session.id, 'once');
  const changes = [{ path: 'a.txt', stagedId }];
  const elsewhere = world.register(other.session.id, changes);

  await expect(elsewhere).rejects.toEqual(failure('NOT_FOUND'));
  const twice = await Promise.all([1, 2].map(() => world.register(session.id, changes)));
  const thrice = await world.register(session.id, changes);

  expect(twice.flat().map(({ sequence }) => sequence)).toEqual([1]);
  expect(thrice).toEqual([]);
});

test('only services change a workspace, and only an operator purges', async () => {
  const { session, key } = await world.open();
  const input = { sessionId: session.id, nodeId: 'n', hook: 'h', changes: [] };
  const query = `mutation ($input: RegisterArtifactsInput!) {
    registerArtifacts(input: $input) { events { id } }
  }`;
  await world.upload(session.id, { content: 'kept' });
  await world.change(session.id, { 'a.txt': 'a' });
  await world.close(session.id, key);

  const attempt = services.ask(createAccount(), 'files', query, { input });
  await expect(attempt).rejects.toEqual(failure('FORBIDDEN'));
  await createSessionWorld(services, asOperator()).purge(session.id);
  await using store = await openFilesStore();
  const { sessionFiles } = await openSessionCollections(store);
  while (await sessionFiles.exists({ sessionId: session.id }));

  expect(await world.read(session.id, 'archive')).toBeUndefined();
  await expect(services.ask(worker, 'files', query, { input })).rejects.toEqual(notConnected);
});

test('a private session is closed to others in every place where its id goes in', async () => {
  const owner = createSessionWorld(services, createAccount());
  const { session } = await owner.open(true);
  const { id } = await owner.upload(session.id, { content: 'mine' });

  await expect(world.upload(session.id, { content: 'x' })).rejects.toEqual(notConnected);
  await expect(world.follow(session.id).next()).rejects.toEqual(failure('NOT_FOUND'));
  const query = `query ($of: [_Any!]!) {
    _entities(representations: $of) { ... on Attachment { name } }
  }`;
  const of = [{ __typename: 'Attachment', id }];
  expect(await services.ask(anonymous, 'files', query, { of })).toEqual({ _entities: [null] });
});

test('no way to a private session leads past its owner', async () => {
  const ada = createAccount();
  const owner = createSessionWorld(services, ada);
  const { session } = await owner.open(true);
  const runId = 'private-run';
  await owner.change(session.id, { 'a.txt': 'a' }, { runId });
  const of = [
    { __typename: 'WorkflowRun', id: runId },
    { __typename: 'Session', id: session.id },
  ];
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on WorkflowRun { artifacts { name session { id attachments { name } } } }
    ... on Session { id }
  } }`;
  const see = (viewer: Viewer) => services.ask(viewer, 'files', query, { of });

  const { id } = session;
  expect(await see(ada)).toEqual({
    _entities: [
      { artifacts: [{ name: 'a.txt', session: { id, attachments: [{ name: 'a.txt' }] } }] },
      { id },
    ],
  });
  for (const stranger of [anonymous, createAccount()]) {
    expect(await see(stranger)).toEqual({ _entities: [{ artifacts: [] }, null] });
  }
});

test('the files of many runs are found at once, and each run has what it changed', async () => {
  const { session } = await world.open();
  await world.change(session.id, { 'b.txt': '1', 'a.txt': '1', 'c.txt': '1' }, { runId: 'run1' });
  await world.change(session.id, { 'b.txt': '2', 'c.txt': null }, { runId: 'run2' });

  const runs = ['run2', 'run1', 'run0'].map((id) => ({ __typename: 'WorkflowRun', id }));
  const query = `query ($runs: [_Any!]!) {
    _entities(representations: $runs) { ... on WorkflowRun { artifacts { name run { id } } } }
  }`;
  const data = await services.ask(anonymous, 'files', query, { runs });

  const b = { name: 'b.txt', run: { id: 'run2' } };
  expect(data._entities).toEqual([
    { artifacts: [b] },
    { artifacts: [{ name: 'a.txt', run: { id: 'run1' } }, b] },
    { artifacts: [] },
  ]);
});

test('a content that vanishes while the archive is made is left out', async () => {
  const { session } = await world.open();
  await world.change(session.id, { 'a.txt': 'a', 'b.txt': 'b' });
  await using store = await openFilesStore();
  const { sessions, sessionFiles: collection } = await openSessionCollections(store);
  const [first] = await world.read<{ sha256: string }[]>(session.id, 'artifacts { sha256 }');
  async function* read(asked: string) {
    if (asked !== first?.sha256) throw new Failure('NOT_FOUND', 'gone');
    yield Buffer.from('still there');
  }

  const archives = createArchives({
    collection,
    sessions: createSessions(sessions),
    blobs: { read },
  });
  const { files } = await unzip(Buffer.concat(await Array.fromAsync(archives.open(session.id))));

  expect(Object.values(files).slice(2)).toEqual(['still there']);
});
