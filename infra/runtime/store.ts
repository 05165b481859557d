import { setTimeout as pause } from 'node:timers/promises';
import {
  Aggregate,
  type ClientSession,
  type Connection,
  type Model,
  Mongoose,
  Error as MongooseError,
  mongo,
  Query,
  type Schema,
} from 'mongoose';
import { Failure } from './failure.ts';
import type { Log } from './log.ts';
import { createTurns } from './turns.ts';

export interface StoreOptions {
  url: string;
  database: string;
  log: Log;
}

/** A service's own database, in any MongoDB. */
export interface Store extends AsyncDisposable {
  readonly connection: Connection;
  /** The model of a collection; resolves when its indexes stand. */
  model<Shape>(name: string, schema: Schema<Shape>): Promise<Model<Shape>>;
  transact: Transact;
}

/**
 * All that `work` writes with its session is done, or nothing. It runs again when another transaction
 * met it; a failure that it throws ends it. MongoDB can do this only as a replica set.
 */
export type Transact = <Value>(work: (session: ClientSession) => Promise<Value>) => Promise<Value>;

/** Marks a filter's own operators, `{ at: trusted({ $lt: now }) }`; all others are disarmed. */
export { trusted } from 'mongoose';

const startMsMax = 30_000;
const retryMs = 250;

const connectionOptions = {
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  writeConcern: { w: 'majority', journal: true },
  maxPoolSize: 200,
  waitQueueTimeoutMS: 5_000,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  // How soon an outage is noticed while nothing is sent: only what begins later is surely not done.
  heartbeatFrequencyMS: 1_000,
  socketTimeoutMS: 30_000,
} as const;

const schemaOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  minimize: false,
  versionKey: false,
} as const;

const operations =
  /^(find.*|update.*|delete.*|replaceOne|count.*|distinct|save|insertMany|bulkWrite|aggregate)$/;

/** Connects to a database; waits for a server that is still starting. */
export async function openStore({ url, database, log }: StoreOptions): Promise<Store> {
  // Of our own: options set here do not depend on who else uses the library.
  const mongoose = new Mongoose({ sanitizeFilter: true, strictQuery: 'throw' });
  const connection = await untilStarted(async () => {
    const opening = mongoose.createConnection(url, { ...connectionOptions, dbName: database });
    try {
      return await opening.asPromise();
    } catch (error) {
      await opening.close(true).catch(() => undefined);
      throw error;
    }
  });
  const outage = createOutage();
  connection.on('disconnected', () => {
    outage.begin();
    log.warn({ database }, 'store is away');
  });
  connection.on('connected', () => log.info({ database }, 'store is back'));

  async function model<Shape>(name: string, schema: Schema<Shape>): Promise<Model<Shape>> {
    const own = schema.clone();
    for (const [option, value] of Object.entries(schemaOptions)) {
      own.set(option as keyof typeof schemaOptions, value);
    }
    own.pre(operations, function note(this: object) {
      outage.note(this);
    });
    own.post(operations, function translate(this: object, error: unknown, _: unknown, next: Next) {
      next(toFailure(error, { mayBeDone: outage.mayHaveStruck(this), isRead: isRead(this) }));
    });
    const made = connection.model<Shape>(name, own, name);
    await untilStarted(() => made.createIndexes());
    return made;
  }

  const transact = createTransact(connection);
  return { connection, model, transact, [Symbol.asyncDispose]: () => connection.close() };
}

export type { ClientSession } from 'mongoose';

/** The driver itself would go on for two minutes. */
const transactionMsMax = 10_000;
/**
 * Of one process at a time. A transaction needs a connection for each of its steps: those that wait for
 * it on the server must not have all of them.
 */
const transactionsMax = 16;

function createTransact(connection: Connection): Transact {
  const turns = createTurns(transactionsMax);
  const busy = (cause?: unknown) => new Failure('UNAVAILABLE', 'the store is busy', { cause });
  return async (work) => {
    const deadline = Date.now() + transactionMsMax;
    using _turn = await turns.take(AbortSignal.timeout(transactionMsMax)).catch((cause) => {
      throw busy(cause);
    });
    const session = await connection.startSession();
    try {
      return await session.withTransaction(() => {
        if (Date.now() > deadline) throw busy();
        return work(session);
      });
    } catch (error) {
      // What began is undone; only a commit may have been done without an answer.
      throw toFailure(error, { mayBeDone: true, isRead: false });
    } finally {
      await session.endSession();
    }
  };
}

/** Whether a write failed because a unique index holds its key already. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === 11_000;

type Next = (error: Error) => void;

/** Tells the operations that an outage may have struck after they were sent. */
interface Outage {
  begin(): void;
  /** An operation begins. */
  note(operation: object): void;
  mayHaveStruck(operation: object): boolean;
}

/**
 * Of a write that was on its way the driver says the same as of one that never left: it sends both
 * again, and at last finds no server. Only the time tells them apart.
 */
function createOutage(): Outage {
  const begun = new WeakMap<object, number>();
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    begin() {
      lastAt = performance.now();
    },
    note: (operation) => void begun.set(operation, performance.now()),
    mayHaveStruck(operation) {
      if (isRead(operation)) return false;
      // Several operations of a model itself, such as `bulkWrite`, may run at once.
      const at = typeof operation === 'function' ? undefined : begun.get(operation);
      return at === undefined || at <= lastAt;
    },
  };
}

const reads = /^(find|findOne|count.*|distinct)$/;

/** What may be done again without harm, done or not. */
const isRead = (operation: object): boolean =>
  operation instanceof Aggregate ||
  (operation instanceof Query && 'op' in operation && reads.test(String(operation.op)));

interface Struck {
  mayBeDone: boolean;
  isRead: boolean;
}

/** That the server is away is foreseen; all else is told as it is. */
function toFailure(error: unknown, { mayBeDone, isRead }: Struck): Error {
  const isHarmless = (isAway(error) && !mayBeDone) || (isCut(error) && isRead);
  if (isHarmless) return new Failure('UNAVAILABLE', 'the store does not answer', { cause: error });
  if (isAway(error) || isCut(error)) {
    return new Failure('TIMEOUT', 'the store did not answer', { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** The driver lets an error of the socket through as it is. */
const isCut = (error: unknown): boolean =>
  error instanceof mongo.MongoNetworkError ||
  (error instanceof Error && 'code' in error && /^(EPIPE|ECONNRESET)$/.test(String(error.code)));

const awayNames = new Set([
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
]);

/** No server was found, neither at once nor when the operation was sent again. */
const isAway = (error: unknown): boolean =>
  error instanceof mongo.MongoError &&
  (awayNames.has(error.name) || error.hasErrorLabel('RetryableError'));

async function untilStarted<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + startMsMax;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing =
        isAway(error) ||
        error instanceof mongo.MongoNetworkError ||
        error instanceof MongooseError.MongooseServerSelectionError;
      if (!isPassing || Date.now() > deadline) throw error;
      await pause(retryMs);
    }
  }
}
