import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { endpoint, ok } from '../endpoint.ts';
import { blankableId, limit, optionalId, toSeconds } from './fields.ts';
import { MessagesDocument, type MessagesQuery } from './generated/operations.ts';
import { toRetrieverResource } from './metadata.ts';

type Message = NonNullable<MessagesQuery['conversation']>['messages']['nodes'][number];

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
  reply: ({ conversation }, { query }) => {
    if (query.conversation_id === undefined) {
      return ok({ limit: query.limit, has_more: false, data: [] });
    }
    if (!conversation) throw new Failure('NOT_FOUND', 'the conversation does not exist');
    const { nodes, hasMore } = conversation.messages;
    const data = nodes.map((message) => toMessage(message, query.conversation_id ?? ''));
    return ok({ limit: query.limit, has_more: hasMore, data });
  },
});

export function toMessage(message: Message, conversationId: string) {
  const createdAt = toSeconds(message.createdAt);
  return {
    id: message.id,
    conversation_id: conversationId,
    parent_message_id: message.parentId,
    inputs: message.inputs,
    query: message.text,
    answer: message.answer,
    feedback: message.feedback && { rating: message.feedback.rating },
    retriever_resources: message.retrieverResources.map((resource) => ({
      id: null,
      message_id: message.id,
      ...toRetrieverResource(resource),
      created_at: createdAt,
    })),
    created_at: createdAt,
    agent_thoughts: [],
    message_files: message.files.map(toMessageFile),
    status: message.status.toLowerCase(),
    error: message.error,
    extra_contents: [],
  };
}

/** A file that the person sent; a remote one is read at its own address. */
function toMessageFile(file: Message['files'][number]) {
  return {
    id: file.id,
    filename: file.name,
    type: file.kind.toLowerCase(),
    url: file.remoteUrl ?? file.url,
    mime_type: file.declaredMimeType,
    size: file.size,
    transfer_method: file.transferMethod.toLowerCase(),
    belongs_to: 'user',
    upload_file_id: file.transferMethod === 'LOCAL_FILE' ? file.id : null,
  };
}
