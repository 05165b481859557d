import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type KV, type KvEntry, type QueuedIterator, StorageType } from 'nats';
import { Failure } from './failure.ts';
import { apiCode, code } from './jetstream-setup.ts';
import type { Wire } from './wire.ts';

/** How many values of a document are kept, for whoever wants to know what changed. */
const history = 5;
const retryMsMin = 100;
const retryMsMax = 2_000;

/** The bucket is made by whoever needs it first. */
const openBucket = ({ connection }: Wire, bucket: string): Promise<KV> =>
  connection.jetstream().views.kv(bucket, { history, storage: StorageType.File });

/**
 * Publishes a small document for all processes, however long NATS is away; resolves once it is
 * stored. A value that is there already is not stored again.
 */
export async function publishDocument(
  wire: Wire,
  bucket: string,
  key: string,
  value: unknown,
): Promise<void> {
  const data = new TextEncoder().encode(JSON.stringify(value));
  for (let waitMs = retryMsMin; ; waitMs = Math.min(2 * waitMs, retryMsMax)) {
    try {
      await wire.link.whenUp(Date.now() + retryMsMax);
      const kv = await openBucket(wire, bucket);
      const entry = await kv.get(key);
      if (entry?.operation === 'PUT' && Buffer.compare(entry.value, data) === 0) return;
      await kv.put(key, data);
      return;
    } catch (cause) {
      if (wire.connection.isClosed()) {
        throw new Failure('UNAVAILABLE', `${key} was not published`, { cause });
      }
      wire.log.warn({ bucket, document: key, cause: String(cause) }, 'publishing again');
      await pause(waitMs);
    }
  }
}

/** One document as it is now, which a watch may still be told of; undefined if there is none. */
export async function readDocument(
  { connection }: Wire,
  bucket: string,
  key: string,
): Promise<unknown> {
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: retryMsMax });
  // Not by the bucket's own `get`, which any replica may answer with what was.
  const subject = `$KV.${bucket}.${key}`;
  const message = await manager.streams
    .getMessage(`KV_${bucket}`, { last_by_subj: subject })
    .catch((error: unknown) => {
      const missing: unknown[] = [code.messageNotFound, code.streamNotFound];
      if (missing.includes(apiCode(error))) return undefined;
      throw error;
    });
  return message && !message.header?.get('KV-Operation') ? readJson(message) : undefined;
}

/**
 * Calls back with all documents of a bucket, then after each change. After an outage of NATS the
 * bucket is read anew, and the callback runs if something is different.
 */
export async function watchDocuments(
  wire: Wire,
  bucket: string,
  onChange: (documents: ReadonlyMap<string, unknown>) => void,
): Promise<AsyncDisposable> {
  const watch = new DocumentWatch(wire, bucket, onChange);
  await watch.ready;
  return watch;
}

/** Anybody may write to a bucket, by hand even: what is not JSON is a text, and harms nobody. */
function readJson(value: Pick<KvEntry, 'json' | 'string'>): unknown {
  try {
    return value.json();
  } catch {
    return value.string();
  }
}

class DocumentWatch implements AsyncDisposable {
  /** Settles after the first callback. */
  readonly ready: Promise<void>;
  readonly #wire: Wire;
  readonly #bucket: string;
  readonly #onChange: (documents: ReadonlyMap<string, unknown>) => void;
  readonly #started = Promise.withResolvers<void>();
  readonly #up: Disposable;
  readonly #ended: Promise<void>;
  /** What the callback was last called with. */
  #shown: ReadonlyMap<string, unknown> | undefined;
  #entries: QueuedIterator<KvEntry> | undefined;
  #isClosed = false;

  constructor(
    wire: Wire,
    bucket: string,
    onChange: (documents: ReadonlyMap<string, unknown>) => void,
  ) {
    this.#wire = wire;
    this.#bucket = bucket;
    this.#onChange = onChange;
    this.ready = this.#started.promise;
    // The server's end of a watch does not outlive the server.
    this.#up = wire.link.onUp(() => this.#entries?.stop());
    this.#ended = this.#follow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#up[Symbol.dispose]();
    this.#entries?.stop();
    await this.#ended;
  }

  async #follow(): Promise<void> {
    const { connection, link, log } = this.#wire;
    while (!this.#isClosed && !connection.isClosed()) {
      try {
        await link.whenUp(Date.now() + retryMsMax);
        await this.#read();
      } catch (error) {
        log.warn({ bucket: this.#bucket, cause: String(error) }, 'watching again');
        await pause(retryMsMin);
      }
    }
    this.#started.reject(new Failure('UNAVAILABLE', `${this.#bucket} cannot be watched`));
  }

  async #read(): Promise<void> {
    const kv = await openBucket(this.#wire, this.#bucket);
    const documents = new Map<string, unknown>();
    let isWhole = false;
    const entries = await kv.watch({
      initializedFn: () => {
        isWhole = true;
        this.#show(documents);
      },
    });
    this.#entries = entries;
    if (this.#isClosed) entries.stop();
    for await (const entry of entries) {
      if (entry.operation === 'PUT') documents.set(entry.key, readJson(entry));
      else documents.delete(entry.key);
      if (isWhole) this.#show(documents);
    }
  }

  #show(documents: ReadonlyMap<string, unknown>): void {
    if (this.#isClosed || (this.#shown && isDeepStrictEqual(this.#shown, documents))) return;
    this.#shown = new Map(documents);
    try {
      this.#onChange(this.#shown);
    } catch (err) {
      this.#wire.log.error({ err, bucket: this.#bucket }, 'document callback failed');
    }
    this.#started.resolve();
  }
}
