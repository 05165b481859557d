import { trusted } from 'mongoose';
import type { Attachments } from './attachments.ts';
import type { Collections } from './collections.ts';
import type { Message } from './messages.ts';
import type { PromptTurn } from './prompt.ts';

export interface HistoryOptions {
  collections: Pick<Collections, 'messages'>;
  attachments: Pick<Attachments, 'read'>;
}

const turnsMax = 50;

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
  const files = await attachments.read(rows.map(({ _id }) => _id));
  return rows.map(({ text, answer }, index) => ({
    text,
    answer,
    files: files[index] ?? [],
  }));
}
