import { z } from 'zod';
import { limit, optionalId, toSeconds } from '../dify-fields.ts';
import { endpoint, ok } from '../endpoint.ts';
import { ConversationsDocument, type ConversationsQuery } from './generated/operations.ts';

type Conversation = ConversationsQuery['conversations']['nodes'][number];

const sorts = {
  created_at: 'CREATED_ASC',
  '-created_at': 'CREATED_DESC',
  updated_at: 'UPDATED_ASC',
  '-updated_at': 'UPDATED_DESC',
} as const;
const sortNames = ['created_at', '-created_at', 'updated_at', '-updated_at'] as const;

export const listConversations = endpoint({
  route: 'GET /v1/conversations',
  identity: { user: { in: 'query', isRequired: false }, isForChatApps: true },
  query: z.object({
    last_id: optionalId,
    limit,
    sort_by: z.enum(sortNames, `must be one of ${sortNames.join(', ')}`).default('-updated_at'),
  }),
  document: ConversationsDocument,
  variables: ({ query }) => ({
    first: query.limit,
    after: query.last_id,
    sort: sorts[query.sort_by],
  }),
  reply: ({ conversations: { nodes, hasMore } }, { query }) =>
    ok({ limit: query.limit, has_more: hasMore, data: nodes.map(toConversation) }),
});

export function toConversation(conversation: Conversation) {
  return {
    id: conversation.id,
    name: conversation.name,
    inputs: conversation.inputs,
    status: conversation.status,
    introduction: conversation.introduction,
    created_at: toSeconds(conversation.createdAt),
    updated_at: toSeconds(conversation.updatedAt),
  };
}
