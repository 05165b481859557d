import { AckPolicy, DeliverPolicy, nanos, ReplayPolicy, RetentionPolicy } from 'nats';
import { toPayload } from './event-writer.ts';
import { Failure } from './failure.ts';
import {
  type JetStream,
  type JetStreamAccess,
  openJetStream,
  type RetryOptions,
} from './jetstream.ts';
import type { Log } from './log.ts';
import { leaseMs, type ServeOptions, startWorker } from './worker.ts';

export type { Job, ServeOptions } from './worker.ts';

/** Jobs, `work.<kind>`, each done by one worker and kept until it is done. */
export interface WorkQueue {
  /** Resolves once the job is stored; a job with an id that was added before is not added again. */
  add(kind: string, job: unknown, id: string, options?: RetryOptions): Promise<void>;
  /**
   * Does jobs of a kind, so many at a time, until disposed. A job is done when `handle` resolves;
   * it comes again after a pause when `handle` rejects, and to another worker when this one dies.
   * A handler that finds itself overtaken rejects with CONFLICT: the job is then left to the other.
   */
  serve(kind: string, options: ServeOptions): Promise<AsyncDisposable>;
}

const week = 7 * 86_400_000;
const duplicatesMs = 600_000;
const gibibyte = 1_073_741_824;
/** So many jobs of a kind may be under way at once, over all workers. */
const underWayMax = 50_000;

/** Opens the work queue, and makes its stream when there is none. */
export async function openWorkQueue(bus: JetStreamAccess, log: Log): Promise<WorkQueue> {
  const stream = await openJetStream(
    { connection: bus.connection, link: bus.link, log },
    {
      name: 'WORK',
      subjects: 'work.>',
      retention: RetentionPolicy.Workqueue,
      ageMsMax: week,
      bytesMax: gibibyte,
      duplicatesMs,
    },
  );
  return {
    async add(kind, job, id, options) {
      const subject = `work.${checkKind(kind)}`;
      await stream.publish({ subject, data: toPayload(job), id, ...options });
    },
    async serve(kind, options) {
      const ensure = () => ensureConsumer(stream, checkKind(kind));
      await stream.retry(ensure);
      return startWorker({ stream, kind, ensure, ...options });
    },
  };
}

async function ensureConsumer({ manager, name }: JetStream, kind: string): Promise<void> {
  await manager.consumers.add(name, {
    durable_name: kind,
    filter_subject: `work.${kind}`,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_wait: nanos(leaseMs),
    max_ack_pending: underWayMax,
    max_waiting: 10_000,
  });
}

/** One word: it names the consumer too. */
function checkKind(kind: string): string {
  if (!/^[\w-]{1,100}$/.test(kind)) throw new Failure('BAD_INPUT', `not a kind of work: ${kind}`);
  return kind;
}
