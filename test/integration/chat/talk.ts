import { asService, type Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { offerStream, openStream } from '@tributary/runtime/streams';
import { z } from 'zod';
import { type Services, startServices } from '../../services.ts';
import { type SharedServices, shareProductServices } from '../../shared.ts';
import { signUp } from '../auth/world.ts';

export interface TaskEvent {
  cursor: string;
  type: string;
  text: string | null;
  stopped: boolean | null;
}

/** What the chat service says of a message once its task is over. */
export interface StoredMessage {
  answer: string;
  status: string;
  error: string | null;
  usage: { completionTokens: number; totalTokens: number } | null;
  retrieverResources: { documentName: string; content: string }[];
  task: { status: string };
}

export interface Talk<Kind extends SharedServices = SharedServices> extends AsyncDisposable {
  readonly services: Kind;
  readonly ada: Viewer;
  readonly appId: string;
  send(
    viewer: Viewer,
    input: Record<string, unknown>,
  ): Promise<{ taskId: string; messageId: string; conversationId: string }>;
  follow(viewer: Viewer, taskId: string, after?: string): AsyncIterable<TaskEvent>;
  stop(viewer: Viewer, taskId: string): Promise<void>;
  message(viewer: Viewer, id: string): Promise<StoredMessage | null>;
  /** A new end user of the app. */
  meet(sessionId: string): Promise<Viewer>;
  upload(viewer: Viewer, name: string, text: string): Promise<string>;
  configure(config: unknown): Promise<unknown>;
}

/** Somebody of another organization, whom the auth service has not heard of. */
export const account = (): Viewer => ({
  id: newId(),
  kind: 'account',
  organizationId: newId(),
  scopes: [],
});

const sent = z.object({
  sendMessage: z.object({
    taskId: z.string(),
    message: z.object({ id: z.string(), conversation: z.object({ id: z.string() }) }),
  }),
});
const event = z.object({ data: z.object({ taskEvents: z.custom<TaskEvent>() }) });

/** Over the chat service of its own, and those that it asks. */
export const startTalk = async (variables: Record<string, string>): Promise<Talk<Services>> =>
  openTalk(await startServices([['auth', 'files'], 'chat'], variables));

/** Over services that others use too. */
export const shareTalk = async (): Promise<Talk> => openTalk(await shareProductServices());

/** An app of Ada's organization, and who talks to it. */
async function openTalk<Kind extends SharedServices>(services: Kind): Promise<Talk<Kind>> {
  const { bus, ask } = services;
  const { viewer: ada } = await signUp(services, 'ada');
  const { createApp } = await ask<{ createApp: { app: { id: string } } }>(
    ada,
    'auth',
    'mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id } } }',
    { input: { name: 'An app', mode: 'CHAT' } },
  );
  const appId = createApp.app.id;

  async function* follow(viewer: Viewer, taskId: string, after?: string) {
    const query = `subscription ($taskId: ID!, $after: ID) {
      taskEvents(taskId: $taskId, after: $after) { cursor type text stopped }
    }`;
    const request = Buffer.from(JSON.stringify({ query, variables: { taskId, after } }));
    const identity = await bus.identities.sign(viewer);
    for await (const chunk of openStream(bus, 'stream.graphql.chat', request, { identity })) {
      yield event.parse(JSON.parse(Buffer.from(chunk).toString())).data.taskEvents;
    }
  }

  return {
    ...{ services, ada, appId, follow },
    async send(viewer, input) {
      const query = `mutation ($input: SendMessageInput!) {
        sendMessage(input: $input) { taskId message { id conversation { id } } }
      }`;
      const { taskId, message } = sent.parse(
        await ask(viewer, 'chat', query, { input }),
      ).sendMessage;
      return { taskId, messageId: message.id, conversationId: message.conversation.id };
    },
    async stop(viewer, taskId) {
      const query = 'mutation ($input: StopTaskInput!) { stopTask(input: $input) { taskId } }';
      await ask(viewer, 'chat', query, { input: { taskId } });
    },
    async message(viewer, id) {
      const query = `query ($id: ID!) {
        message(id: $id) {
          answer status error task { status } usage { completionTokens totalTokens }
          retrieverResources { documentName content }
        }
      }`;
      const { message } = await ask<{ message: StoredMessage | null }>(viewer, 'chat', query, {
        id,
      });
      return message;
    },
    async meet(sessionId) {
      const query = `mutation ($input: ResolveEndUserInput!) {
        resolveEndUser(input: $input) { endUser { id } }
      }`;
      const input = { appId, origin: 'service-api', sessionId };
      const { resolveEndUser } = await ask<{ resolveEndUser: { endUser: { id: string } } }>(
        asService('test'),
        'auth',
        query,
        { input },
      );
      const { organizationId } = ada;
      return { id: resolveEndUser.endUser.id, kind: 'endUser', appId, organizationId, scopes: [] };
    },
    async upload(viewer, name, text) {
      const content = (async function* () {
        yield Buffer.from(text);
      })();
      await using offer = offerStream(bus, content);
      const file = { stream: offer.subject, name, mimeType: 'text/plain' };
      const { uploadFile } = await ask<{ uploadFile: { file: { id: string } } }>(
        viewer,
        'files',
        'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { id } } }',
        { input: { file } },
      );
      return uploadFile.file.id;
    },
    configure: (config) =>
      ask(
        ada,
        'chat',
        'mutation ($input: UpdateAppConfigInput!) { updateAppConfig(input: $input) { app { id } } }',
        { input: { appId, config } },
      ),
    [Symbol.asyncDispose]: () => services[Symbol.asyncDispose](),
  };
}

/** The text that a reader of these events has. */
export const textOf = (events: readonly TaskEvent[]): string =>
  events.reduce(
    (text, { type, text: delta }) => (type === 'MESSAGE_REPLACE' ? '' : text) + (delta ?? ''),
    '',
  );
