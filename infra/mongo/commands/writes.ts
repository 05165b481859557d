import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compileFilter } from '../query/filter.ts';
import { selectDocuments } from '../query/selection.ts';
import { readSort } from '../query/sort.ts';
import { createCollection } from '../storage/catalog.ts';
import { deleteDocument, insertDocument, readBody, replaceDocument } from '../storage/documents.ts';
import { readRow } from '../storage/scan.ts';
import { compileUpdate, withId } from '../update/update.ts';
import {
  type Call,
  type Command,
  collectionOf,
  nameOf,
  readDocument,
  readFlag,
  readList,
  refuseCollation,
} from './call.ts';

export const batchMax = 100_000;

/** Each operation fails on its own; the first failure ends an ordered batch. */
function runBatch(
  operations: Document[],
  { ordered }: Document,
  run: (op: Document, at: number) => void,
) {
  const writeErrors: Document[] = [];
  for (const [index, operation] of operations.entries()) {
    try {
      run(operation, index);
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error;
      const { code, message, details } = error;
      writeErrors.push({ index, code, errmsg: message, ...details });
      if (readFlag(ordered, true)) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

export const collectionForWrite = (call: Call) =>
  collectionOf(call) ?? createCollection(call.view, call.database, nameOf(call.body));

const insert: Command = {
  writes: true,
  run(call) {
    const documents = readList('documents', call.body.documents, batchMax);
    let n = 0;
    const errors = runBatch(documents, call.body, (document) => {
      insertDocument(call.view, collectionForWrite(call), withId(document));
      n++;
    });
    return { n, ...errors };
  },
};

interface UpdateResult {
  matched: number;
  modified: number;
  upserted?: unknown;
}

/** One entry of an `update` command. */
function updateDocuments(call: Call, operation: Document): UpdateResult {
  const { view, deadline } = call;
  refuseCollation(operation);
  const { u, multi, upsert, arrayFilters, c, hint, sort } = operation;
  const filter = readDocument('q', operation.q);
  const update = compileUpdate({ filter, update: u, arrayFilters, variables: c });
  if (update.isReplacement && multi) {
    throw new MongoFailure(9, 'multi update is not supported for replacement-style update');
  }
  const collection = upsert ? collectionForWrite(call) : collectionOf(call);
  const limit = multi ? 0 : 1;
  const selection = { filter, limit, hint, deadline, sort: readSort(sort) };
  const matches = selectDocuments(view, collection, selection);
  let [matched, modified] = [0, 0];
  const accepts = compileFilter(filter);
  // All are found before the first is changed, so that none is met again where it moved to.
  const ids = Array.from(matches, ({ row }) => row.id);
  for (const id of collection ? ids : []) {
    const row = collection && readRow(view, collection, id);
    const previous = row && readBody(row.body);
    if (!collection || !previous || !accepts(previous)) continue;
    matched++;
    const current = collectionOf(call) ?? collection;
    if (replaceDocument(view, current, row, previous, withId(update.apply(previous)))) modified++;
  }
  if (matched > 0 || !upsert || !collection) return { matched, modified };
  const document = update.create();
  insertDocument(view, collectionOf(call) ?? collection, document);
  return { matched: 0, modified: 0, upserted: document._id };
}

const update: Command = {
  writes: true,
  run(call) {
    const updates = readList('updates', call.body.updates, batchMax);
    let [n, nModified] = [0, 0];
    const upserted: Document[] = [];
    const errors = runBatch(updates, call.body, (operation, index) => {
      const result = updateDocuments(call, operation);
      n += result.matched;
      nModified += result.modified;
      if (!('upserted' in result)) return;
      n++;
      upserted.push({ index, _id: result.upserted });
    });
    return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
};

function deleteDocuments(call: Call, operation: Document): number {
  refuseCollation(operation);
  const { limit, hint } = operation;
  const collection = collectionOf(call);
  const filter = readDocument('q', operation.q);
  const selection = { filter, limit: limit === 1 ? 1 : 0, hint, deadline: call.deadline };
  const ids = Array.from(selectDocuments(call.view, collection, selection), ({ row }) => row.id);
  if (!collection) return 0;
  for (const id of ids) {
    const row = readRow(call.view, collection, id);
    if (row) deleteDocument(call.view, collection, row, readBody(row.body));
  }
  return ids.length;
}

const remove: Command = {
  writes: true,
  run(call) {
    let n = 0;
    const deletes = readList('deletes', call.body.deletes, batchMax);
    const errors = runBatch(deletes, call.body, (operation) => {
      n += deleteDocuments(call, operation);
    });
    return { n, ...errors };
  },
};

export const writeCommands = { insert, update, delete: remove };
