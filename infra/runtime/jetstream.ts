import { setTimeout as pause } from 'node:timers/promises';
import {
  headers,
  type JetStreamManager,
  type MsgRequest,
  type NatsConnection,
  NatsError,
  type StoredMsg,
} from 'nats';
import { Failure } from './failure.ts';
import {
  apiCode,
  code,
  ensureStream,
  messageBytesMax,
  type StreamLimits,
} from './jetstream-setup.ts';
import type { Link } from './link.ts';
import type { Wire } from './wire.ts';

/** What a part of the runtime needs of the bus to reach JetStream. */
export type JetStreamAccess = Pick<Wire, 'connection' | 'link' | 'log'>;

export interface Publication {
  subject: string;
  data: Uint8Array;
  /** The message id, by which a message that was sent twice is stored once. */
  id: string;
  /** The sequence that must be the subject's last, 0 for none; without it any may be. */
  after?: number;
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface LastMessage {
  sequence: number;
  id: string;
  time: Date;
}

export interface RetryOptions {
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** One JetStream stream: kept in being, and reached again after each outage. */
export interface JetStream extends JetStreamAccess {
  readonly name: string;
  readonly manager: JetStreamManager;
  /** Those that take events of it in this process now. */
  readonly readers: Set<object>;
  /** Resolves to the sequence once stored; undefined when another message is the subject's last. */
  publish(publication: Publication): Promise<number | undefined>;
  last(subject: string): Promise<LastMessage | undefined>;
  /** The message of a sequence, if it is kept. */
  get(sequence: number): Promise<StoredMsg | undefined>;
  /** Tries again through outages; what does not succeed in time fails as UNAVAILABLE. */
  retry<Value>(attempt: () => Promise<Value>, options?: RetryOptions): Promise<Value>;
}

/** Headers count too. */
const dataBytesMax = messageBytesMax - 4_096;
const answerMsMax = 2_000;
const waitMsStandard = 30_000;
const pauseMsMax = 1_000;

/** Opens a stream of JetStream and makes it, or brings its limits up to date, where needed. */
export async function openJetStream(
  { connection, link, log }: JetStreamAccess,
  options: StreamLimits,
): Promise<JetStream> {
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: answerMsMax });
  const ensure = () => ensureStream({ manager, connection, log }, options);

  async function retry<Value>(
    attempt: () => Promise<Value>,
    { waitMs = waitMsStandard, signal }: RetryOptions = {},
  ): Promise<Value> {
    const deadline = Date.now() + waitMs;
    let pauseMs = 50;
    for (;;) {
      let cause: unknown;
      try {
        await link.whenUp(deadline, signal);
        return await unlessDown(link, attempt);
      } catch (error) {
        if (!isPassing(error) && !signal?.aborted) throw error;
        cause = error;
        if (isMissing(error)) await ensure().catch((problem) => log.debug(problem, 'stream'));
      }
      const isOver = Date.now() + pauseMs > deadline || signal?.aborted || connection.isClosed();
      if (isOver) throw new Failure('UNAVAILABLE', `${options.name} does not answer`, { cause });
      await pause(pauseMs, undefined, signal && { signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, pauseMsMax);
    }
  }

  async function find(query: MsgRequest): Promise<StoredMsg | undefined> {
    try {
      return await manager.streams.getMessage(options.name, query);
    } catch (error) {
      if (apiCode(error) === code.messageNotFound) return undefined;
      throw error;
    }
  }

  const get = (sequence: number): Promise<StoredMsg | undefined> => find({ seq: sequence });

  async function last(subject: string): Promise<LastMessage | undefined> {
    const found = await find({ last_by_subj: subject });
    return found && { sequence: found.seq, id: found.header.get('Nats-Msg-Id'), time: found.time };
  }

  async function publish({ waitMs, signal, ...message }: Publication): Promise<number | undefined> {
    if (message.data.length > dataBytesMax) throw tooLarge(message.subject);
    return retry(
      async () => {
        try {
          return await send(connection, message);
        } catch (error) {
          if (isTooLarge(error)) throw tooLarge(message.subject);
          if (apiCode(error) !== code.wrongLastSequence) throw error;
        }
        // An attempt whose answer was lost may have been stored: then the last message is ours.
        const found = await last(message.subject);
        return found?.id === message.id ? found.sequence : undefined;
      },
      { waitMs, signal },
    );
  }

  await retry(ensure);
  const access = { connection, link, log };
  return { ...access, name: options.name, manager, readers: new Set(), publish, last, get, retry };
}

const tooLarge = (subject: string) =>
  new Failure('TOO_LARGE', `a message for ${subject} exceeds ${dataBytesMax} bytes`);

const isTooLarge = (error: unknown): boolean =>
  apiCode(error) === code.messageTooLarge ||
  (error instanceof NatsError && error.code === 'MAX_PAYLOAD_EXCEEDED');

/** An answer that was on its way when the link went down does not come any more. */
function unlessDown<Value>(link: Link, attempt: () => Promise<Value>): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const down = link.onDown(() => reject(NatsError.errorForCode('DISCONNECT')));
    attempt()
      .then(resolve, reject)
      .finally(() => down[Symbol.dispose]());
  });
}

async function send(
  connection: NatsConnection,
  { subject, data, id, after }: Publication,
): Promise<number> {
  const header = headers();
  header.set('Nats-Msg-Id', id);
  if (after !== undefined) header.set('Nats-Expected-Last-Subject-Sequence', String(after));
  const answer = await connection.request(subject, data, {
    headers: header,
    timeout: answerMsMax,
  });
  const { seq, error } = answer.json<{ seq: number; error?: NatsError['api_error'] }>();
  if (!error) return seq;
  const problem = new NatsError(error.description, String(error.code));
  problem.api_error = error;
  throw problem;
}

/** Whether an error may pass: the server is away, is starting, or lost the stream. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof NatsError)) return false;
  if (error.api_error) return error.api_error.code >= 500 || isMissing(error);
  return ['TIMEOUT', '503', 'DISCONNECT', 'CONNECTION_REFUSED'].includes(error.code);
}

const isMissing = (error: unknown): boolean =>
  apiCode(error) === code.streamNotFound ||
  (error instanceof NatsError && !error.api_error && error.code === '503');
