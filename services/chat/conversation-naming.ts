import type { Models } from '@tributary/runtime/models/models';
import type { Job } from '@tributary/runtime/work-queue';
import { z } from 'zod';
import type { Collections } from './collections.ts';
import type { Message } from './messages.ts';
import { writeTitle } from './naming.ts';

export interface ConversationNamingOptions {
  collections: Pick<Collections, 'conversations' | 'messages'>;
  models: Models;
}

const jobData = z.object({ messageId: z.string() });

/** Names conversations after what they began with, in the background. */
export function createConversationNaming({ collections, models }: ConversationNamingOptions) {
  async function handle({ data, signal }: Job): Promise<void> {
    const { messageId } = jobData.parse(data);
    const message = await collections.messages.findOne({ _id: messageId }).lean<Message>();
    if (!message) return;
    const name = await writeTitle(models, message.text, signal);
    // A name that a person has given meanwhile stays.
    await collections.conversations.updateOne(
      { _id: message.conversationId, nameOrigin: 'text' },
      { $set: { name, nameOrigin: 'model' } },
    );
  }

  return { handle };
}
