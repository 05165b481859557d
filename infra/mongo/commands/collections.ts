import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compileFilter } from '../query/filter.ts';
import { isDocument } from '../query/values.ts';
import {
  type Collection,
  createCollection,
  dropCollection,
  type Index,
} from '../storage/catalog.ts';
import { countDocuments, createIndex, dropIndex } from '../storage/indexes.ts';
import {
  type Call,
  type Command,
  collectionOf,
  nameOf,
  readAmount,
  readDocument,
  readList,
  refuseCollation,
} from './call.ts';
import { collectionForWrite } from './writes.ts';

const collectionsOf = ({ view, database }: Call): Collection[] =>
  [...view.catalog.values()].filter((collection) => collection.database === database);

const missing = ({ database, body }: Call) =>
  new MongoFailure(26, `ns does not exist: ${database}.${nameOf(body)}`);

const create: Command = {
  writes: true,
  run(call) {
    const { body, view, database } = call;
    refuseCollation(body);
    const unsupported = ['capped', 'timeseries', 'viewOn', 'validator'].find((name) => body[name]);
    if (unsupported) throw new MongoFailure(115, `${unsupported} is not supported by this store`);
    if (collectionOf(call)) {
      throw new MongoFailure(48, `Collection ${database}.${nameOf(body)} already exists.`);
    }
    createCollection(view, database, nameOf(body));
    return {};
  },
};

const drop: Command = {
  writes: true,
  run(call) {
    const collection = collectionOf(call);
    if (!collection) return {};
    dropCollection(call.view, collection);
    return { ns: `${call.database}.${collection.name}`, nIndexesWas: collection.indexes.length };
  },
};

const dropDatabase: Command = {
  writes: true,
  run(call) {
    for (const collection of collectionsOf(call)) dropCollection(call.view, collection);
    return { dropped: call.database };
  },
};

const listCollections: Command = {
  run(call) {
    const { body, database, cursors, transaction } = call;
    const accepts = compileFilter(readDocument('filter', body.filter));
    const results = collectionsOf(call)
      .map(({ name, options }) => ({
        name,
        type: 'collection',
        options,
        info: { readOnly: false },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      }))
      .filter(accepts)
      .map((result) => (body.nameOnly ? { name: result.name, type: result.type } : result));
    const namespace = `${database}.$cmd.listCollections`;
    return {
      cursor: cursors.open(results, { namespace, batchSize: batchSizeOf(body), transaction }),
    };
  },
};

const batchSizeOf = ({ cursor }: Document) =>
  readAmount('batchSize', readDocument('cursor', cursor).batchSize);

const listDatabases: Command = {
  run({ view }) {
    const names = new Set([...view.catalog.values()].map(({ database }) => database));
    const databases = [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false }));
    return { databases, totalSize: 0, totalSizeMb: 0 };
  },
};

const createIndexes: Command = {
  writes: true,
  run(call) {
    const specs = readList('indexes', call.body.indexes, 64);
    const createdCollectionAutomatically = collectionOf(call) === undefined;
    const numIndexesBefore = collectionForWrite(call).indexes.length;
    for (const spec of specs) createIndex(call.view, collectionForWrite(call), spec);
    const numIndexesAfter = collectionForWrite(call).indexes.length;
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically };
  },
};

const listIndexes: Command = {
  run(call) {
    const { body, database, cursors, transaction } = call;
    const collection = collectionOf(call);
    if (!collection) throw missing(call);
    const namespace = `${database}.${collection.name}`;
    const results = collection.indexes.map(({ spec }) => spec);
    return {
      cursor: cursors.open(results, { namespace, batchSize: batchSizeOf(body), transaction }),
    };
  },
};

const dropIndexes: Command = {
  writes: true,
  run(call) {
    const collection = collectionOf(call);
    if (!collection) throw missing(call);
    for (const index of namedIndexes(collection, call.body.index)) {
      dropIndex(call.view, collectionOf(call) ?? collection, index);
    }
    return { nIndexesWas: collection.indexes.length };
  },
};

function namedIndexes({ indexes }: Collection, wanted: unknown): Index[] {
  if (wanted === '*') return indexes.slice(1);
  const found = indexes.filter(({ name, spec }) =>
    isDocument(wanted)
      ? JSON.stringify(Object.entries(wanted)) === JSON.stringify(Object.entries(spec.key))
      : name === wanted || (Array.isArray(wanted) && wanted.includes(name)),
  );
  if (found.length === 0) throw new MongoFailure(27, 'index not found');
  return found;
}

const collStats: Command = {
  run(call) {
    const collection = collectionOf(call);
    const count = collection ? countDocuments(call.view, collection) : 0;
    const nindexes = collection?.indexes.length ?? 0;
    return { ns: `${call.database}.${nameOf(call.body)}`, count, nindexes };
  },
};

export const collectionCommands = {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  createIndexes,
  listIndexes,
  dropIndexes,
  collStats,
};
