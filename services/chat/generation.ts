import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import type { Log } from '@tributary/runtime/log';
import type { Models } from '@tributary/runtime/models/models';
import { countTokens } from '@tributary/runtime/models/tokens';
import type { Outbox } from '@tributary/runtime/outbox';
import type { Job } from '@tributary/runtime/work-queue';
import { APICallError } from 'ai';
import { z } from 'zod';
import type { Attachments } from './attachments.ts';
import { citePassages } from './citations.ts';
import type { Collections } from './collections.ts';
import type { Conversation } from './conversations.ts';
import { type Ending, endTask, type TaskError, taskSubject } from './endings.ts';
import { readTurns } from './history.ts';
import { type Interruption, watchInterruption } from './interruption.ts';
import type { Message } from './messages.ts';
import {
  type AnswerCost,
  countPromptTokens,
  isModelFailure,
  streamAnswer,
} from './model-answer.ts';
import { buildPrompt, fillPrompt, type Prompt, type PromptTurn } from './prompt.ts';
import { createPublishedText, type PublishedText } from './published-text.ts';
import { showConversation } from './sending.ts';
import { toUsage, type Usage } from './usage.ts';

export interface GenerationOptions {
  collections: Pick<Collections, 'conversations' | 'messages'>;
  attachments: Pick<Attachments, 'list' | 'readTexts'>;
  events: Pick<EventLog, 'openWriter'>;
  outbox: Pick<Outbox, 'relay'>;
  bus: Pick<Bus, 'connection'>;
  models: Models;
  log: Log;
  runMsMax: number;
}

interface Attempt {
  message: Message;
  published: PublishedText;
  interruption: Interruption;
}

interface Task {
  turns: PromptTurn[];
  prompt: Prompt;
  isCiting: boolean;
}

const jobData = z.object({ messageId: z.string() });
const internalError: TaskError = {
  status: 500,
  code: 'internal_server_error',
  message: 'the answer could not be made',
};

/** Makes answers: one job a message, done when its end is stored and announced. */
export function createGeneration(options: GenerationOptions) {
  const { collections, attachments, events, outbox, bus, models, log, runMsMax } = options;

  async function handle(job: Job): Promise<void> {
    const { messageId } = jobData.parse(job.data);
    const message = await claim(messageId);
    if (message) {
      try {
        await make(message, job);
      } catch (error) {
        if (!isOvertaken(error)) await handBack(message);
        throw error;
      }
    }
    await outbox.relay(messageId);
  }

  async function make(message: Message, job: Job): Promise<void> {
    await showConversation(collections, message);
    const ending = await answer(message, job);
    if (!(await endTask(collections, message, ending))) await checkOvertaken(message._id);
  }

  /** From here on only this attempt can end the task; nothing is left to do once it has ended. */
  async function claim(_id: string): Promise<Message | null> {
    const workerId = newId();
    return collections.messages
      .findOneAndUpdate(
        { _id, endedAt: null },
        { $set: { workerId, taskStatus: 'RUNNING' }, $min: { startedAt: new Date() } },
        { returnDocument: 'after' },
      )
      .lean<Message>();
  }

  async function checkOvertaken(_id: string): Promise<void> {
    const isRunning = await collections.messages.exists({ _id, endedAt: null });
    if (isRunning) throw new Failure('CONFLICT', 'another worker makes the answer');
  }

  async function answer(message: Message, job: Job): Promise<Ending> {
    const drain = job.signal;
    // Before anything is waited for: a stop that comes meanwhile is not missed.
    using interruption = watchInterruption({ message, drain, collections, bus, runMsMax });
    const writer = await events.openWriter(taskSubject(message.taskId));
    const published = createPublishedText(writer);
    try {
      interruption.signal.throwIfAborted();
      const task = await prepare(message);
      return await write(task, { message, published, interruption });
    } catch (error) {
      if (isOvertaken(error)) throw error;
      if (interruption.isStop) return toStopped({ message, published });
      if (isModelFailure(error) && !drain.aborted) {
        const { code, reason, cause } = error;
        // The provider's own words may repeat a person's: its status has to do.
        const status = APICallError.isInstance(cause) ? cause.statusCode : undefined;
        log.warn({ messageId: message._id, code, reason, status }, 'model call failed');
        return toFailed({ message, published }, error);
      }
      if (drain.aborted || !job.isLast) throw error;
      log.error({ err: error, messageId: message._id }, 'answer given up');
      return toFailed({ message, published });
    }
  }

  /** Until another attempt begins, a stop need not wait for one. */
  async function handBack({ _id, workerId }: Message): Promise<void> {
    const free = { workerId: null, taskStatus: 'QUEUED' } as const;
    await collections.messages
      .updateOne({ _id, workerId, endedAt: null }, { $set: free })
      .catch((error: unknown) =>
        log.warn({ err: error, messageId: _id }, 'answer not handed back'),
      );
  }

  async function prepare(message: Message): Promise<Task> {
    const conversation = await collections.conversations
      .findOne({ _id: message.conversationId })
      .lean<Conversation>();
    const { prompt = '', retriever_resource } = conversation?.config ?? {};
    const turns = await readTurns({ collections, attachments }, message);
    return {
      turns,
      prompt: buildPrompt(fillPrompt(prompt, message.inputs), turns),
      isCiting: retriever_resource?.enabled === true && models.isLocal,
    };
  }

  async function write(task: Task, attempt: Attempt): Promise<Ending> {
    const { turns, prompt, isCiting } = task;
    const { published, interruption } = attempt;
    const { signal } = interruption;
    const publishedLength = published.length;
    let cost: AnswerCost | undefined;
    let isStopped = false;
    try {
      for await (const part of streamAnswer({ models, prompt, publishedLength, signal })) {
        if ('text' in part) await published.add(part.text);
        else cost = part.cost;
        signal.throwIfAborted();
      }
      await published.complete();
    } catch (error) {
      if (!interruption.isStop || isOvertaken(error)) throw error;
      isStopped = cost === undefined;
    }
    const tokens = {
      promptTokens: cost?.promptTokens ?? countPromptTokens(prompt),
      completionTokens: cost?.completionTokens ?? countTokens(published.text),
    };
    const retrieverResources = isCiting ? citePassages(prompt, turns) : [];
    return { answer: published.text, usage: count(attempt, tokens), retrieverResources, isStopped };
  }

  return { handle };
}

const isOvertaken = (error: unknown): boolean =>
  error instanceof Failure && error.code === 'CONFLICT';

type Written = Pick<Attempt, 'message' | 'published'>;

function count(
  { message, published }: Written,
  tokens: { promptTokens: number; completionTokens: number },
): Usage {
  const startedAt = message.startedAt ?? message.createdAt;
  return toUsage({ ...tokens, startedAt, firstTextAt: published.firstAt, endedAt: new Date() });
}

/** What was written by an attempt of which no model says what it cost. */
function toPart(written: Written) {
  const answer = written.published.text;
  const tokens = { promptTokens: 0, completionTokens: countTokens(answer) };
  return { answer, usage: count(written, tokens), retrieverResources: [] };
}

const toStopped = (written: Written): Ending => ({ ...toPart(written), isStopped: true });

function toFailed(written: Written, failure?: Failure): Ending {
  const error = failure
    ? {
        status: failure.status,
        code: failure.reason ?? internalError.code,
        message: failure.message,
      }
    : internalError;
  return { ...toPart(written), isStopped: false, error };
}
