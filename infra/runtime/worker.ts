import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, isOutage } from './failure.ts';
import type { JetStream } from './jetstream.ts';
import { type Delivery, openPull } from './pull.ts';

/** One delivery of a job to a worker. */
export interface Job {
  readonly data: unknown;
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** What the job stands for must end now, if only as failed: it comes again at most to do that. */
  readonly isLast: boolean;
  /** Aborts with the reason `drain` when the process stops: reject, to hand the job to another. */
  readonly signal: AbortSignal;
}

export interface ServeOptions {
  concurrency: number;
  handle: (job: Job) => Promise<void>;
}

export interface WorkerOptions extends ServeOptions {
  stream: JetStream;
  kind: string;
  /** Makes the consumer again after the stream was lost. */
  ensure: () => Promise<void>;
}

/** A job whose worker has been silent so long goes to another. */
export const leaseMs = 4_000;
const heartbeatMs = 1_000;
const drainMsMax = 4_000;
const attemptsMax = 20;
/** A job that kills every worker, even in its last attempt, is dropped at last. */
const deliveriesMax = attemptsMax + 100;
const pausesMs = [1_000, 2_000, 5_000, 10_000];
const holdMs = 5_000;
const retryMs = 250;

type Verdict = '+ACK' | '+TERM' | `-NAK${string}` | undefined;

/** How long a job rests that was rejected; undefined when it is given up. */
export function pauseMsBefore(attempt: number): number | undefined {
  if (attempt < attemptsMax) return pausesMs[attempt - 1] ?? pausesMs.at(-1);
  return undefined;
}

const isAway = (error: unknown): boolean => error instanceof Failure && isOutage(error);

/** Takes jobs with as many slots as may run at once; each slot asks, works, and asks again. */
export function startWorker(options: WorkerOptions): AsyncDisposable {
  const { stream, kind, concurrency, handle, ensure } = options;
  const { connection, link } = stream;
  const log = stream.log.child({ kind });
  const stopping = new AbortController();
  const draining = new AbortController();
  /** A job that is delivered again while it runs here keeps running, under the newer delivery. */
  const running = new Map<string, Delivery>();
  let recovering: Promise<void> | undefined;
  setMaxListeners(0, stopping.signal, draining.signal);

  async function judge(delivery: Delivery): Promise<Verdict> {
    const { attempt, message } = delivery;
    const isLast = attempt >= attemptsMax;
    for (;;) {
      try {
        const job = { data: message.json(), attempt, isLast, signal: draining.signal };
        await handle(job);
        return '+ACK';
      } catch (error) {
        if (draining.signal.aborted) return '-NAK';
        // The lease passes to whoever overtook this worker, or runs out.
        if (error instanceof Failure && error.code === 'CONFLICT') return undefined;
        if (!isLast || !isAway(error)) return reject(attempt, error);
        // Not even its failure could be stored. It stays here for as long as that takes, since a
        // delivery more would count against it.
        log.warn({ cause: String(error), attempt }, 'job is held');
        await pause(holdMs, undefined, { signal: draining.signal }).catch(() => {});
      }
    }
  }

  function reject(attempt: number, error: unknown): Verdict {
    const pauseMs = pauseMsBefore(attempt);
    if (pauseMs === undefined) {
      log.error({ err: error, attempt }, 'job given up');
      return '+TERM';
    }
    // What was foreseen is as frequent as an outage is long: without its stack.
    if (error instanceof Failure) log.warn({ cause: String(error), attempt }, 'job comes again');
    else log.error({ err: error, attempt }, 'job comes again');
    return `-NAK ${JSON.stringify({ delay: pauseMs * 1_000_000 })}`;
  }

  async function work(delivery: Delivery): Promise<void> {
    const key = `${delivery.sequence}/${delivery.message.headers?.get('Nats-Msg-Id')}`;
    const isRunning = running.has(key);
    running.set(key, delivery);
    if (isRunning) return;
    const answer = (verdict: string) => {
      const { reply } = (running.get(key) ?? delivery).message;
      if (reply && !connection.isClosed()) connection.publish(reply, verdict);
    };
    const heartbeat = setInterval(() => answer('+WPI'), heartbeatMs);
    try {
      const isPoison = delivery.attempt > deliveriesMax;
      if (isPoison) log.error({ attempt: delivery.attempt }, 'job dropped');
      const verdict = isPoison ? '+TERM' : await judge(delivery);
      if (verdict) answer(verdict);
    } finally {
      clearInterval(heartbeat);
      running.delete(key);
    }
  }

  async function serveSlot(): Promise<void> {
    while (!stopping.signal.aborted) {
      const signal = stopping.signal;
      using pull = openPull({ connection, link, stream: stream.name, consumer: kind, signal });
      pull.request(1);
      for (;;) {
        const pulled = await pull.next();
        if (pulled === 'broken') break;
        if (pulled === 'end') pull.request(1);
        else await work(pulled);
      }
      if (stopping.signal.aborted) {
        for (const { message } of await pull.drain()) message.respond('-NAK');
      } else {
        recovering ??= recover();
        await recovering;
      }
    }
  }

  async function recover(): Promise<void> {
    try {
      await pause(retryMs, undefined, { signal: stopping.signal });
      await stream.retry(ensure, { signal: stopping.signal });
    } catch (error) {
      if (!stopping.signal.aborted) log.warn({ err: error }, 'work queue does not answer');
    } finally {
      recovering = undefined;
    }
  }

  const slots = Array.from({ length: concurrency }, serveSlot);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      draining.abort('drain');
      const ended = Promise.all(slots).then(() => connection.flush());
      const limit = new AbortController();
      const late = pause(drainMsMax, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([ended, late]);
      limit.abort();
    },
  };
}
