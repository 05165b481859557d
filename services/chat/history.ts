import { trusted } from 'mongoose';
import type { AttachedFile, Attachments } from './attachments.ts';
import type { Collections } from './collections.ts';
import type { Message } from './messages.ts';
import { type PromptFile, type PromptTurn, promptLengthMax } from './prompt.ts';

export interface HistoryOptions {
  collections: Pick<Collections, 'messages'>;
  attachments: Pick<Attachments, 'list' | 'readTexts'>;
}

const turnsMax = 50;
/** So many texts come in one reply. */
const textsMax = 10;

/**
 * The conversation up to a message, oldest first. Only what had ended when the message was sent
 * counts: so each attempt at its answer reads the same.
 */
export async function readTurns(
  { collections, attachments }: HistoryOptions,
  message: Message,
): Promise<PromptTurn[]> {
  const earlier = await collections.messages
    .find({
      conversationId: message.conversationId,
      createdAt: trusted({ $lte: message.createdAt }),
      endedAt: trusted({ $lte: message.createdAt }),
    })
    .sort({ createdAt: -1, _id: -1 })
    .limit(turnsMax)
    .lean<Message[]>();
  const rows = [...earlier.reverse(), message];
  const files = await attachments.list(rows.map(({ _id }) => _id));
  const turns = rows.map(({ text, answer }, index) => ({
    text,
    answer,
    files: files[index] ?? [],
  }));
  return readFiles(attachments, turns);
}

interface BareTurn extends Pick<PromptTurn, 'text' | 'answer'> {
  files: AttachedFile[];
}

/** Newest first, and only as much as a prompt takes: what is left out of it is not read either. */
export async function readFiles(
  { readTexts }: Pick<Attachments, 'readTexts'>,
  turns: readonly BareTurn[],
): Promise<PromptTurn[]> {
  const read: PromptTurn[] = [];
  let rest = promptLengthMax;
  for (const { files, ...turn } of turns.toReversed()) {
    rest -= turn.text.length + turn.answer.length;
    const withTexts: PromptFile[] = [];
    for (let start = 0; start < files.length; start += textsMax) {
      const some = files.slice(start, start + textsMax);
      const ids = some.map(({ id }) => id);
      const texts = rest > 0 ? await readTexts(ids, rest) : ids.map(() => '');
      withTexts.push(...some.map((file, index) => ({ ...file, text: texts[index] ?? null })));
      rest -= texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    }
    read.unshift({ ...turn, files: withTexts });
  }
  return read;
}
