import type { EventLog, StoredEvent } from '@tributary/runtime/event-log';
import { Failure } from '@tributary/runtime/failure';
import type { Outbox } from '@tributary/runtime/outbox';
import { type TaskError, type TaskFact, taskSubject, toEndFact } from './endings.ts';
import type { Message, Messages, RetrieverResource } from './messages.ts';
import { joinText } from './published-text.ts';
import type { Usage } from './usage.ts';

/** A fact about a task, with the cursor behind which a reader goes on. */
export interface TaskEvent {
  cursor: string;
  type: TaskFact['type'];
  taskId: string;
  text: string | null;
  reason: string | null;
  usage: Usage | null;
  retrieverResources: RetrieverResource[] | null;
  stopped: boolean | null;
  error: TaskError | null;
  createdAt: Date;
  /** As it was when the reader came, with which all but the last event agrees; null with that. */
  message: Message | null;
}

export interface TaskEventsOptions {
  messages: Pick<Messages, 'reloadByTask'>;
  events: Pick<EventLog, 'read' | 'list'>;
  outbox: Pick<Outbox, 'relay'>;
}

const isEnd = ({ type }: TaskFact): boolean => type === 'MESSAGE_END' || type === 'ERROR';
const factOf = ({ data }: StoredEvent): TaskFact => data as TaskFact;

function toTaskEvent(message: Message, { cursor, data }: StoredEvent): TaskEvent {
  const { taskId } = message;
  const { type, text, reason, usage, retrieverResources, stopped, error, at } = data as TaskFact;
  return {
    cursor,
    type,
    taskId,
    text: text ?? null,
    reason: reason ?? null,
    usage: usage ?? null,
    retrieverResources: retrieverResources ?? null,
    stopped: stopped ?? null,
    error: error ?? null,
    createdAt: new Date(at),
    message: isEnd(data as TaskFact) ? null : asOf(message),
  };
}

const asOf = (message: Message): Message =>
  message.endedAt ? message : { ...message, taskStatus: 'RUNNING' };

/** What happens to the answers that the viewer may read. */
export function createTaskEvents({ messages, events, outbox }: TaskEventsOptions) {
  async function follow(
    taskId: string,
    after?: string | null,
  ): Promise<AsyncIterableIterator<TaskEvent>> {
    const message = await messages.reloadByTask(taskId);
    if (!message) throw new Failure('NOT_FOUND', 'the task does not exist');
    if (message.endedAt) {
      // A reader that has the end already must not wait for another one.
      if (message.outbox.length > 0) await outbox.relay(message._id);
      return replay(message, readCursor(after));
    }
    return untilEnd(message, events.read(taskSubject(taskId), { after }));
  }

  /** The events of a task that is over; its stored state where they are no longer kept. */
  async function* replay(message: Message, after: number): AsyncGenerator<TaskEvent> {
    const { taskId } = message;
    const kept = await events.list(taskSubject(taskId));
    const isWhole =
      kept.some((event) => isEnd(factOf(event))) &&
      (message.error !== null || joinText(kept.map(factOf)).trim() === message.answer);
    if (!isWhole && after > 0) throw expired(after);
    const found = isWhole ? kept : toStoredState(message);
    for (const event of found) {
      if (Number(event.cursor) > after) yield toTaskEvent(message, event);
    }
  }

  return { follow };
}

/** Passes on what a reader gives up to the end of the task, and then returns it. */
function untilEnd(
  message: Message,
  source: AsyncIterableIterator<StoredEvent>,
): AsyncIterableIterator<TaskEvent> {
  const done = { done: true, value: undefined } as const;
  let isOver = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { value } = isOver ? done : await source.next();
      if (!value) return done;
      if (isEnd(factOf(value))) {
        isOver = true;
        await source.return?.();
      }
      return { done: false, value: toTaskEvent(message, value) };
    },
    async return() {
      await source.return?.();
      return done;
    },
  };
}

function toStoredState(message: Message): StoredEvent[] {
  const { answer, usage, retrieverResources, taskStatus, error } = message;
  const time = message.endedAt ?? message.createdAt;
  const failure = error === null ? undefined : { ...unknownError, message: error };
  const isStopped = taskStatus === 'STOPPED';
  const end = toEndFact({ answer, usage, retrieverResources, isStopped, error: failure }, time);
  const whole: TaskFact = { type: 'MESSAGE_REPLACE', text: answer, reason: '', at: time.getTime() };
  // No event has these places, which are before all that are kept.
  return [whole, end].map((data, index) => ({ cursor: String(index + 1), data, time }));
}

const unknownError = { status: 500, code: 'internal_server_error' };

function readCursor(after: string | null | undefined): number {
  if (!after) return 0;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new Failure('BAD_INPUT', 'the cursor is not one that was handed out');
}

const expired = (cursor: number) =>
  new Failure(
    'BAD_INPUT',
    `cursor ${cursor} is older than the events that are kept: read the stored state instead`,
    { reason: 'cursor_expired' },
  );
