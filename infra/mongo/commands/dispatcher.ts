import { Binary, type Document } from 'bson';
import { MongoFailure, toErrorReply } from '../failure.ts';
import type { Log } from '../log.ts';
import { isDocument, numberOf } from '../query/values.ts';
import type { View } from '../storage/catalog.ts';
import { findReply, keepReply } from '../storage/replies.ts';
import type { Store } from '../storage/store.ts';
import { type Command, readAmount } from './call.ts';
import { collectionCommands } from './collections.ts';
import { createCursors } from './cursors.ts';
import { diagnosticCommands } from './diagnostics.ts';
import { explainCommands } from './explain.ts';
import { findAndModifyCommands } from './find-and-modify.ts';
import { hello } from './handshake.ts';
import { queryCommands } from './queries.ts';
import { type Statement, Transactions, transactionKey } from './transactions.ts';
import { writeCommands } from './writes.ts';

/** Where a command came from. */
export interface Client {
  id: number;
  /** The server's address as the client sees it. */
  address: string;
}

const commands: Record<string, Command> = {
  ...diagnosticCommands,
  ...queryCommands,
  ...writeCommands,
  ...findAndModifyCommands,
  ...collectionCommands,
  ...explainCommands,
};

const inTransactions = new Set(
  'find aggregate distinct count getMore killCursors insert update delete findAndModify findandmodify create createIndexes'.split(
    ' ',
  ),
);

/** Runs the commands of all connections. */
export class Dispatcher {
  readonly #store: Store;
  readonly #log: Log;
  readonly #cursors = createCursors();
  readonly #transactions: Transactions;

  constructor({ store, log }: { store: Store; log: Log }) {
    this.#store = store;
    this.#log = log;
    this.#transactions = new Transactions(store, this.#cursors.endTransaction);
  }

  /** Never rejects: a failure is a reply. */
  async execute(body: Document, client: Client): Promise<Document> {
    const name = Object.keys(body)[0] ?? '';
    try {
      if (/^(hello|ismaster)$/i.test(name)) return { ...hello(client.address, client.id), ok: 1 };
      return { ...(await this.#run(name, body, client)), ok: 1 };
    } catch (error) {
      if (!(error instanceof MongoFailure)) {
        const stack = error instanceof Error ? error.stack : String(error);
        this.#log.error({ command: name, stack }, 'command failed');
      }
      return toErrorReply(error);
    }
  }

  disconnected({ id }: Client): void {
    this.#transactions.disconnected(id);
  }

  close(): void {
    this.#cursors.close();
  }

  #run(name: string, body: Document, client: Client): Document | Promise<Document> {
    const session = sessionOf(body);
    const number = Number(numberOf(body.txnNumber));
    if (body.autocommit === false && session) {
      const isFirst = body.startTransaction === true;
      const statement = { session, number, isFirst, connectionId: client.id };
      return this.#runInTransaction(name, body, statement);
    }
    if (name === 'endSessions') return this.#endSessions(body);
    const command = found(name);
    if (!command.writes) return this.#call(command, body, this.#store.reader);
    return this.#store.write((view) => {
      if (!session || Number.isNaN(number)) return this.#call(command, body, view);
      const known = findReply(view, session, number);
      if (known) return known;
      const reply = this.#call(command, body, view);
      keepReply(view, session, number, reply);
      return reply;
    });
  }

  async #runInTransaction(name: string, body: Document, statement: Statement): Promise<Document> {
    if (name === 'commitTransaction' || name === 'abortTransaction') {
      if (name === 'commitTransaction') this.#transactions.commit(statement);
      else this.#transactions.abort(statement);
      return {};
    }
    const command = found(name);
    if (!inTransactions.has(name)) {
      throw new MongoFailure(263, `Cannot run '${name}' in a multi-document transaction.`);
    }
    const key = transactionKey(statement);
    const reply = await this.#transactions.run(statement, (view) =>
      this.#call(command, body, view, key),
    );
    // A write that failed ends its transaction like every failure.
    if (reply.writeErrors) this.#transactions.abort({ ...statement, isFirst: false });
    return reply;
  }

  #call(command: Command, body: Document, view: View, transaction?: string): Document {
    const milliseconds = readAmount('maxTimeMS', body.maxTimeMS);
    const deadline = milliseconds ? Date.now() + milliseconds : undefined;
    const { $db: database } = body;
    if (typeof database !== 'string') throw new MongoFailure(2, 'a command needs a $db');
    return command.run({ body, database, view, cursors: this.#cursors, transaction, deadline });
  }

  #endSessions({ endSessions: sessions }: Document): Document {
    for (const lsid of Array.isArray(sessions) ? sessions : []) {
      const session = sessionOf({ lsid });
      if (session) this.#transactions.endSession(session);
    }
    return {};
  }
}

function found(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command;
  throw new MongoFailure(59, `no such command: '${name}'`);
}

function sessionOf({ lsid }: Document): Buffer | undefined {
  const id = isDocument(lsid) ? lsid.id : undefined;
  return id instanceof Binary ? Buffer.from(id.buffer.subarray(0, id.position)) : undefined;
}
