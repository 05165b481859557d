import { setTimeout as pause } from 'node:timers/promises';
import {
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4StreamPart,
  type LanguageModelV4Usage,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { writeLocalAnswer } from './local-answer.ts';
import { type LocalPrompt, readPrompt } from './local-prompt.ts';
import { countTokens } from './tokens.ts';

/** Answers to structured calls, by schema name: pure functions of the prompt. */
export type LocalObjects = Record<string, (prompt: LocalPrompt) => unknown>;

export interface LocalModelOptions {
  delayMs: number;
  objects: LocalObjects;
}

/** In `providerOptions`: so many characters were published before, and are written without delay. */
export const resumeBehind = (publishedLength: number) => ({ local: { publishedLength } });

/**
 * The offline model: it quotes the best passages of the documents and the conversation that the
 * prompt holds. The same prompt always gives the same text, so a takeover continues it exactly.
 */
export function createLocalModel({ delayMs, objects }: LocalModelOptions): LanguageModelV4 {
  function write({ prompt, responseFormat }: LanguageModelV4CallOptions) {
    const read = readPrompt(prompt);
    const text =
      responseFormat?.type === 'json'
        ? writeObject(read, responseFormat.name)
        : writeLocalAnswer(read);
    return { text, usage: toUsage(read.tokens, countTokens(text)) };
  }

  function writeObject(prompt: LocalPrompt, name = ''): string {
    const answer = Object.hasOwn(objects, name) ? objects[name] : undefined;
    if (answer) return JSON.stringify(answer(prompt));
    throw new UnsupportedFunctionalityError({ functionality: `objects of schema "${name}"` });
  }

  async function* stream(
    options: LanguageModelV4CallOptions,
  ): AsyncGenerator<LanguageModelV4StreamPart> {
    const { text, usage } = write(options);
    const publishedLength = publishedLengthOf(options);
    const id = 'text';
    yield { type: 'stream-start', warnings: [] };
    yield { type: 'text-start', id };
    let length = 0;
    for (const delta of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
      if (delayMs > 0 && length >= publishedLength) {
        await pause(delayMs, undefined, { signal: options.abortSignal });
      }
      options.abortSignal?.throwIfAborted();
      length += delta.length;
      yield { type: 'text-delta', id, delta };
    }
    yield { type: 'text-end', id };
    yield { type: 'finish', usage, finishReason };
  }

  return {
    specificationVersion: 'v4',
    provider: 'local',
    modelId: 'offline-extractive',
    supportedUrls: {},
    async doGenerate(options) {
      const { text, usage } = write(options);
      const words = text.match(/\S+/g)?.length ?? 0;
      // A structured call stands for no reader who watches the words come.
      if (options.responseFormat?.type !== 'json' && delayMs > 0) {
        await pause(delayMs * words, undefined, { signal: options.abortSignal });
      }
      return { content: [{ type: 'text', text }], finishReason, usage, warnings: [] };
    },
    async doStream(options) {
      return { stream: ReadableStream.from(stream(options)) };
    },
  };
}

const finishReason = { unified: 'stop', raw: 'stop' } as const;

function publishedLengthOf({ providerOptions }: LanguageModelV4CallOptions): number {
  const length = providerOptions?.local?.publishedLength;
  return typeof length === 'number' ? length : 0;
}

const toUsage = (input: number, output: number): LanguageModelV4Usage => ({
  inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: output, text: output, reasoning: 0 },
});
