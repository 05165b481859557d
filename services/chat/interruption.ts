import type { Bus } from '@tributary/runtime/bus';
import type { Collections } from './collections.ts';
import type { Message } from './messages.ts';
import { controlSubject } from './tasks.ts';

/** What ends an answer before its model does. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** A person's wish, or the limit of a run: what was written is kept. */
  readonly isStop: boolean;
}

export interface InterruptionOptions {
  message: Message;
  /** The process stops: the answer goes on elsewhere. */
  drain: AbortSignal;
  collections: Pick<Collections, 'messages'>;
  bus: Pick<Bus, 'connection'>;
  runMsMax: number;
}

/** The message that tells of a stop may be lost with the connection; the stored wish is not. */
const checkMs = 2_000;

/** Watches for a stop, for the limit of a run since its first attempt, and for the drain. */
export function watchInterruption(options: InterruptionOptions): Interruption {
  const { message, drain, collections, bus, runMsMax } = options;
  const { _id, taskId, startedAt = new Date() } = message;
  const stop = new AbortController();
  const end = () => stop.abort('stop');
  if (message.stopRequestedAt) end();
  const subscription = bus.connection.subscribe(controlSubject(taskId), {
    callback: (error) => {
      if (!error) end();
    },
  });
  const check = setInterval(async () => {
    const row = await collections.messages
      .findOne({ _id }, { stopRequestedAt: 1 })
      .lean<Message>()
      .catch(() => undefined);
    if (row?.stopRequestedAt) end();
  }, checkMs);
  const limit = setTimeout(end, Math.max(0, startedAt.getTime() + runMsMax - Date.now()));
  return {
    signal: AbortSignal.any([stop.signal, drain]),
    get isStop() {
      return stop.signal.aborted;
    },
    [Symbol.dispose]() {
      clearInterval(check);
      clearTimeout(limit);
      if (!bus.connection.isClosed()) subscription.unsubscribe();
    },
  };
}
