import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { asService } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';

type Bus = Parameters<typeof askService>[0];

const appReply = z.object({
  app: z.object({ id: z.string(), mode: z.string(), organizationId: z.string() }).nullable(),
});
const endUserReply = z.object({
  resolveEndUser: z.object({ endUser: z.object({ id: z.string() }) }),
});

/** An app as the auth service knows it. */
export type RemoteApp = NonNullable<z.infer<typeof appReply>['app']>;

export interface RemoteApps {
  /** Null when there is no such app, or none that the viewer may know of. */
  find(id: string, viewer: Viewer): Promise<RemoteApp | null>;
  /** Who acts when an app is called without a person. */
  findDefaultUser(appId: string): Promise<string>;
}

const rememberedMs = 5_000;
const rememberedMax = 10_000;

const appQuery = 'query ($id: ID!) { app(id: $id) { id mode organizationId } }';
const defaultUserMutation = `mutation ($input: ResolveEndUserInput!) {
  resolveEndUser(input: $input) { endUser { id } }
}`;

/** Asks the auth service about apps; an answer is good for a few seconds. */
export function createRemoteApps(bus: Bus): RemoteApps {
  const remembered = new Map<string, { app: RemoteApp; until: number }>();
  const defaultUsers = new Map<string, string>();

  async function find(id: string, viewer: Viewer): Promise<RemoteApp | null> {
    const key = [viewer.kind, viewer.id, viewer.appId, viewer.organizationId, id].join(' ');
    const known = remembered.get(key);
    if (known && known.until > Date.now()) return known.app;
    remembered.delete(key);
    const variables = { id };
    const { app } = appReply.parse(
      await askService(bus, 'auth', { query: appQuery, variables }, { viewer }),
    );
    if (app) remember(remembered, key, { app, until: Date.now() + rememberedMs });
    return app;
  }

  async function findDefaultUser(appId: string): Promise<string> {
    const known = defaultUsers.get(appId);
    if (known) return known;
    const input = { appId, origin: 'service-api', sessionId: 'DEFAULT-USER' };
    const request = { query: defaultUserMutation, variables: { input } };
    const reply = await askService(bus, 'auth', request, { viewer: asService('chat') });
    const { id } = endUserReply.parse(reply).resolveEndUser.endUser;
    remember(defaultUsers, appId, id);
    return id;
  }

  return { find, findDefaultUser };
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= rememberedMax) map.delete(map.keys().next().value ?? '');
  map.set(key, value);
}

const chatModes = new Set(['CHAT', 'AGENT_CHAT', 'ADVANCED_CHAT']);

export function checkChatMode({ mode }: RemoteApp): void {
  if (chatModes.has(mode)) return;
  throw new Failure('BAD_INPUT', 'the app is not a chat app', { reason: 'not_chat_app' });
}
