import { Failure, type FailureCode } from '@tributary/runtime/failure';
import { toSeconds } from '../dify-fields.ts';
import type { Step } from '../endpoint.ts';
import { dataFrame } from '../sse.ts';
import { toThoughtFields } from './agent-thoughts.ts';
import type { AnswerEventsSubscription, SendMessageMutation } from './generated/operations.ts';
import { toEndFile } from './message-files.ts';
import { toMetadata } from './metadata.ts';
import { toErrorBody } from './refusal.ts';

/** What every frame of one answer begins with, in this order, behind the event's name. */
export interface Envelope {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly created_at: number;
  readonly task_id: string;
}

/** An answer as far as its stream has told of it. */
export interface AnswerState {
  readonly envelope: Envelope;
  readonly isAgent: boolean;
  /** What was sent with the question. */
  readonly files: ReturnType<typeof toEndFile>[] | null;
  /** What an agent has said so far; undefined before its round has begun. */
  readonly thought: string | undefined;
}

export function toEnvelope({ sendMessage: { taskId, message } }: SendMessageMutation): Envelope {
  return {
    conversation_id: message.conversation.id,
    message_id: message.id,
    created_at: toSeconds(message.createdAt),
    task_id: taskId,
  };
}

export function beginAnswer(start: SendMessageMutation): AnswerState {
  const { conversation, files = [] } = start.sendMessage.message;
  return {
    envelope: toEnvelope(start),
    isAgent: conversation.app.mode === 'AGENT_CHAT',
    files: files.length > 0 ? files.map(toEndFile) : null,
    thought: undefined,
  };
}

type Event = AnswerEventsSubscription['taskEvents'];

/** The frames of an event, and whether the answer ends with it. */
export function toStep(
  { taskEvents: event }: AnswerEventsSubscription,
  state: AnswerState,
): Step<AnswerState> {
  const { type } = event;
  if (type === 'ERROR') {
    return { frames: toFailedFrames(failureOfAnswer(event), state), state, isLast: true };
  }
  if (type === 'MESSAGE_END') return { frames: toEndFrames(event, state), state, isLast: true };
  const frames = [toTextFrame(event, state)];
  if (!state.isAgent) return { frames, state, isLast: false };
  if (state.thought === undefined) frames.unshift(toThoughtFrame(state, ''));
  const before = type === 'MESSAGE' ? (state.thought ?? '') : '';
  const thought = before + (event.text ?? '');
  return { frames, state: { ...state, thought }, isLast: false };
}

const toFrame = (event: string, { envelope }: AnswerState, own: object): string =>
  dataFrame({ event, ...envelope, ...own });

function toTextFrame({ type, text, reason }: Event, state: AnswerState): string {
  const answer = text ?? '';
  if (type === 'MESSAGE_REPLACE') {
    // Other reasons are our own, such as a new attempt.
    const told = reason === 'output_moderation' ? reason : '';
    return toFrame('message_replace', state, { answer, reason: told });
  }
  const id = state.envelope.message_id;
  if (state.isAgent) return toFrame('agent_message', state, { id, answer });
  return toFrame('message', state, { id, answer, from_variable_selector: null });
}

function toThoughtFrame(state: AnswerState, thought: string): string {
  const { message_id: messageId, task_id: taskId } = state.envelope;
  return toFrame('agent_thought', state, toThoughtFields({ messageId, taskId, thought }));
}

function toEndFrames({ usage, retrieverResources }: Event, state: AnswerState): string[] {
  const { envelope, files, thought } = state;
  const metadata = toMetadata(usage, retrieverResources);
  return [
    ...(thought === undefined ? [] : [toThoughtFrame(state, thought.trim())]),
    toFrame('message_end', state, { id: envelope.message_id, metadata, files }),
  ];
}

export function toFailedFrames(failure: Failure, state: AnswerState): string[] {
  const { code, status, message } = toErrorBody(failure);
  return [toFrame('error', state, { code, status, message })];
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
export function failureOfAnswer({ error }: Event): Failure {
  if (!error) return new Failure('INTERNAL', 'the answer failed');
  return new Failure(failureCodes[error.status] ?? 'INTERNAL', error.message, {
    reason: error.code,
  });
}
