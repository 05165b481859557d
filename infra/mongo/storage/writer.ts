import { MongoFailure } from '../failure.ts';
import { type Catalog, readCatalog, type View } from './catalog.ts';
import type { Connection } from './connection.ts';

/** Changes of several commands, seen only by themselves until they are committed. */
export interface Transaction {
  run<T>(work: (view: View) => T): T;
  commit(): void;
  /** No effect once the transaction has ended. */
  abort(): void;
}

/** The writes of one turn of the event loop. */
interface Batch {
  committed: Promise<void>;
  flush(): void;
}

const waitingMax = 10_000;

/**
 * The only way to change the data. The writes of one turn are committed together and answered
 * afterwards; `publish` makes what is committed of the catalog known to readers.
 */
export class Writer {
  readonly #connection: Connection;
  readonly #publish: (catalog: Catalog) => void;
  readonly #view: View;
  #committed: Catalog;
  #batch: Batch | undefined;
  #holder: Transaction | undefined;
  #waiting: (() => void)[] = [];

  constructor(connection: Connection, publish: (catalog: Catalog) => void) {
    this.#connection = connection;
    this.#publish = publish;
    this.#committed = readCatalog(connection);
    this.#view = { connection, catalog: this.#committed };
    publish(this.#committed);
  }

  /** Resolves when the work's changes are on disk; rejects when none of them is kept. */
  async write<T>(work: (view: View) => T): Promise<T> {
    while (this.#holder) await this.#nextRelease();
    const { committed } = this.#openBatch();
    let outcome: { value: T } | { error: unknown };
    try {
      outcome = { value: this.#guard(work) };
    } catch (error) {
      outcome = { error };
    }
    await committed;
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Waits until nobody else writes; others then wait for this transaction's end. */
  async begin(): Promise<Transaction> {
    while (this.#holder) await this.#nextRelease();
    this.#batch?.flush();
    this.#run('BEGIN IMMEDIATE');
    const end = (how: () => void) => {
      if (this.#holder !== transaction) return;
      try {
        how();
      } finally {
        this.#release();
      }
    };
    const transaction: Transaction = {
      run: (work) => this.#guard(work),
      commit: () => end(() => this.#commit()),
      abort: () => end(() => this.#rollback()),
    };
    this.#holder = transaction;
    return transaction;
  }

  close(): void {
    this.#holder?.abort();
    this.#batch?.flush();
    this.#connection.close();
  }

  #run(sql: string): void {
    this.#connection.statement(sql).run();
  }

  #openBatch(): Batch {
    if (this.#batch) return this.#batch;
    this.#run('BEGIN IMMEDIATE');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Of a batch that `close` flushes, nobody may wait any more.
    promise.catch(() => {});
    const flush = () => {
      clearImmediate(scheduled);
      this.#batch = undefined;
      try {
        this.#commit();
        resolve();
      } catch (error) {
        reject(error);
      }
    };
    const scheduled = setImmediate(flush);
    this.#batch = { committed: promise, flush };
    return this.#batch;
  }

  /** Work that fails leaves no trace. */
  #guard<T>(work: (view: View) => T): T {
    const before = this.#view.catalog;
    this.#run('SAVEPOINT command');
    try {
      const result = work(this.#view);
      this.#run('RELEASE command');
      return result;
    } catch (error) {
      this.#view.catalog = before;
      this.#run('ROLLBACK TO command');
      this.#run('RELEASE command');
      throw error;
    }
  }

  #commit(): void {
    try {
      this.#run('COMMIT');
    } catch (error) {
      this.#rollback();
      throw error;
    }
    this.#committed = this.#view.catalog;
    this.#publish(this.#committed);
  }

  #rollback(): void {
    this.#view.catalog = this.#committed;
    // SQLite itself ends the transaction after some failures, such as a full disk.
    try {
      this.#run('ROLLBACK');
    } catch {}
  }

  /** The caller asks for the holder again in the same turn: another may have been quicker. */
  #nextRelease(): Promise<void> {
    if (this.#waiting.length >= waitingMax) throw new MongoFailure(112, 'too many waiting writes');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    this.#holder = undefined;
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }
}
