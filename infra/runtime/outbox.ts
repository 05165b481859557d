import { setTimeout as pause } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { EventLog } from './event-log.ts';
import { Failure } from './failure.ts';
import type { JetStreamAccess } from './jetstream.ts';
import type { Log } from './log.ts';
import { startSweep } from './sweep.ts';
import type { WorkQueue } from './work-queue.ts';

/** A fact or a job that is stored in the same write as the document that it is about. */
export interface OutboxEntry {
  /** `<document id>:<n>`, n rising with each entry of the document. */
  id: string;
  /** `event.<kind>.<id>` or `work.<kind>`. */
  subject: string;
  data: unknown;
  /** When it was written: spares a search of the subject for an entry that is new. */
  at?: Date | undefined;
}

/** Publishes the entries of one kind of document, its own leftovers and those of dead processes. */
export interface Outbox extends AsyncDisposable {
  /**
   * Publishes what a document has pending, in order. A fact is on the event log exactly once,
   * however late. It never rejects: what cannot be published now is published later.
   */
  relay(documentId: string): Promise<void>;
}

export interface OutboxOptions {
  /** Its documents have `outbox`, an array, and a sparse index on `outbox.0.id`. */
  model: Pick<Model<unknown>, 'collection'>;
  events: Pick<EventLog, 'appendOnce'>;
  work: Pick<WorkQueue, 'add'>;
  bus: Pick<JetStreamAccess, 'link'>;
  log: Log;
}

interface OutboxDocument {
  _id: string;
  outbox?: OutboxEntry[];
}

const pauseMs = 2_000;
const sweepMax = 1_000;
/** A caller of `relay` waits no longer than this for NATS: the sweep goes on with it. */
const waitMs = 2_000;
const drainMsMax = 3_000;

/** The entry to store with the n-th change of a document. */
export function outboxEntry(
  documentId: string,
  n: number,
  subject: string,
  data: unknown,
): OutboxEntry {
  return { id: `${documentId}:${n}`, subject, data, at: new Date() };
}

/** Relays a collection's outbox, and sweeps up at its start and then every two seconds. */
export function createOutbox({ model, events, work, bus, log }: OutboxOptions): Outbox {
  const documents = model.collection as unknown as OutboxCollection;
  const { link } = bus;
  const stopping = new AbortController();
  /** One relay at a time for each document: the order of its entries is theirs on the log. */
  const relays = new Map<string, Promise<void>>();

  async function publish({ id, subject, data, at }: OutboxEntry): Promise<void> {
    const options = { waitMs, signal: stopping.signal };
    try {
      if (subject.startsWith('work.')) await work.add(subject.slice(5), data, id, options);
      else await events.appendOnce({ id, subject, data, at }, options);
    } catch (error) {
      const isRefused =
        error instanceof Failure && (error.code === 'TOO_LARGE' || error.code === 'BAD_INPUT');
      if (!isRefused) throw error;
      // It would be refused again for ever and hold up all that come after it.
      log.error({ err: error, id, subject }, 'outbox entry dropped');
    }
  }

  async function publishPending(documentId: string): Promise<void> {
    const document = await documents.findOne({ _id: documentId }, { projection: { outbox: 1 } });
    const published: string[] = [];
    try {
      for (const entry of document?.outbox ?? []) {
        if (stopping.signal.aborted) return;
        await publish(entry);
        published.push(entry.id);
      }
    } finally {
      // Until this is stored, another relay finds them on the log and leaves it at that.
      const change = { $pull: { outbox: { id: { $in: published } } } };
      if (published.length > 0) await documents.updateOne({ _id: documentId }, change);
    }
  }

  function relay(documentId: string): Promise<void> {
    const before = relays.get(documentId) ?? Promise.resolve();
    const relayed = before
      .then(() => publishPending(documentId))
      .catch((error) => log.warn({ err: error, documentId }, 'outbox is relayed later'))
      .finally(() => {
        if (relays.get(documentId) === relayed) relays.delete(documentId);
      });
    relays.set(documentId, relayed);
    return relayed;
  }

  async function sweep(): Promise<void> {
    if (!link.isUp) return;
    const pending = documents
      .find({ 'outbox.0.id': { $gt: '' } }, { projection: { _id: 1 } })
      .limit(sweepMax);
    for await (const { _id } of pending) {
      if (stopping.signal.aborted || !link.isUp) return;
      await relay(_id);
    }
  }

  const failed = (err: unknown) => log.warn({ err }, 'outbox is swept later');
  const sweeping = startSweep({ sweep, pauseMs, failed });
  return {
    relay,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      const limit = new AbortController();
      const late = pause(drainMsMax, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([
        Promise.all([sweeping[Symbol.asyncDispose](), ...relays.values()]),
        late,
      ]);
      limit.abort();
    },
  };
}

/** What the outbox needs of the driver; ids are texts, as the store makes them. */
interface OutboxCollection {
  findOne(filter: object, options: object): Promise<OutboxDocument | null>;
  updateOne(filter: object, update: object): Promise<unknown>;
  find(filter: object, options: object): { limit(count: number): AsyncIterable<OutboxDocument> };
}
