import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { ConfigError } from '../config.ts';
import { createLocalModel, type LocalObjects } from './local.ts';

export interface ModelsOptions {
  /** An OpenAI-compatible endpoint; without it the offline model answers. */
  baseUrl?: string | undefined;
  apiKey?: string | undefined;
  /** The model's name at the endpoint; required with `baseUrl`. */
  name?: string | undefined;
  /** The pause of the offline model before each word. */
  localDelayMs: number;
  /** What the offline model answers to structured calls, by schema name. */
  objects?: LocalObjects;
}

export interface Models {
  /** Give it as `model` to `streamText`, `generateText` and `generateObject`, with `callLimits`. */
  readonly language: LanguageModelV4;
  /** The model's name, as answers and logs may show it. */
  readonly name: string;
  /** The offline model: the same prompt always gives the same text. */
  readonly isLocal: boolean;
}

/** A run is cut off after this. */
export const runMsMax = 1_200_000;

/** Bounds of every model call; spread them into the `ai` SDK's call options. */
export const callLimits = {
  maxRetries: 2,
  timeout: { totalMs: runMsMax, firstChunkMs: 60_000, chunkMs: 30_000 },
} as const;

/** The language model that an installation is configured with. */
export function createModels(options: ModelsOptions): Models {
  const { baseUrl, apiKey, name, localDelayMs, objects = {} } = options;
  // The SDK would print warnings past the log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  if (!baseUrl) {
    const language = createLocalModel({ delayMs: localDelayMs, objects });
    return { language, name: language.modelId, isLocal: true };
  }
  if (!name) throw new ConfigError(['MODEL_NAME is required with MODEL_BASE_URL']);
  const provider = createOpenAICompatible({
    name: 'configured',
    baseURL: baseUrl,
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(apiKey ? { apiKey } : {}),
  });
  return { language: provider.chatModel(name), name, isLocal: false };
}
