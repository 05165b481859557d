import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { Outbox } from '@tributary/runtime/outbox';
import type { Owned } from './access.ts';
import { toParameters } from './app-config.ts';
import type { Apps } from './apps.ts';
import type { Attachments } from './attachments.ts';
import type { Collections } from './collections.ts';
import type { Conversation } from './conversations.ts';
import { type FileReference, readFiles } from './file-rules.ts';
import type { SendMessageInput } from './generated/schema.ts';
import { readInputs } from './input-form.ts';
import type { Message } from './messages.ts';
import { cutName } from './naming.ts';
import { fillPrompt } from './prompt.ts';
import { checkChatMode, type RemoteApp, type RemoteApps } from './remote-apps.ts';

export interface SendingOptions {
  collections: Pick<Collections, 'conversations' | 'messages'>;
  apps: Pick<Apps, 'found' | 'loadConfig'>;
  remote: Pick<RemoteApps, 'findDefaultUser'>;
  attachments: Pick<Attachments, 'attach' | 'findKinds'>;
  outbox: Pick<Outbox, 'relay'>;
  viewer: Viewer;
}

const textLengthMax = 262_144;

const invalid = (message: string) => new Failure('BAD_INPUT', message, { reason: 'invalid_param' });

function readText(given: string): string {
  const text = given.replaceAll('\0', '');
  if (text.trim() === '') throw invalid('text is empty');
  if (text.length > textLengthMax) throw invalid(`text exceeds ${textLengthMax} characters`);
  return text;
}

/** Sends the viewer's messages. Everything that can be checked is checked before a write. */
export function createSending(options: SendingOptions) {
  const { collections, apps, remote, attachments, outbox, viewer } = options;

  async function findOwner(app: RemoteApp): Promise<Owned> {
    const owned = { appId: app.id, organizationId: app.organizationId };
    if (viewer.kind === 'account' || viewer.kind === 'endUser') {
      return { ...owned, authorId: viewer.id, authorKind: viewer.kind };
    }
    if (viewer.kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'nobody is signed in');
    if (viewer.kind === 'service') throw new Failure('FORBIDDEN', 'a service sends no messages');
    return { ...owned, authorId: await remote.findDefaultUser(app.id), authorKind: 'endUser' };
  }

  /** Null begins a conversation. */
  async function findConversation(id: string | undefined): Promise<Conversation | null> {
    if (id === undefined) return null;
    const found = await collections.conversations
      .findOne({ _id: id, isListed: true })
      .lean<Conversation>();
    if (found) return found;
    throw new Failure('NOT_FOUND', 'the conversation does not exist');
  }

  async function findChatApp(id: string, input: SendMessageInput): Promise<RemoteApp> {
    const app = await apps.found(id);
    checkChatMode(app);
    if (app.mode === 'AGENT_CHAT' && input.streaming === false) {
      throw invalid('an agent app answers in streaming mode only');
    }
    return app;
  }

  async function readReferences(input: SendMessageInput, config: Conversation['config']) {
    const fileIds = [...new Set(input.fileIds ?? [])];
    if (fileIds.length > 50) throw invalid('fileIds exceed 50');
    const fileKinds = fileIds.length > 0 ? await attachments.findKinds(fileIds, viewer) : [];
    return readFiles(config, { fileIds, fileKinds, files: input.files ?? [] });
  }

  async function begin(input: SendMessageInput, owner: Owned, text: string): Promise<Conversation> {
    const config = await apps.loadConfig(owner.appId);
    const inputs = readInputs(config.user_input_form, input.inputs);
    const { opening_statement } = toParameters(config);
    const createdAt = new Date();
    return {
      _id: newId(),
      ...owner,
      name: cutName(text),
      nameOrigin: 'text',
      inputs,
      status: 'normal',
      introduction: fillPrompt(opening_statement ?? '', inputs),
      config,
      isListed: false,
      createdAt,
      updatedAt: createdAt,
    };
  }

  async function draft(
    conversation: Conversation,
    owner: Owned,
    { text, autoName }: { text: string; autoName: boolean },
  ): Promise<Message> {
    const conversationId = conversation._id;
    const previous = await collections.messages
      .findOne({ conversationId })
      .sort({ createdAt: -1, _id: -1 })
      .lean<Message>();
    const id = newId();
    const at = new Date();
    const work = [
      { id: `${id}:1`, subject: 'work.generate', data: { messageId: id }, at },
      { id: `${id}:2`, subject: 'work.name', data: { messageId: id }, at },
    ];
    return {
      _id: id,
      ...owner,
      conversationId,
      parentId: previous?._id ?? null,
      text,
      inputs: conversation.inputs,
      answer: '',
      status: 'NORMAL',
      error: null,
      usage: null,
      retrieverResources: [],
      taskId: newId(),
      taskStatus: 'QUEUED',
      workerId: null,
      createdAt: at,
      stopRequestedAt: null,
      endedAt: null,
      outbox: previous || !autoName ? work.slice(0, 1) : work,
    };
  }

  /** Nothing is seen of a conversation until its message, and with it the work, is stored. */
  async function store(
    { conversation, message }: { conversation: Conversation; message: Message },
    files: readonly FileReference[],
  ): Promise<void> {
    const { _id: messageId, appId } = message;
    if (files.length > 0) await attachments.attach({ messageId, appId, files }, viewer);
    if (!conversation.isListed) await collections.conversations.create(conversation);
    await collections.messages.create(message);
    await showConversation(collections, message);
    await outbox.relay(message._id);
  }

  async function send(input: SendMessageInput) {
    const appId = input.appId || viewer.appId;
    const called = appId ? await findChatApp(appId, input) : undefined;
    const text = readText(input.text);
    const given = await findConversation(input.conversationId || undefined);
    if (!called && !given) throw invalid('appId is required to begin a conversation');
    const app = called ?? (await findChatApp(given?.appId ?? '', input));
    const owner = await findOwner(app);
    if (given && !isSame(given, owner)) {
      throw new Failure('NOT_FOUND', 'the conversation does not exist');
    }
    const conversation = given ?? (await begin(input, owner, text));
    const files = await readReferences(input, conversation.config);
    const autoName = input.autoName !== false;
    const message = await draft(conversation, owner, { text, autoName });
    await store({ conversation, message }, files);
    return { taskId: message.taskId, task: message, message };
  }

  return { send };
}

const isSame = (one: Owned, other: Owned): boolean =>
  one.appId === other.appId &&
  one.authorId === other.authorId &&
  one.authorKind === other.authorKind;

/** Lets the conversation be seen, changed when its newest message came. Twice is as good as once. */
export async function showConversation(
  { conversations }: Pick<Collections, 'conversations'>,
  { conversationId, createdAt }: Message,
): Promise<void> {
  await conversations.updateOne(
    { _id: conversationId },
    { $set: { isListed: true }, $max: { updatedAt: createdAt } },
  );
}
