import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import type { Viewer } from '@tributary/runtime/identity';
import { countTokens } from '@tributary/runtime/models/tokens';
import type { Outbox } from '@tributary/runtime/outbox';
import { mayStop } from './access.ts';
import type { Collections } from './collections.ts';
import { endTask, type TaskFact, taskSubject } from './endings.ts';
import type { Message, Messages } from './messages.ts';
import { joinText } from './published-text.ts';
import { toUsage } from './usage.ts';

export interface TasksOptions {
  collections: Pick<Collections, 'messages'>;
  messages: Pick<Messages, 'loadByTask'>;
  events: Pick<EventLog, 'list'>;
  outbox: Pick<Outbox, 'relay'>;
  bus: Pick<Bus, 'connection'>;
  viewer: Viewer;
}

export const controlSubject = (taskId: string): string => `control.task.${taskId}`;

/** The making of answers: each is part of its message. */
export function createTasks({ collections, messages, events, outbox, bus, viewer }: TasksOptions) {
  async function stop(taskId: string): Promise<{ taskId: string }> {
    const message = await messages.loadByTask(taskId);
    if (message && !message.endedAt && mayStop(viewer, message)) await request(message);
    return { taskId };
  }

  /** The wish is stored for whoever takes the task up, and told to whoever works on it. */
  async function request({ _id, taskId }: Message): Promise<void> {
    const current = await collections.messages
      .findOneAndUpdate(
        { _id, endedAt: null },
        { $set: { stopRequestedAt: new Date() } },
        { returnDocument: 'after' },
      )
      .lean<Message>();
    if (!current) return;
    if (!bus.connection.isClosed()) bus.connection.publish(controlSubject(taskId));
    if (current.workerId === null) await endQueued(current);
  }

  /** Nobody works on it: it ends here, unless a worker begins meanwhile and sees the wish. */
  async function endQueued(message: Message): Promise<void> {
    const kept = await events.list(taskSubject(message.taskId));
    const answer = joinText(kept.map(({ data }) => data as TaskFact));
    const usage = toUsage({
      promptTokens: 0,
      completionTokens: countTokens(answer),
      startedAt: message.startedAt ?? message.createdAt,
      firstTextAt: kept[0]?.time,
      endedAt: new Date(),
    });
    const ending = { answer, usage, retrieverResources: [], isStopped: true };
    if (await endTask(collections, message, ending)) await outbox.relay(message._id);
  }

  return { stop, load: messages.loadByTask };
}
