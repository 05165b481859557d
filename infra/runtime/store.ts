import { setTimeout as pause } from 'node:timers/promises';
import {
  type Connection,
  type Model,
  Mongoose,
  Error as MongooseError,
  mongo,
  type Schema,
} from 'mongoose';
import { Failure } from './failure.ts';
import type { Log } from './log.ts';

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
}

/** Marks a filter's own operators, `{ at: trusted({ $lt: now }) }`; all others are disarmed. */
export { trusted } from 'mongoose';

const startMsMax = 30_000;
const retryMs = 250;

const connectionOptions = {
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  writeConcern: { w: 'majority', journal: true },
  maxPoolSize: 50,
  waitQueueTimeoutMS: 5_000,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
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
  connection.on('disconnected', () => log.warn({ database }, 'store is away'));
  connection.on('connected', () => log.info({ database }, 'store is back'));

  async function model<Shape>(name: string, schema: Schema<Shape>): Promise<Model<Shape>> {
    const own = schema.clone();
    for (const [option, value] of Object.entries(schemaOptions)) {
      own.set(option as keyof typeof schemaOptions, value);
    }
    own.post(operations, (error: unknown, _result: unknown, next: (error: Error) => void) => {
      next(toFailure(error));
    });
    const made = connection.model<Shape>(name, own, name);
    await untilStarted(() => made.createIndexes());
    return made;
  }

  return { connection, model, [Symbol.asyncDispose]: () => connection.close() };
}

/** Whether a write failed because a unique index holds its key already. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === 11_000;

/** That the server is away is foreseen; all else is told as it is. */
function toFailure(error: unknown): Error {
  if (isAway(error)) {
    return new Failure('UNAVAILABLE', 'the store does not answer', { cause: error });
  }
  if (error instanceof mongo.MongoNetworkError) {
    return new Failure('TIMEOUT', 'the store did not answer', { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

const awayNames = new Set([
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
]);

/** Nothing was sent, or the driver knows that it may be sent again: so nothing was done. */
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
