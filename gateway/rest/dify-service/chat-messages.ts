import { Failure } from '@tributary/runtime/failure';
import { isId } from '@tributary/runtime/ids';
import { z } from 'zod';
import { flag, optionalId, toCanonicalId } from '../dify-fields.ts';
import { endpoint, ok, streamEndpoint } from '../endpoint.ts';
import {
  beginAnswer,
  failureOfAnswer,
  toEnvelope,
  toFailedFrames,
  toStep,
} from './answer-events.ts';
import {
  AnswerDocument,
  AnswerEventsDocument,
  type MessageFileInput,
  SendMessageDocument,
  StopAnswerDocument,
} from './generated/operations.ts';
import { toMetadata } from './metadata.ts';
import { modes } from './modes.ts';

const optionalText = z.string('must be a string').nullish();

const file = z.object(
  {
    type: optionalText,
    transfer_method: optionalText,
    url: optionalText,
    upload_file_id: optionalText,
  },
  'must be an object',
);

const body = z.object(
  {
    query: z.string('must be a string').min(1, 'must not be empty'),
    inputs: z.record(z.string(), z.unknown(), 'must be an object').nullish(),
    response_mode: z.enum(['streaming', 'blocking'], 'must be streaming or blocking').nullish(),
    conversation_id: optionalId,
    files: z.array(file, 'must be an array').max(100, 'has too many items').nullish(),
    auto_generate_name: flag(true),
    workflow_id: optionalText,
  },
  'must be an object',
);

/** References that say too little are dropped, as the documented server does. */
export function toFiles(files: readonly z.infer<typeof file>[]): MessageFileInput[] {
  return files
    .filter(
      ({ transfer_method: method, url }) => method && (method !== 'remote_url' || Boolean(url)),
    )
    .map(({ type, transfer_method: method, url, upload_file_id: fileId }) => ({
      type: type ?? '',
      transferMethod: method ?? '',
      url: url || undefined,
      fileId: fileId ? toCanonicalId(fileId) : undefined,
    }));
}

const user = { in: 'body', isRequired: true } as const;

export const sendMessage = streamEndpoint({
  route: 'POST /v1/chat-messages',
  identity: { user, isForChatApps: true },
  body,
  document: SendMessageDocument,
  variables: ({ body: given }) => {
    if (given.workflow_id && !isId(given.workflow_id)) {
      throw new Failure('BAD_INPUT', 'workflow_id: must be a UUID', { reason: 'bad_request' });
    }
    const files = toFiles(given.files ?? []);
    return {
      input: {
        conversationId: given.conversation_id,
        text: given.query,
        inputs: given.inputs ?? {},
        files,
        autoName: given.auto_generate_name,
        streaming: given.response_mode !== 'blocking',
      },
      // Only the end of a stream tells of them.
      withFiles: files.length > 0 && given.response_mode !== 'blocking',
    };
  },
  events: {
    document: AnswerEventsDocument,
    variables: ({ sendMessage: { taskId } }, after) => ({ taskId, after }),
    cursor: ({ taskEvents }) => taskEvents.cursor,
  },
  begin: beginAnswer,
  event: toStep,
  failed: toFailedFrames,
  keepAlive: { text: 'event: ping\n\n', everyMs: 10_000 },
  whole: {
    wanted: ({ body: given }) => given.response_mode === 'blocking',
    failure: ({ taskEvents }) =>
      taskEvents.type === 'ERROR' ? failureOfAnswer(taskEvents) : undefined,
    document: AnswerDocument,
    variables: ({ sendMessage: { message } }) => ({ messageId: message.id }),
    reply: ({ message }, start) => {
      if (!message) throw new Failure('NOT_FOUND', 'the message does not exist any more');
      const { conversation_id, message_id, created_at, task_id } = toEnvelope(start);
      return ok({
        event: 'message',
        task_id,
        id: message_id,
        message_id,
        conversation_id,
        mode: modes[message.conversation.app.mode],
        answer: message.answer,
        metadata: toMetadata(message.usage, message.retrieverResources),
        created_at,
      });
    },
  },
});

/** Any text is a task: one that is unknown, ended or somebody else's is left alone. */
export const stopAnswer = endpoint({
  route: 'POST /v1/chat-messages/:task_id/stop',
  identity: { user, isForChatApps: true },
  params: z.object({ task_id: z.string() }),
  body: z.looseObject({}, 'must be an object'),
  document: StopAnswerDocument,
  variables: ({ params }) => ({ taskId: params.task_id }),
  reply: () => ok({ result: 'success' }),
});
