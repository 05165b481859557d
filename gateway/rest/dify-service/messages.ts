import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { blankableId, limit, optionalId, toSeconds } from '../dify-fields.ts';
import { endpoint, ok } from '../endpoint.ts';
import { toThoughts } from './agent-thoughts.ts';
import { type AppMode, MessagesDocument, type MessagesQuery } from './generated/operations.ts';
import { toMessageFile } from './message-files.ts';
import { toRetrieverResource } from './metadata.ts';

type Message = NonNullable<MessagesQuery['conversation']>['messages']['nodes'][number];

/** What all messages of one page share. */
interface Thread {
  id: string;
  mode: AppMode;
}

export const listMessages = endpoint({
  route: 'GET /v1/messages',
  identity: { user: { in: 'query', isRequired: false }, isForChatApps: true },
  query: z.object({
    conversation_id: blankableId,
    first_id: optionalId,
    limit,
  }),
  document: MessagesDocument,
  variables: ({ query }) => ({
    conversationId: query.conversation_id ?? '',
    isGiven: query.conversation_id !== undefined,
    last: query.limit,
    before: query.first_id,
  }),
  reply: ({ conversation }, { query: { conversation_id: id, limit: size } }) => {
    if (id === undefined) return ok({ limit: size, has_more: false, data: [] });
    if (!conversation) throw new Failure('NOT_FOUND', 'the conversation does not exist');
    const { nodes, hasMore } = conversation.messages;
    const thread = { id, mode: conversation.app.mode };
    const data = nodes.map((message) => toMessage(message, thread));
    return ok({ limit: size, has_more: hasMore, data });
  },
});

export function toMessage(message: Message, { id: conversationId, mode }: Thread) {
  const createdAt = toSeconds(message.createdAt);
  const round = { messageId: message.id, taskId: message.taskId, thought: message.answer };
  return {
    id: message.id,
    conversation_id: conversationId,
    parent_message_id: message.parentId,
    inputs: message.inputs,
    query: message.text,
    answer: message.answer,
    feedback: message.feedback && { rating: message.feedback.rating },
    retriever_resources: message.retrieverResources.map((resource) => ({
      id: resource.id,
      message_id: message.id,
      ...toRetrieverResource(resource),
      created_at: createdAt,
    })),
    created_at: createdAt,
    agent_thoughts: mode === 'AGENT_CHAT' ? toThoughts(round, createdAt) : [],
    message_files: message.files.map(toMessageFile),
    status: message.status.toLowerCase(),
    error: message.error,
    extra_contents: [],
  };
}
