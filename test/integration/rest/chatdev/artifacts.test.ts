import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unzip } from '../../../zip.ts';
import { type Session, startWorld, told, upload, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ MAC_AUTO_CLEAN_ATTACHMENTS: '1' });
});
afterAll(() => world[Symbol.asyncDispose]());

interface Page {
  events: Record<string, unknown>[];
  next_cursor: number;
  has_more: boolean;
  timed_out: boolean;
}

const get = (path: string, init?: RequestInit) => fetch(`${world.url}/api/sessions/${path}`, init);

async function list({ id }: Session, query: string): Promise<Page> {
  return (await (await get(`${id}/artifact-events?${query}`)).json()) as Page;
}

const files = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ path: `f${at}.txt`, content: String(at) }));

test('without an event the answer comes when the time is over', async () => {
  await using session = await world.openSession();
  const begin = performance.now();

  expect(await list(session, 'after=7&wait_seconds=0.5')).toEqual({
    ...{ events: [], next_cursor: 7, has_more: false, timed_out: true },
  });
  expect(performance.now() - begin).toBeGreaterThanOrEqual(490);
});

test('a waiter is woken, and the socket tells the same', async () => {
  await using session = await world.openSession();
  const waiting = list(session, 'wait_seconds=30');

  await world.change(session.id, [{ path: 'out/result.json', content: '{}' }]);

  const { type, data } = await session.read();
  const { events, ...rest } = await waiting;
  const sha256 = createHash('sha256').update('{}').digest('hex');
  expect(rest).toEqual({ next_cursor: 1, has_more: false, timed_out: false });
  expect({ type, data }).toEqual({
    ...{ type: 'artifact_created', data: { session_id: session.id, events } },
  });
  expect(events).toMatchObject([
    {
      ...{ sequence: 1, change_type: 'created', path: 'code_workspace/out/result.json' },
      ...{ relative_path: 'out/result.json', size: 2, mime: 'application/json', sha256 },
      ...{ hash: `sha256:${sha256}`, node_id: 'coder', data_uri: null },
    },
  ]);
});

test('filters skip, and the cursor goes on behind what was skipped', async () => {
  await using session = await world.openSession();
  const paths = ['a.json', 'b.txt', 'c.png'];
  await world.change(
    session.id,
    paths.map((path) => ({ path, content: path })),
  );
  const named = async (query: string) => {
    const { events, next_cursor: cursor, has_more: more } = await list(session, query);
    return [events.map(({ file_name: name }) => name), cursor, more];
  };

  expect(await named('include_ext=json')).toEqual([['a.json'], 3, false]);
  expect(await named('include_ext=.PNG,txt&limit=1')).toEqual([['b.txt'], 2, true]);
  expect(await named('include_mime=image/*,')).toEqual([['c.png'], 3, false]);
  expect(await named('max_size=5&wait_seconds=0')).toEqual([['b.txt', 'c.png'], 3, false]);
});

test('sixty events come in three pages, without a gap', async () => {
  await using session = await world.openSession();
  await world.change(session.id, files(60));

  const pages: unknown[] = [];
  let after = 0;
  for (let count = 0; count < 3; count += 1) {
    const page = await list(session, `after=${after}`);
    pages.push([page.events.map(({ sequence }) => sequence), page.has_more]);
    after = page.next_cursor;
  }

  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at);
  expect(pages).toEqual([
    ...[
      [range(1, 25), true],
      [range(26, 50), true],
      [range(51, 60), false],
    ],
  ]);
});

test('a file keeps its ids, and what is deleted is told of but not served', async () => {
  await using session = await world.openSession();
  for (const content of ['one', 'two', undefined]) {
    await world.change(session.id, [{ path: 'a.txt', ...(content && { content }) }]);
  }

  const { events } = await list(session, '');
  const [id] = new Set(events.map(({ artifact_id }) => String(artifact_id)));

  expect(events.map(({ change_type }) => change_type)).toEqual(['created', 'updated', 'deleted']);
  expect(new Set(events.map(({ artifact_id }) => artifact_id)).size).toBe(1);
  expect(new Set(events.map(({ attachment_id }) => attachment_id)).size).toBe(1);
  expect(await told(get(`${session.id}/artifacts/${id}?mode=stream`))).toEqual([
    ...[404, { detail: 'Artifact not found' }],
  ]);
  expect(await told(get(`${session.id}/artifacts/${id}`))).toMatchObject([
    ...[200, { artifact_id: id, name: 'a.txt', data_uri: null }],
  ]);
});

const page = '<script>alert(1)</script>';

test('an upload is told of, and streamed whole or in part', async () => {
  await using session = await world.openSession();
  const file = new File([page], 'ä.html', { type: 'text/html' });
  const [, stored] = await told(upload(world.url, session.id, file));
  const { attachment_id: id } = stored as { attachment_id: string };
  const path = `${session.id}/artifacts/${id}`;

  expect(await told(get(path))).toMatchObject([
    200,
    {
      ...{ artifact_id: id, attachment_id: id, name: 'ä.html', mime: 'text/html', size: 25 },
      ...{ path: `code_workspace/attachments/${id}/ä.html`, extra: {} },
      data_uri: `data:text/html;base64,${Buffer.from(page).toString('base64')}`,
    },
  ]);
  const whole = await get(`${path}?mode=stream&download=yes`);
  expect([whole.status, await whole.text()]).toEqual([200, page]);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    ...{ 'content-type': 'text/html; charset=utf-8', 'content-length': '25' },
    ...{ 'content-disposition': `attachment; filename="?.html"; filename*=UTF-8''%C3%A4.html` },
    ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' },
    'cache-control': 'no-store',
  });
  const part = await get(`${path}?mode=stream`, { headers: { range: 'bytes=1-6' } });
  expect([part.status, await part.text()]).toEqual([206, 'script']);
  const beyond = await get(`${path}?mode=stream`, { headers: { range: 'bytes=25-' } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */25']);
});

test('what is unknown is not found, and a query that does not fit is refused', async () => {
  await using session = await world.openSession();
  const asked = (path: string) => told(get(path));
  const noSession = [404, { detail: 'Session not found' }];
  const noArtifact = [404, { detail: 'Artifact not found' }];

  expect(await asked('never-seen/artifact-events')).toEqual(noSession);
  expect(await asked('never-seen/artifacts/art_1')).toEqual(noSession);
  expect(await asked(`${session.id}/artifacts/art_1`)).toEqual(noArtifact);
  expect(await asked(`${session.id}/artifacts/a.b?mode=stream`)).toEqual(noArtifact);
  for (const path of ['never-seen/download', `${session.id}/download`]) {
    expect(await asked(path)).toEqual([404, { detail: 'Session directory not found' }]);
  }
  expect((await asked(`${session.id}/artifact-events?limit=0`))[0]).toBe(422);
  expect((await asked(`${session.id}/artifacts/art_1?mode=zip`))[0]).toBe(422);
});

test('up to twenty mebibytes the bytes come with what is told', async () => {
  await using session = await world.openSession();
  const most = 20_971_520;
  const paths = [most, most + 1].map((size) => [`${size}.bin`, new Uint8Array(size)] as const);
  await world.change(
    session.id,
    paths.map(([path, content]) => ({ path, content })),
  );

  const { events } = await list(session, '');
  const sizes: unknown[] = [];
  for (const { artifact_id: id } of events) {
    const [, meta] = await told(get(`${session.id}/artifacts/${id}`));
    const streamed = await get(`${session.id}/artifacts/${id}?mode=stream`);
    const uri = (meta as { data_uri: string | null }).data_uri;
    sizes.push([uri?.length ?? null, (await streamed.arrayBuffer()).byteLength]);
  }

  const prefix = 'data:application/octet-stream;base64,'.length;
  expect(sizes).toEqual([
    [prefix + 4 * Math.ceil(most / 3), most],
    [null, most + 1],
  ]);
});

test('the folder comes as a zip, in which attachments may be cleaned up at the end', async () => {
  await using session = await world.openSession();
  await upload(world.url, session.id, new File(['x'], 'note.txt'));
  await world.change(session.id, [{ path: 'a/b.txt', content: 'b' }]);
  const zip = async () => {
    const response = await get(`${session.id}/download`);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename=session_${session.id}.zip`,
    );
    const { files } = await unzip(Buffer.from(await response.arrayBuffer()));
    return Object.keys(files)
      .filter((name) => !name.endsWith('/'))
      .sort();
  };
  const folder = `session_${session.id}/code_workspace`;

  const before = await zip();
  await session.close();

  expect(before).toEqual([
    `${folder}/a/b.txt`,
    expect.stringMatching(/\/attachments\/att_[\w-]+\/note\.txt$/),
    `${folder}/attachments/attachments_manifest.json`,
  ]);
  await expect.poll(zip).toEqual([`${folder}/a/b.txt`]);
  expect(await told(fetch(`${world.url}/api/uploads/${session.id}`))).toMatchObject([
    ...[200, { attachments: {} }],
  ]);
});

test('who waits is told at once when the session ends', async () => {
  await using session = await world.openSession();
  await world.change(session.id, files(1));
  const waiting = list(session, 'after=1&wait_seconds=60');

  await session.close();

  expect(await waiting).toEqual({
    ...{ events: [], next_cursor: 1, has_more: false, timed_out: true },
  });
});
