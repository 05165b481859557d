import type { Collections } from './collections.ts';
import type { Message, RetrieverResource } from './messages.ts';
import type { Usage } from './usage.ts';

export interface TaskError {
  /** As the documented APIs give them. */
  status: number;
  code: string;
  message: string;
}

/** How a task ended. */
export interface Ending {
  answer: string;
  usage: Usage | null;
  retrieverResources: RetrieverResource[];
  isStopped: boolean;
  error?: TaskError | undefined;
}

/** A fact about a task, as it is kept on `event.task.<taskId>`. */
export interface TaskFact {
  type: 'MESSAGE' | 'MESSAGE_REPLACE' | 'MESSAGE_END' | 'ERROR';
  text?: string;
  reason?: string;
  usage?: Usage | null;
  retrieverResources?: RetrieverResource[];
  stopped?: boolean;
  error?: TaskError;
  /** Epoch milliseconds. */
  at: number;
}

export const taskSubject = (taskId: string): string => `event.task.${taskId}`;

export function toEndFact({ usage, retrieverResources, isStopped, error }: Ending, at: Date) {
  const fact: TaskFact = error
    ? { type: 'ERROR', error, at: at.getTime() }
    : { type: 'MESSAGE_END', usage, retrieverResources, stopped: isStopped, at: at.getTime() };
  return fact;
}

/**
 * Stores the end of a task and what is to be announced of it in one write. False when it has ended
 * before, or belongs to another attempt: so it ends once.
 */
export async function endTask(
  { messages }: Pick<Collections, 'messages'>,
  { _id, taskId, workerId }: Pick<Message, '_id' | 'taskId' | 'workerId'>,
  ending: Ending,
): Promise<boolean> {
  const { answer, usage, retrieverResources, isStopped, error } = ending;
  const endedAt = new Date();
  const data = toEndFact(ending, endedAt);
  const { matchedCount } = await messages.updateOne(
    { _id, workerId, endedAt: null },
    {
      $set: {
        answer: answer.trim(),
        usage,
        retrieverResources,
        status: error ? 'ERROR' : 'NORMAL',
        error: error?.message ?? null,
        taskStatus: error ? 'FAILED' : isStopped ? 'STOPPED' : 'SUCCEEDED',
        endedAt,
      },
      $push: { outbox: { id: `${_id}:3`, subject: taskSubject(taskId), data, at: endedAt } },
    },
  );
  return matchedCount > 0;
}
