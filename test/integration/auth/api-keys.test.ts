import { type Collections, openCollections } from '@tributary/auth/collections';
import { anonymous } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { silentLog as log } from '@tributary/runtime/log';
import { openStore, type Store } from '@tributary/runtime/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { readAuditLog } from './team.ts';
import { act, createKey, findKeyHolder, listAccessEvents } from './web-world.ts';
import { createApp, type KnownApp, signUp } from './world.ts';

let services: Services;
let store: Store;
let collections: Collections;
beforeAll(async () => {
  services = await startServices(['auth']);
  const { MONGODB_URL: url } = services.env;
  store = await openStore({ url, database: 'tributary_auth', log });
  collections = await openCollections(store);
});
afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await services?.[Symbol.asyncDispose]();
});

const listQuery = 'query ($id: ID!) { app(id: $id) { apiKeys { id name prefix lastUsedAt } } }';

interface ListData {
  app: { apiKeys: { id: string; lastUsedAt: string | null }[] };
}

test('a key stands for its app until it is revoked, and is never shown again', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);
  const { id, key, apiKey } = await createKey(services, viewer, app.id, ' Shop ');

  const known = await findKeyHolder(services, key);
  await act(services, viewer, 'revokeApiKey', { id });
  const revoked = await findKeyHolder(services, key);

  expect(key).toMatch(/^app-[A-Za-z0-9]{24}$/);
  expect(apiKey).toEqual({
    ...{ id, name: 'Shop', prefix: key.slice(0, 8) },
    ...{ createdAt: expect.any(String), lastUsedAt: null },
  });
  expect(known).toEqual({ keyId: id, app: { id: app.id, apiEnabled: true } });
  expect(revoked).toBeNull();
  expect(services.output.join('\n')).not.toContain(key);
});

test('a revocation is told to the gateways, and both are in the audit log without the key', async () => {
  const { viewer, email } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);
  const { id, key } = await createKey(services, viewer, appId, 'Shop');

  await act(services, viewer, 'revokeApiKey', { id });

  const event = { kind: 'apiKey', id, appId };
  await expect.poll(() => listAccessEvents(services, id)).toEqual([event]);
  const lines = await readAuditLog(services, viewer.organizationId ?? '');
  const line = { actor: `account ${email}`, target: 'apiKey Shop', details: { appId } };
  expect(lines.slice(1)).toEqual([
    { action: 'apiKey.create', ...line },
    { action: 'apiKey.revoke', ...line },
  ]);
  expect(JSON.stringify(lines)).not.toContain(key);
});

test('of two who revoke a key at once, one does', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);
  const { id } = await createKey(services, viewer, appId);
  const revoke = () => act(services, viewer, 'revokeApiKey', { id });

  const results = await Promise.allSettled([revoke(), revoke()]);

  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(revoke()).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'key does not exist',
  });
});

test('the use of a key is noted, though not each one', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id } = await createApp(services, viewer);
  const { key } = await createKey(services, viewer, id);
  const lastUse = async () => {
    const { app } = await services.ask<ListData>(viewer, 'auth', listQuery, { id });
    return app.apiKeys[0]?.lastUsedAt ?? null;
  };

  const before = await lastUse();
  await findKeyHolder(services, key);
  await expect.poll(lastUse).not.toBeNull();
  const first = await lastUse();
  await findKeyHolder(services, key);
  const second = await lastUse();

  expect(before).toBeNull();
  expect(Date.now() - Date.parse(first ?? '')).toBeLessThan(10_000);
  expect(second).toBe(first);
});

test('only a service may ask what a key stands for', async () => {
  const { viewer } = await signUp(services, 'ada');
  const query = '{ apiKeyApp(key: "app-unknown") { keyId } }';

  for (const one of [viewer, anonymous]) {
    await expect(services.ask(one, 'auth', query)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
});

test("keys are listed and revoked by the app's organization alone", async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const { id, apiKey } = await createKey(services, ada.viewer, app.id);

  const revoking = act(services, eve.viewer, 'revokeApiKey', { id });
  await expect(revoking).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const listing = services.ask(app.viewer, 'auth', listQuery, { id: app.id });
  await expect(listing).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { name, prefix } = apiKey;
  expect(await services.ask(ada.viewer, 'auth', listQuery, { id: app.id })).toEqual({
    app: { apiKeys: [{ id, name, prefix, lastUsedAt: null }] },
  });
});

/** Rows as keys leave them. */
const rowsOf = ({ id: appId, organizationId }: KnownApp, length: number) =>
  Array.from({ length }, () => {
    const _id = newId();
    return {
      ...{ _id, appId, organizationId, hash: _id, prefix: 'app-rows', name: null },
      ...{ createdAt: new Date(), lastUsedAt: null, revokedAt: null, outbox: [] },
    };
  });

test('an app has at most 100 keys; a revoked one makes room', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);
  const { id: appId } = app;
  const rows = rowsOf(app, 99);
  await collections.apiKeys.insertMany(rows);
  const last = await createKey(services, viewer, appId);

  const message = 'app has 100 keys already';
  const beyond = createKey(services, viewer, appId);
  await expect(beyond).rejects.toMatchObject({ code: 'BAD_INPUT', message });
  await act(services, viewer, 'revokeApiKey', { id: rows[0]?._id });
  const made = await createKey(services, viewer, appId);

  const { app: read } = await services.ask<ListData>(viewer, 'auth', listQuery, { id: appId });
  const listed = [...rows.slice(1).map(({ _id }) => _id), last.id, made.id].reverse();
  expect(read.apiKeys.map(({ id }) => id)).toEqual(listed);
});

test('the name of a key has at most 255 characters', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id } = await createApp(services, viewer);

  const making = createKey(services, viewer, id, 'n'.repeat(256));

  const message = 'name exceeds 255 characters';
  await expect(making).rejects.toMatchObject({ code: 'BAD_INPUT', message });
});
