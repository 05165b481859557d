import { randomUUID } from 'node:crypto';
import { openCollections } from '@tributary/files/collections';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { silentLog } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { type RemoteServer, redirectTo, reply, startRemoteServer } from './remote-server.ts';
import {
  askFile,
  askMessageFiles,
  attach,
  createAccount,
  createApp,
  createEndUser,
  download,
  type Handle,
  subscribe,
} from './world.ts';

let services: Services;
let server: RemoteServer;

const png = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489',
  'hex',
);

beforeAll(async () => {
  server = await startRemoteServer({
    '/cat.jpg': reply(png, { 'content-type': 'image/jpeg', 'content-length': png.length }),
    '/moved': redirectTo('/cat.jpg'),
    '/get': reply('%PDF-', { 'content-disposition': 'attachment; filename=report.pdf' }),
    '/inner': redirectTo('http://127.0.0.1:1/'),
    '/half': (_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    },
  });
  const allowed = `${server.host},${closed}`;
  services = await startServices(['files'], { REMOTE_FILES_ALLOW: allowed });
});
afterAll(async () => {
  await services?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** No server, no name, and a name that leads inward: one is as good as the other. */
const closed = 'localhost:1';
const unreachable = [closed, 'nobody.invalid', 'localhost:2'].map((host) => `http://${host}/a.mp3`);
const at = (path: string) => `http://${server.host}${path}`;

async function importFile<Data>(viewer: Viewer, input: object, fields = 'id'): Promise<Data> {
  const query = `mutation ($input: ImportFileInput!) { importFile(input: $input) { file { ${fields} } } }`;
  type Imported = { importFile: { file: Data } };
  return (await services.ask<Imported>(viewer, 'files', query, { input })).importFile.file;
}

test('an imported file is the upload of whoever imported it, and says where it is from', async () => {
  const [ada, eve] = [createAccount(), createAccount()];
  const fields = `id name extension mimeType declaredMimeType size kind transferMethod remoteUrl
    ownerId content`;

  const { id, content, ...file } = await importFile<{ id: string; content: Handle }>(
    ada,
    { url: at('/moved') },
    fields,
  );

  expect(file).toEqual({
    ...{ name: 'cat.jpg', extension: 'jpg', mimeType: 'image/png', declaredMimeType: 'image/jpeg' },
    ...{ size: png.length, kind: 'IMAGE', transferMethod: 'LOCAL_FILE', remoteUrl: at('/moved') },
    ownerId: ada.id,
  });
  expect(await download(services, ada, content)).toEqual(png);
  expect([await askFile(services, ada, id), await askFile(services, eve, id)]).toEqual([
    { id },
    null,
  ]);
});

test('an import is followed to its end, good or bad', async () => {
  const ada = createAccount();
  const ends = async (path: string) => {
    const uploadId = randomUUID();
    const importing = importFile<{ id: string }>(ada, { url: at(path), uploadId }).catch(
      () => null,
    );
    const query = `subscription ($uploadId: ID!) { fileProgress(uploadId: $uploadId) {
      state received total file { id } code } }`;
    const events = await Array.fromAsync(subscribe(services, ada, query, { uploadId }));
    return [await importing, (events.at(-1) as { fileProgress: unknown }).fileProgress];
  };
  const [file, stored] = await ends('/cat.jpg');
  const [none, failed] = await ends('/half');

  const size = png.length;
  expect(stored).toEqual({ state: 'STORED', received: size, total: size, file, code: null });
  expect(none).toBeNull();
  expect(failed).toEqual({
    ...{ state: 'FAILED', received: expect.any(Number), total: 10, file: null },
    code: 'UNAVAILABLE',
  });
});

test('nobody in particular imports nothing', async () => {
  const importing = importFile(anonymous, { url: at('/cat.jpg') });

  await expect(importing).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('of a remote file in a message its server is asked', async () => {
  const kim = createEndUser(createApp());
  const paths = ['/cat.jpg', '/get', '/none', '/moved'];
  const before = server.requests.length;
  const message = await attach(services, kim, [
    ...paths.map((path) => ({ url: at(path) })),
    ...unreachable.map((url) => ({ url })),
  ]);

  const fields = 'name mimeType size kind transferMethod remoteUrl';
  const [files] = await askMessageFiles(services, kim, [message], fields);

  const of = (path: string) => ({ transferMethod: 'REMOTE_URL', remoteUrl: at(path) });
  const cat = { name: 'cat.jpg', mimeType: 'image/jpeg', size: png.length, kind: 'IMAGE' };
  const unknown = { mimeType: 'application/octet-stream', size: null, kind: 'CUSTOM' };
  const pdf = { name: 'report.pdf', mimeType: 'application/pdf', size: null, kind: 'DOCUMENT' };
  expect(files).toEqual([
    { ...cat, ...of('/cat.jpg') },
    { ...pdf, ...of('/get') },
    { name: 'none', ...unknown, ...of('/none') },
    { ...cat, ...of('/moved') },
    ...unreachable.map((remoteUrl) => ({
      ...{ name: 'a.mp3', mimeType: 'audio/mpeg', size: null, kind: 'AUDIO' },
      ...{ transferMethod: 'REMOTE_URL', remoteUrl },
    })),
  ]);
  const asked = server.requests.slice(before).filter((one) => one.startsWith('GET'));
  expect(asked).toEqual(['GET /none']);
});

test.each(['http://127.0.0.1:1/a.png', 'http://169.254.169.254/', 'redirect'])(
  'a message takes no file from where nothing may be fetched: %s',
  async (address) => {
    const kim = createEndUser(createApp());
    const messageId = newId();
    const url = address === 'redirect' ? at('/inner') : address;

    const attaching = attach(services, kim, [{ url: at('/cat.jpg') }, { url }], { messageId });

    await expect(attaching).rejects.toMatchObject({ code: 'BAD_INPUT', reason: 'invalid_param' });
    expect(await askMessageFiles(services, kim, [messageId])).toEqual([[]]);
  },
);

test("a message that is somebody else's keeps nothing of what was to be attached to it", async () => {
  const [kim, eve] = [createEndUser(createApp()), createEndUser(createApp())];
  const remoteUrl = `${at('/cat.jpg')}?${newId()}`;
  const messageId = await attach(services, kim, [{ url: at('/cat.jpg') }]);

  const attaching = attach(services, eve, [{ url: remoteUrl }], { messageId });

  await expect(attaching).rejects.toMatchObject({ code: 'CONFLICT' });
  const { MONGODB_URL: url } = services.env;
  await using store = await openStore({ url, database: 'tributary_files', log: silentLog });
  const { files } = await openCollections(store);
  expect(await files.countDocuments({ remoteUrl })).toBe(0);
});
