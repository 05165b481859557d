import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { type PromptDocument, parseDocuments } from './documents.ts';
import { countTokens } from './tokens.ts';

export interface LocalTurn {
  role: 'user' | 'assistant';
  text: string;
}

/** A prompt as the offline model reads it. */
export interface LocalPrompt {
  system: string;
  /** The last thing the person said, without documents. */
  query: string;
  /** What was said before that, oldest first. */
  history: LocalTurn[];
  /** Of all turns; those given last come first. */
  documents: PromptDocument[];
  readonly tokens: number;
}

/** Takes a prompt apart into instructions, turns and delimited documents. */
export function readPrompt(prompt: LanguageModelV4Prompt): LocalPrompt {
  const system: string[] = [];
  const turns: LocalTurn[] = [];
  const documents: PromptDocument[] = [];
  const texts = prompt.map(textOf);
  for (const [index, { role }] of prompt.entries()) {
    const found = parseDocuments(texts[index] ?? '');
    documents.unshift(...found.documents);
    if (role === 'system') system.push(found.rest);
    else if (role !== 'tool') turns.push({ role, text: found.rest });
  }
  const query = turns.at(-1)?.role === 'user' ? turns.pop()?.text : undefined;
  return {
    system: system.join('\n\n'),
    query: query ?? '',
    history: turns,
    documents,
    get tokens() {
      return texts.reduce((sum, text) => sum + countTokens(text), 0);
    },
  };
}

function textOf({ content }: LanguageModelV4Message): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n');
}
