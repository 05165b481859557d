import { MongoFailure, transientFailure } from '../failure.ts';
import type { View } from '../storage/catalog.ts';
import { findReply, keepReply } from '../storage/replies.ts';
import type { Store } from '../storage/store.ts';
import type { Transaction } from '../storage/writer.ts';

/** Which statement of which transaction a command is. */
export interface Statement {
  session: Buffer;
  number: number;
  isFirst: boolean;
  connectionId: number;
}

interface Active {
  session: string;
  number: number;
  connectionId: number;
  transaction: Transaction;
  idle: NodeJS.Timeout;
  expiresAt: number;
}

const waitMsMax = 5000;
const idleMsMax = 10_000;
const ageMsMax = 60_000;

export const transactionKey = ({ session, number }: Statement): string =>
  `${session.toString('hex')}:${number}`;

/** Sessions' transactions. Only one is open at a time, and others wait for its end. */
export class Transactions {
  readonly #store: Store;
  readonly #onEnd: (key: string) => void;
  #active: Active | undefined;

  constructor(store: Store, onEnd: (key: string) => void) {
    this.#store = store;
    this.#onEnd = onEnd;
  }

  /** Runs a statement; one that fails aborts its transaction. */
  async run<T>(statement: Statement, work: (view: View) => T): Promise<T> {
    const active = statement.isFirst ? await this.#start(statement) : this.#find(statement);
    try {
      return active.transaction.run(work);
    } catch (error) {
      this.#abort();
      throw error;
    }
  }

  commit(statement: Statement): void {
    const { session, number } = statement;
    // The answer to an earlier commit may have been lost.
    if (!this.#isActive(statement) && findReply(this.#store.reader, session, number)) return;
    const { transaction } = this.#find(statement);
    try {
      transaction.run((view) => keepReply(view, session, number, { committed: true }));
      this.#end(() => transaction.commit());
    } catch (error) {
      this.#abort();
      throw error;
    }
  }

  abort(statement: Statement): void {
    this.#find(statement);
    this.#abort();
  }

  endSession(session: Buffer): void {
    if (this.#active?.session === session.toString('hex')) this.#abort();
  }

  /** The client of an open transaction is gone: nobody will end it. */
  disconnected(connectionId: number): void {
    if (this.#active?.connectionId === connectionId) this.#abort();
  }

  async #start({ session, number, connectionId }: Statement): Promise<Active> {
    const key = session.toString('hex');
    if (this.#active?.session === key && this.#active.number !== number) this.#abort();
    if (findReply(this.#store.reader, session, number)) {
      throw new MongoFailure(256, `transaction ${number} has been committed`);
    }
    const transaction = await this.#begin();
    const idle = setTimeout(() => this.#abort(), idleMsMax);
    const expiresAt = Date.now() + ageMsMax;
    this.#active = { session: key, number, connectionId, transaction, idle, expiresAt };
    return this.#active;
  }

  /** A waiter that gives up must not hold the lock when its turn comes. */
  async #begin(): Promise<Transaction> {
    let gaveUp = false;
    const { promise, resolve, reject } = Promise.withResolvers<Transaction>();
    const timer = setTimeout(() => {
      gaveUp = true;
      reject(transientFailure(112, 'another transaction did not end in time'));
    }, waitMsMax);
    this.#store.begin().then((transaction) => {
      if (gaveUp) transaction.abort();
      else resolve(transaction);
    }, reject);
    return promise.finally(() => clearTimeout(timer));
  }

  #isActive({ session, number }: Statement): boolean {
    return this.#active?.session === session.toString('hex') && this.#active.number === number;
  }

  #find(statement: Statement): Active {
    const active = this.#active;
    const { number, connectionId } = statement;
    if (!active || !this.#isActive(statement)) {
      throw transientFailure(251, `Given transaction number ${number} does not match any`);
    }
    if (active.expiresAt < Date.now()) {
      this.#abort();
      throw transientFailure(251, `transaction ${number} has been aborted: it took too long`);
    }
    active.connectionId = connectionId;
    active.idle.refresh();
    return active;
  }

  #abort(): void {
    this.#end((transaction) => transaction.abort());
  }

  #end(how: (transaction: Transaction) => void): void {
    if (!this.#active) return;
    const { transaction, idle, session, number } = this.#active;
    clearTimeout(idle);
    this.#active = undefined;
    this.#onEnd(`${session}:${number}`);
    how(transaction);
  }
}
