import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareProductServices } from '../../shared.ts';
import { account } from './players.ts';

let services: SharedServices;

beforeAll(async () => {
  services = await shareProductServices();
});
afterAll(() => services[Symbol.asyncDispose]());

async function createApp(mode: string): Promise<{ viewer: Viewer; appId: string }> {
  const email = `${newId()}@example.com`;
  const { signUp } = await services.ask<{
    signUp: { account: { id: string; organizationId: string } };
  }>(
    { id: '', kind: 'anonymous', scopes: [] },
    'auth',
    'mutation ($input: SignUpInput!) { signUp(input: $input) { account { id organizationId } } }',
    { input: { email, password: 'correct horse 1', name: 'Ada' } },
  );
  const { id, organizationId } = signUp.account;
  const viewer: Viewer = { id, kind: 'account', organizationId, scopes: [] };
  const { createApp: made } = await services.ask<{ createApp: { app: { id: string } } }>(
    viewer,
    'auth',
    'mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id } } }',
    { input: { name: 'Flow', mode } },
  );
  return { viewer, appId: made.app.id };
}

const publish = (viewer: Viewer, appId: string, definition: string) =>
  services.ask(
    viewer,
    'workflow',
    `mutation ($input: PublishWorkflowInput!) {
      publishWorkflow(input: $input) { version app { id workflowVersion } }
    }`,
    { input: { appId, definition } },
  );

const version = (viewer: Viewer, id: string) =>
  services.ask(
    viewer,
    'workflow',
    `query ($id: ID!) {
      _entities(representations: [{ __typename: "App", id: $id }]) { ... on App { workflowVersion } }
    }`,
    { id },
  );

const definition = 'graph: { id: a, nodes: [], edges: [] }';
const failure = (code: string) => expect.objectContaining({ code });

test('each definition is the next version of its app, also of two at once', async () => {
  const { viewer, appId } = await createApp('WORKFLOW');

  const none = await version(viewer, appId);
  const first = await publish(viewer, appId, definition);
  const both = await Promise.all([1, 2].map(() => publish(viewer, appId, definition)));
  const newest = await version(viewer, appId);
  const hidden = await version(account(), appId);

  const app = (workflowVersion: number | null) => ({ _entities: [{ workflowVersion }] });
  expect(none).toEqual(app(null));
  expect(first).toEqual({
    publishWorkflow: { version: 1, app: { id: appId, workflowVersion: 1 } },
  });
  expect(both.map((one) => JSON.stringify(one).match(/"version":(\d)/)?.[1]).sort()).toEqual([
    '2',
    '3',
  ]);
  expect([newest, hidden]).toEqual([app(3), app(null)]);
});

test('only a workflow app of the own organization takes a definition', async () => {
  const { viewer, appId } = await createApp('WORKFLOW');
  const chat = await createApp('CHAT');

  await expect(publish(chat.viewer, appId, definition)).rejects.toEqual(failure('NOT_FOUND'));
  await expect(publish(viewer, newId(), definition)).rejects.toEqual(failure('NOT_FOUND'));
  await expect(publish(chat.viewer, chat.appId, definition)).rejects.toEqual(failure('BAD_INPUT'));
  await expect(publish(viewer, appId, 'a: [')).rejects.toEqual(failure('BAD_INPUT'));
  const large = `${definition} # ${'x'.repeat(1_048_576)}`;
  await expect(publish(viewer, appId, large)).rejects.toEqual(failure('TOO_LARGE'));
  expect(await version(viewer, appId)).toEqual({ _entities: [{ workflowVersion: null }] });
});
