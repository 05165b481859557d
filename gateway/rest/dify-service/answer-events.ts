import { Failure, type FailureCode } from '@tributary/runtime/failure';
import type { Step } from '../endpoint.ts';
import { dataFrame } from '../sse.ts';
import { toSeconds } from './fields.ts';
import type { AnswerEventsSubscription, SendMessageMutation } from './generated/operations.ts';
import { toMetadata } from './metadata.ts';
import { toErrorBody } from './refusal.ts';

/** What every frame of one answer begins with, in this order, behind the event's name. */
export interface Envelope {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly created_at: number;
  readonly task_id: string;
}

export function toEnvelope({ sendMessage: { taskId, message } }: SendMessageMutation): Envelope {
  return {
    conversation_id: message.conversation.id,
    message_id: message.id,
    created_at: toSeconds(message.createdAt),
    task_id: taskId,
  };
}

/** The frame of an event, and whether the answer ends with it. */
export function toStep(
  { taskEvents: event }: AnswerEventsSubscription,
  envelope: Envelope,
): Step<Envelope> {
  const { type, text, reason, usage, retrieverResources } = event;
  const id = envelope.message_id;
  const step = (name: string, own: object, isLast = false): Step<Envelope> => ({
    frames: [dataFrame({ event: name, ...envelope, ...own })],
    state: envelope,
    isLast,
  });
  switch (type) {
    case 'MESSAGE':
      return step('message', { id, answer: text ?? '', from_variable_selector: null });
    case 'MESSAGE_REPLACE':
      // Other reasons are our own, such as a new attempt.
      return step('message_replace', {
        answer: text ?? '',
        reason: reason === 'output_moderation' ? reason : '',
      });
    case 'MESSAGE_END':
      return step(
        'message_end',
        { id, metadata: toMetadata(usage, retrieverResources), files: null },
        true,
      );
    case 'ERROR':
      return {
        frames: toFailedFrames(failureOfAnswer(event), envelope),
        state: envelope,
        isLast: true,
      };
  }
}

export function toFailedFrames(failure: Failure, envelope: Envelope): string[] {
  const { code, status, message } = toErrorBody(failure);
  return [dataFrame({ event: 'error', ...envelope, code, status, message })];
}

const failureCodes: Readonly<Record<number, FailureCode>> = {
  400: 'BAD_INPUT',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_TYPE',
  429: 'RATE_LIMITED',
};

/** Why an answer failed, as its last event tells. */
export function failureOfAnswer({ error }: AnswerEventsSubscription['taskEvents']): Failure {
  if (!error) return new Failure('INTERNAL', 'the answer failed');
  return new Failure(failureCodes[error.status] ?? 'INTERNAL', error.message, {
    reason: error.code,
  });
}
