import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { QueryFilter } from 'mongoose';
import { mayRead, type Owned } from './access.ts';
import type { AppConfig } from './app-config.ts';
import type { Collections } from './collections.ts';
import type { ConversationSort, QueryConversationsArgs } from './generated/schema.ts';
import type { Inputs } from './input-form.ts';
import { listPage, type Page, readPageSize } from './paging.ts';

/** A thread of messages with one owner. */
export interface Conversation extends Owned {
  _id: string;
  name: string;
  /** `text` until a model, or a person, has named it. */
  nameOrigin: 'text' | 'model' | 'person';
  /** What the form was filled in with at the first message. */
  inputs: Inputs;
  status: string;
  introduction: string;
  /** The app's settings when the conversation began; it keeps them. */
  config: AppConfig;
  /** False until its first message is stored: nobody sees it before. */
  isListed: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface ConversationsOptions {
  collections: Pick<Collections, 'conversations'>;
  byId: RowLoader<Conversation>;
  viewer: Viewer;
}

const orders: Record<ConversationSort, { key: 'createdAt' | 'updatedAt'; direction: 1 | -1 }> = {
  CREATED_ASC: { key: 'createdAt', direction: 1 },
  CREATED_DESC: { key: 'createdAt', direction: -1 },
  UPDATED_ASC: { key: 'updatedAt', direction: 1 },
  UPDATED_DESC: { key: 'updatedAt', direction: -1 },
};

/** Conversations as the viewer may read them. */
export function createConversations({ collections, byId, viewer }: ConversationsOptions) {
  async function load(id: string): Promise<Conversation | null> {
    const conversation = await byId.load(id);
    return conversation?.isListed && mayRead(viewer, conversation) ? conversation : null;
  }

  /** The viewer's own, or all of the app that calls without a person. */
  function ownFilter(appId: string | undefined): QueryFilter<Conversation> | undefined {
    const ofApp = appId === undefined ? {} : { appId };
    const { kind, id, organizationId } = viewer;
    if (kind === 'app' && appId === viewer.appId) return ofApp;
    if (kind === 'endUser') return { authorId: id, authorKind: kind, ...ofApp };
    // An account that is in several organizations sees those of the one that it is signed in to.
    if (kind === 'account' && organizationId !== undefined) {
      return { authorId: id, authorKind: kind, organizationId, ...ofApp };
    }
    return undefined;
  }

  async function list(args: QueryConversationsArgs): Promise<Page<Conversation>> {
    const { first = 20, sort = 'UPDATED_DESC' } = args;
    const filter = ownFilter(args.appId ?? viewer.appId);
    const size = readPageSize(first);
    const after = args.after ? await findCursor(args.after, filter) : undefined;
    if (!filter) return { nodes: [], hasMore: false };
    return listPage({
      model: collections.conversations,
      filter: { ...filter, isListed: true },
      ...orders[sort],
      first: size,
      after,
    });
  }

  async function findCursor(
    id: string,
    filter: QueryFilter<Conversation> | undefined,
  ): Promise<Conversation> {
    const found =
      filter &&
      (await collections.conversations.findOne({ ...filter, _id: id }).lean<Conversation>());
    if (found) return found;
    throw new Failure('NOT_FOUND', 'there is no conversation with the id of the cursor');
  }

  /** Nobody but the account itself lists what it wrote. */
  const listOfAccount = (accountId: string, page: { first: number; after?: string | null }) =>
    viewer.kind === 'account' && viewer.id === accountId
      ? list({ first: page.first, after: page.after ?? null })
      : { nodes: [], hasMore: false };

  return { load, list, listOfAccount };
}

export type Conversations = ReturnType<typeof createConversations>;
