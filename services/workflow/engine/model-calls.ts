import { formatDocument, type PromptDocument } from '@tributary/runtime/models/documents';
import { toModelFailure } from '@tributary/runtime/models/failure';
import { callLimits, type Models } from '@tributary/runtime/models/models';
import { generateText, type ModelMessage, NoObjectGeneratedError, Output } from 'ai';
import type { z } from 'zod';
import type { StatBody } from '../items.ts';
import { retry } from './retries.ts';

export interface ModelPrompt {
  instructions: string;
  /** Oldest first. */
  history?: readonly { role: 'user' | 'assistant'; content: string }[];
  documents: readonly PromptDocument[];
  question: string;
}

/** What a step learned from the model, and what that took. */
export interface Answer<Value> {
  value: Value;
  calls: StatBody[];
}

/** The model does not answer, however often it is asked. */
export class ModelUnusable extends Error {
  override readonly name = 'ModelUnusable';
  readonly calls: StatBody[];

  constructor(cause: unknown, calls: StatBody[]) {
    super(toModelFailure(cause).message, { cause });
    this.calls = calls;
  }
}

/** A structured answer: the schema's name says which it is, to the offline model too. */
export interface Shape<Value> {
  name: string;
  schema: z.ZodType<Value>;
  /** What else must hold; the text goes back to the model. */
  problem?(value: Value): string | undefined;
}

const repairsMax = 2;
const outputTokensMax = 8_000;

interface Usage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
}

/** Calls of the model for one round; none goes on when the round is over. */
export function createModelCalls({ models, signal }: { models: Models; signal: AbortSignal }) {
  /** One call with its retries; its statistics are noted whether it succeeds or not. */
  async function call<Result extends { text: string; usage: Usage }>(
    messages: ModelMessage[],
    calls: StatBody[],
    run: () => Promise<Result>,
  ): Promise<Result> {
    const startedAt = performance.now();
    let errorCount = 0;
    const note = (text: string, usage: Usage | undefined) =>
      calls.push(
        toStat(models.name, messages, text, usage, {
          errorCount,
          processingTime: (performance.now() - startedAt) / 1_000,
        }),
      );
    try {
      const result = await retry(run, { signal, onError: () => errorCount++ });
      note(result.text, result.usage);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (NoObjectGeneratedError.isInstance(error)) note(error.text ?? '', error.usage);
      else note('', undefined);
      throw error;
    }
  }

  async function text(prompt: ModelPrompt): Promise<Answer<string>> {
    const calls: StatBody[] = [];
    const messages = toMessages(prompt);
    try {
      const result = await call(messages, calls, () =>
        generateText({ ...options(prompt), messages }),
      );
      return { value: result.text, calls };
    } catch (error) {
      signal.throwIfAborted();
      throw new ModelUnusable(error, calls);
    }
  }

  /** The value is undefined if the model does not manage the form, though told twice. */
  async function object<Value>(
    prompt: ModelPrompt,
    { name, schema, problem }: Shape<Value>,
  ): Promise<Answer<Value | undefined>> {
    const calls: StatBody[] = [];
    const messages = toMessages(prompt);
    for (let attempt = 0; attempt <= repairsMax; attempt++) {
      try {
        const { output } = await call(messages, calls, () =>
          generateText({ ...options(prompt), messages, output: Output.object({ schema, name }) }),
        );
        const wrong = problem?.(output);
        if (wrong === undefined) return { value: output, calls };
        messages.push(...toRepair(JSON.stringify(output), wrong));
      } catch (error) {
        signal.throwIfAborted();
        if (!NoObjectGeneratedError.isInstance(error)) throw new ModelUnusable(error, calls);
        messages.push(...toRepair(error.text ?? '', 'it does not have the form of the schema'));
      }
    }
    return { value: undefined, calls };
  }

  const options = ({ instructions }: ModelPrompt) => ({
    model: models.language,
    instructions,
    abortSignal: signal,
    maxOutputTokens: outputTokensMax,
    ...callLimits,
    maxRetries: 0,
  });

  return { text, object };
}

export type ModelCalls = ReturnType<typeof createModelCalls>;

function toMessages({ history = [], documents, question }: ModelPrompt): ModelMessage[] {
  const content = [...documents.map(formatDocument), question].join('\n\n');
  return [...history, { role: 'user', content }];
}

const toRepair = (answer: string, problem: string): ModelMessage[] => [
  { role: 'assistant', content: answer || '(no answer)' },
  { role: 'user', content: `That cannot be used: ${problem}. Answer again, with the JSON alone.` },
];

function toStat(
  model: string,
  messages: readonly ModelMessage[],
  text: string,
  usage: Usage | undefined,
  measured: { errorCount: number; processingTime: number },
): StatBody {
  const inputTokens = usage?.inputTokens ?? 0;
  const outputTokens = usage?.outputTokens ?? 0;
  return {
    messageId: null,
    type: 'model_call',
    model,
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    bytesSent: Buffer.byteLength(JSON.stringify(messages)),
    bytesReceived: Buffer.byteLength(text),
    ...measured,
  };
}
