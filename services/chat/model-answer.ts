import { Failure } from '@tributary/runtime/failure';
import { toModelFailure } from '@tributary/runtime/models/failure';
import { resumeBehind } from '@tributary/runtime/models/local';
import { callLimits, type Models } from '@tributary/runtime/models/models';
import { countTokens } from '@tributary/runtime/models/tokens';
import { streamText } from 'ai';
import type { Prompt } from './prompt.ts';

/** What an answer cost, as far as the model tells. */
export interface AnswerCost {
  promptTokens: number | undefined;
  completionTokens: number | undefined;
}

/** A piece of an answer, or at its end what it cost. */
export type AnswerPart = { text: string } | { cost: AnswerCost };

export interface AnswerOptions {
  models: Models;
  prompt: Prompt;
  /** So much was published by an earlier attempt. */
  publishedLength: number;
  signal: AbortSignal;
}

/** A model's answer as it is written. Whatever fails is a `Failure` with a documented reason. */
export async function* streamAnswer(options: AnswerOptions): AsyncGenerator<AnswerPart> {
  const { models, prompt, publishedLength, signal } = options;
  try {
    const { stream } = streamText({
      ...callLimits,
      model: models.language,
      ...(prompt.system && { instructions: prompt.system }),
      messages: prompt.messages,
      abortSignal: signal,
      providerOptions: resumeBehind(publishedLength),
      // Errors come as parts of the stream; the SDK would print them otherwise.
      onError: () => {},
    });
    for await (const part of stream) {
      if (part.type === 'text-delta') yield { text: part.text };
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new Error(`the model call was cut off: ${part.reason}`);
      if (part.type === 'finish') {
        const { inputTokens, outputTokens } = part.totalUsage;
        yield { cost: { promptTokens: inputTokens, completionTokens: outputTokens } };
      }
    }
  } catch (error) {
    throw toModelFailure(error);
  }
}

/** For an answer of which the model does not say what it cost, such as one that was cut off. */
export function countPromptTokens({ system, messages }: Prompt): number {
  const texts = messages.map(({ content }) => (typeof content === 'string' ? content : ''));
  return [system, ...texts].reduce((sum, text) => sum + countTokens(text), 0);
}

export const isModelFailure = (error: unknown): error is Failure =>
  error instanceof Failure && error.reason !== undefined && modelReasons.has(error.reason);

const modelReasons = new Set([
  'provider_not_initialize',
  'provider_quota_exceeded',
  'model_currently_not_support',
  'completion_request_error',
]);
