import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { mayRead, type Owned } from './access.ts';
import type { Collections } from './collections.ts';
import type { ConversationMessagesArgs, MessageStatus, TaskStatus } from './generated/schema.ts';
import type { Inputs } from './input-form.ts';
import { listPage, type Page, readPageSize } from './paging.ts';
import type { Usage } from './usage.ts';

/** A passage that the answer was made from. */
export interface RetrieverResource {
  id: string;
  position: number;
  documentId: string | null;
  documentName: string;
  segmentId: string | null;
  score: number | null;
  content: string;
}

/** What a person asked, what the app answered, and the task that made the answer. */
export interface Message extends Owned {
  _id: string;
  conversationId: string;
  parentId: string | null;
  text: string;
  inputs: Inputs;
  answer: string;
  status: MessageStatus;
  error: string | null;
  usage: Usage | null;
  retrieverResources: RetrieverResource[];
  taskId: string;
  taskStatus: TaskStatus;
  /** The attempt that may end the task; a later attempt takes it over. */
  workerId: string | null;
  createdAt: Date;
  /** When the first attempt began. */
  startedAt?: Date;
  stopRequestedAt: Date | null;
  endedAt: Date | null;
  outbox: OutboxEntry[];
}

export interface MessagesOptions {
  collections: Pick<Collections, 'messages'>;
  byId: RowLoader<Message>;
  byTask: RowLoader<Message>;
  viewer: Viewer;
}

const pageSizeStandard = 20;

const invalid = (message: string) => new Failure('BAD_INPUT', message, { reason: 'invalid_param' });

/** Messages as the viewer may read them. A message's text never changes once sent. */
export function createMessages({ collections, byId, byTask, viewer }: MessagesOptions) {
  const readable = (message: Message | undefined): Message | null =>
    message && mayRead(viewer, message) ? message : null;

  const load = async (id: string) => readable(await byId.load(id));
  const loadByTask = async (taskId: string) => readable(await byTask.load(taskId));

  /** As it is now, whatever was read before. */
  async function reloadByTask(taskId: string): Promise<Message | null> {
    byTask.clear(taskId);
    return loadByTask(taskId);
  }

  async function findCursor(conversationId: string, id: string): Promise<Message> {
    const message = await load(id);
    if (message?.conversationId === conversationId) return message;
    throw new Failure('NOT_FOUND', 'the conversation has no message with the id of the cursor');
  }

  /** Who may read the conversation may read its messages: ask for it first. */
  async function list(
    conversationId: string,
    { first, last, after, before }: ConversationMessagesArgs,
  ): Promise<Page<Message>> {
    if (first != null && last != null) throw invalid('either first or last');
    if (after && (before || last != null)) throw invalid('after goes with first only');
    const isBackward = last != null || Boolean(before);
    const cursor = before || after;
    const page = await listPage({
      model: collections.messages,
      filter: { conversationId },
      key: 'createdAt',
      direction: isBackward ? -1 : 1,
      first: readPageSize(last ?? first ?? pageSizeStandard),
      after: cursor ? await findCursor(conversationId, cursor) : undefined,
    });
    return isBackward ? { ...page, nodes: page.nodes.toReversed() } : page;
  }

  return { load, loadByTask, reloadByTask, list };
}

export type Messages = ReturnType<typeof createMessages>;
