import { newId } from '@tributary/runtime/ids';
import { choosePassages } from '@tributary/runtime/models/local-answer';
import { readPrompt } from '@tributary/runtime/models/local-prompt';
import type { RetrieverResource } from './messages.ts';
import type { Prompt, PromptTurn } from './prompt.ts';

/** The passages that the offline model quotes, with the files that they are from. */
export function citePassages({ messages }: Prompt, turns: readonly PromptTurn[]) {
  const files = turns.flatMap((turn) => turn.files);
  const read = readPrompt(
    messages.map(({ role, content }) => {
      const text = typeof content === 'string' ? content : '';
      const parts = [{ type: 'text' as const, text }];
      return role === 'assistant' ? { role, content: parts } : { role: 'user', content: parts };
    }),
  );
  return choosePassages(read).map(({ name, text, position, score }, index): RetrieverResource => {
    const documentId = files.findLast((file) => file.name === name)?.id ?? null;
    return {
      id: newId(),
      position: index + 1,
      documentId,
      documentName: name,
      segmentId: documentId && `${documentId}:${position}`,
      score,
      content: text,
    };
  });
}
