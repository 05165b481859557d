import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareServices } from '../../shared.ts';
import {
  askEntities,
  createApp,
  gateway,
  resolveEndUser,
  resolveEndUserMutation,
  signUp,
} from './world.ts';

let services: SharedServices;
beforeAll(async () => {
  services = await shareServices(['auth'], { RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

test('an end user is one person by app, origin and session id, also when made at once', async () => {
  const { viewer } = await signUp(services, 'ada');
  const app = await createApp(services, viewer);

  const people = await Promise.all(
    Array.from({ length: 8 }, () => resolveEndUser(services, app, 'kim')),
  );
  const other = await services.ask<{ resolveEndUser: { endUser: { id: string } } }>(
    gateway,
    'auth',
    resolveEndUserMutation,
    { input: { appId: app.id, origin: 'web-app', sessionId: 'kim' } },
  );

  const ids = new Set(people.map(({ id }) => id));
  expect(ids.size).toBe(1);
  expect(ids.has(other.resolveEndUser.endUser.id)).toBe(false);
});

test.each([
  [{ appId: 'unknown' }, 'NOT_FOUND', 'app does not exist'],
  [{ sessionId: '' }, 'BAD_INPUT', 'sessionId needs at least 1 characters'],
  [{ sessionId: 's'.repeat(256) }, 'BAD_INPUT', 'sessionId exceeds 255 characters'],
  [
    { origin: 'Nowhere!' },
    'BAD_INPUT',
    'origin needs 1 to 32 lower-case letters, digits and dashes',
  ],
])('an end user with a bad field is refused (%#)', async (change, code, message) => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);
  const input = { appId, origin: 'service-api', sessionId: 'kim', ...change };

  const asking = services.ask(gateway, 'auth', resolveEndUserMutation, { input });

  await expect(asking).rejects.toMatchObject({ code, message });
});

test('only a service names end users', async () => {
  const { viewer } = await signUp(services, 'ada');
  const { id: appId } = await createApp(services, viewer);
  const input = { appId, origin: 'service-api', sessionId: 'kim' };

  const asking = services.ask(viewer, 'auth', resolveEndUserMutation, { input });

  await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('an end user is seen by itself, its app and the organization', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  const app = await createApp(services, ada.viewer);
  const [kim, lee] = await Promise.all([
    resolveEndUser(services, app, 'kim'),
    resolveEndUser(services, app, 'lee'),
  ]);
  const request = { type: 'EndUser', ids: [kim.id], fields: 'sessionId' };

  const answers = await Promise.all(
    [kim, app.viewer, ada.viewer, lee, eve.viewer].map((viewer) =>
      askEntities(services, viewer, 'auth', request),
    ),
  );

  const seen = [{ sessionId: 'kim' }];
  expect(answers).toEqual([seen, seen, seen, [null], [null]]);
});
