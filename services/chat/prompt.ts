import { formatDocument } from '@tributary/runtime/models/documents';
import type { ModelMessage } from 'ai';
import type { Inputs } from './input-form.ts';

/** A file as a prompt needs it. */
export interface PromptFile {
  id: string;
  name: string;
  mimeType: string;
  /** Null where a file has no text. */
  text: string | null;
}

export interface PromptTurn {
  text: string;
  /** Empty for the turn that is to be answered. */
  answer: string;
  files: readonly PromptFile[];
}

export interface Prompt {
  system: string;
  messages: ModelMessage[];
}

/** Older turns, and then the ends of documents, are left out beyond this. */
export const promptLengthMax = 200_000;

/** `{{name}}` in the app's prompt stands for the form's value of that name. */
export const fillPrompt = (prompt: string, inputs: Inputs): string =>
  prompt.replace(/\{\{\s*([^{}\s]{1,100})\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(inputs, name) ? toText(inputs[name]) : whole,
  );

const toText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The turns of a conversation, oldest first, as a model reads them: the last one is answered. */
export function buildPrompt(system: string, turns: readonly PromptTurn[]): Prompt {
  const messages: ModelMessage[] = [];
  let rest = promptLengthMax - system.length;
  for (const [index, turn] of turns.toReversed().entries()) {
    const isAnswered = index > 0;
    if (isAnswered && rest < turn.text.length + turn.answer.length) break;
    rest -= turn.text.length + turn.answer.length;
    const documents: string[] = [];
    for (const file of turn.files) {
      const document = formatFile(file, Math.max(0, rest));
      rest -= document.length;
      documents.push(document);
    }
    if (isAnswered && turn.answer) messages.unshift({ role: 'assistant', content: turn.answer });
    messages.unshift({ role: 'user', content: [...documents, turn.text].join('\n\n') });
  }
  return { system, messages };
}

function formatFile({ name, mimeType, text }: PromptFile, max: number): string {
  if (text === null) return `[The attached file ${name} (${mimeType}) has no text.]`;
  return formatDocument({ name, text: text.slice(0, max) });
}
