import type { Store } from '@tributary/runtime/store';
import { type Model, Schema } from 'mongoose';
import type { AppRow } from './apps.ts';
import type { Conversation } from './conversations.ts';
import type { Message } from './messages.ts';

export interface Collections {
  apps: Model<AppRow>;
  conversations: Model<Conversation>;
  messages: Model<Message>;
}

const text = { type: String, required: true };
/** A text that may be empty, which mongoose does not call given. */
const anyText = { type: String, default: '' };
const optionalText = { type: String, default: null };
const time = { type: Date, required: true };
const optionalTime = { type: Date, default: null };
const free = { type: Schema.Types.Mixed, required: true };
const optionalFree = { type: Schema.Types.Mixed, default: null };
const freeList = { type: Schema.Types.Mixed, default: () => [] };

const owned = { authorId: text, authorKind: text, appId: text, organizationId: text };

const appSchema = new Schema<AppRow>({
  _id: text,
  config: free,
  version: { type: Number, required: true },
  updatedAt: time,
});

const conversationSchema = new Schema<Conversation>({
  _id: text,
  ...owned,
  name: anyText,
  nameOrigin: text,
  inputs: free,
  status: text,
  introduction: anyText,
  config: free,
  isListed: { type: Boolean, required: true },
  createdAt: time,
  updatedAt: time,
});

const messageSchema = new Schema<Message>({
  _id: text,
  ...owned,
  conversationId: text,
  parentId: optionalText,
  text,
  inputs: free,
  answer: anyText,
  status: text,
  error: optionalText,
  usage: optionalFree,
  retrieverResources: freeList,
  taskId: text,
  taskStatus: text,
  workerId: optionalText,
  createdAt: time,
  startedAt: Date,
  stopRequestedAt: optionalTime,
  endedAt: optionalTime,
  outbox: freeList,
})
  .index({ conversationId: 1, createdAt: 1, _id: 1 })
  .index({ taskId: 1 }, { unique: true })
  .index({ 'outbox.0.id': 1 }, { sparse: true });

for (const owner of [['authorId', 'appId'], ['authorId'], ['appId']]) {
  for (const key of ['updatedAt', 'createdAt']) {
    const fields = [...owner, key, '_id'].map((field) => [field, 1 as const]);
    conversationSchema.index(Object.fromEntries(fields));
  }
}

/** The collections of the chat service, with their indexes built. */
export async function openCollections(store: Store): Promise<Collections> {
  const [apps, conversations, messages] = await Promise.all([
    store.model('apps', appSchema),
    store.model('conversations', conversationSchema),
    store.model('messages', messageSchema),
  ]);
  return { apps, conversations, messages };
}
