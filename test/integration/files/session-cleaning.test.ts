import { anonymous } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { unzip } from '../../zip.ts';
import { administerJson } from '../admin/terminal.ts';
import { createSessionWorld } from './session-world.ts';
import { download, type Handle } from './world.ts';

let services: Services;
let world: ReturnType<typeof createSessionWorld>;

beforeAll(async () => {
  services = await startServices([['workflow', 'files']], {
    ...{ MAC_AUTO_CLEAN_ATTACHMENTS: 'YES', ARTIFACT_DATA_URI: 'off', MAX_UPLOAD_BYTES: '100' },
  });
  world = createSessionWorld(services);
});
afterAll(() => services[Symbol.asyncDispose]());

const zipOf = async (id: string) => {
  const handle = await world.read<Handle | null>(id, 'archive');
  return handle && unzip(await download(services, anonymous, handle));
};

/** Asks again until a session has no list of attachments any more. */
async function whenCleaned(id: string): Promise<void> {
  while ((await world.read<unknown[]>(id, 'attachments { id }')).length > 0);
}

test('with its end only the attachments of a session go, and the list of them', async () => {
  const { session, key } = await world.open();
  const { id } = await world.upload(session.id, { content: 'brought' });
  const [event] = await world.change(session.id, { 'made.txt': 'made' });
  const before = Object.keys((await zipOf(session.id))?.files ?? {}).length;

  await world.close(session.id, key);
  await whenCleaned(session.id);

  while ((await world.read(session.id, `artifact(id: "${id}") { id }`)) !== null);
  expect(before).toBe(4);
  expect((await zipOf(session.id))?.files).toEqual({
    [`session_${session.id}/code_workspace/`]: '',
    [`session_${session.id}/code_workspace/made.txt`]: 'made',
  });
  const made = `artifact(id: "${event?.attachmentId}") { name dataUri }`;
  expect(await world.read(session.id, made)).toEqual({ name: 'made.txt', dataUri: null });
});

test('an upload that is still under way when its session ends leaves nothing', async () => {
  const { session, key } = await world.open();
  await world.upload(session.id, { content: 'early' });
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* slow() {
    yield Buffer.from('half');
    begun.resolve();
    await goOn.promise;
    yield Buffer.from('rest');
  }

  const late = world.upload(session.id, { content: slow() });
  await begun.promise;
  await world.close(session.id, key);
  await whenCleaned(session.id);
  goOn.resolve();

  await expect(late).rejects.toEqual(expect.objectContaining({ reason: 'session_not_connected' }));
  expect(Object.keys((await zipOf(session.id))?.files ?? {}).length).toBe(1);
});

test('a purged session has nothing left, and its contents are gone', async () => {
  const { session, key } = await world.open();
  const { content } = await world.upload(session.id, { content: 'only here' });
  await world.change(session.id, { 'also.txt': 'only there' });
  await world.close(session.id, key);

  const order = ['purge-session', '--session', session.id];
  const purged = await administerJson(order, { env: services.env });
  const read = () => download(services, anonymous, content ?? { stream: '', ticket: '' });
  while (await read().catch(() => undefined));

  expect(purged).toEqual({ sessionId: session.id });
  await expect(read()).rejects.toEqual(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(await world.read(session.id, 'artifacts { id }')).toBeUndefined();
});

test('an upload beyond the limit is refused and leaves nothing', async () => {
  const { session } = await world.open();

  const upload = world.upload(session.id, { content: 'x'.repeat(101) });

  await expect(upload).rejects.toEqual(
    expect.objectContaining({ code: 'TOO_LARGE', reason: 'file_too_large' }),
  );
  expect(await world.read(session.id, 'archive')).toBeNull();
});
