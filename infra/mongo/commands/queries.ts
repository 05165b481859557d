import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { emptyArray, leavesOf, splitPath } from '../query/paths.ts';
import { runPipeline } from '../query/pipeline.ts';
import { projectDocuments } from '../query/projection.ts';
import { type Selection, selectDocuments } from '../query/selection.ts';
import { readSort } from '../query/sort.ts';
import { countDocuments } from '../storage/indexes.ts';
import { encodeKey } from '../storage/keys.ts';
import type { Examined } from '../storage/scan.ts';
import {
  type Call,
  type Command,
  collectionOf,
  nameOf,
  readAmount,
  readDocument,
  readFlag,
  refuseCollation,
} from './call.ts';

/** The documents that a `find` asks for. */
export function readSelection({ body, deadline }: Call): Selection {
  refuseCollation(body);
  if (body.tailable) throw new MongoFailure(115, 'tailable cursors are not supported');
  const skip = readAmount('skip', body.skip) ?? 0;
  if (skip < 0) throw new MongoFailure(2, 'skip must not be negative');
  return {
    filter: readDocument('filter', body.filter),
    sort: readSort(body.sort),
    skip,
    // A negative limit asks for a single batch.
    limit: Math.abs(readAmount('limit', body.limit) ?? 0),
    hint: body.hint,
    variables: readDocument('let', body.let),
    deadline,
  };
}

export function findDocuments(call: Call, examined?: Examined): Iterable<Document> {
  const selection = readSelection(call);
  const matches = selectDocuments(call.view, collectionOf(call), selection, examined);
  function* documents() {
    for (const { document } of matches) yield document;
  }
  return projectDocuments(documents(), call.body.projection, selection.filter);
}

const find: Command = {
  run(call) {
    const { body, cursors, database, transaction } = call;
    const limit = readAmount('limit', body.limit) ?? 0;
    const cursor = cursors.open(findDocuments(call), {
      namespace: `${database}.${nameOf(body)}`,
      batchSize: readAmount('batchSize', body.batchSize),
      singleBatch: readFlag(body.singleBatch) || limit < 0,
      transaction,
    });
    return { cursor };
  },
};

const aggregate: Command = {
  run(call) {
    const { view, body, cursors, database, deadline, transaction } = call;
    refuseCollation(body);
    const { pipeline, aggregate: target } = body;
    if (!Array.isArray(pipeline)) throw new MongoFailure(14, 'pipeline must be an array');
    const name = target === 1 ? undefined : nameOf(body);
    const context = { view, database, deadline, hint: body.hint };
    const results = runPipeline(context, name, pipeline, readDocument('let', body.let));
    const cursor = cursors.open(results, {
      namespace: `${database}.${name ?? '$cmd.aggregate'}`,
      batchSize: readAmount('batchSize', readDocument('cursor', body.cursor).batchSize),
      transaction,
    });
    return { cursor };
  },
};

const count: Command = {
  run(call) {
    const { body, view, deadline } = call;
    refuseCollation(body);
    const collection = collectionOf(call);
    const filter = readDocument('query', body.query);
    const skip = readAmount('skip', body.skip);
    const limit = Math.abs(readAmount('limit', body.limit) ?? 0);
    if (collection && Object.keys(filter).length === 0 && !skip && !limit) {
      return { n: countDocuments(view, collection) };
    }
    let n = 0;
    const selection = { filter, skip, limit, hint: body.hint, deadline };
    for (const _ of selectDocuments(view, collection, selection)) n++;
    return { n };
  },
};

const distinctMax = 1_000_000;

const distinct: Command = {
  run(call) {
    const { body, view, deadline } = call;
    refuseCollation(body);
    const path = splitPath(String(body.key));
    const filter = readDocument('query', body.query);
    const values = new Map<string, unknown>();
    for (const { document } of selectDocuments(view, collectionOf(call), { filter, deadline })) {
      for (const leaf of leavesOf(document, path).leaves) {
        if (leaf === undefined || leaf === emptyArray) continue;
        values.set(encodeKey(leaf).toString('latin1'), leaf);
      }
      if (values.size > distinctMax) throw new MongoFailure(146, 'too many distinct values');
    }
    return { values: [...values.values()] };
  },
};

const getMore: Command = {
  run({ body, cursors, database }) {
    const batchSize = readAmount('batchSize', body.batchSize);
    const cursor = cursors.next(BigInt(body.getMore), `${database}.${body.collection}`, batchSize);
    return { cursor };
  },
};

const killCursors: Command = {
  run({ body, cursors }) {
    const ids: unknown[] = Array.isArray(body.cursors) ? body.cursors : [];
    const wanted = ids.map((id) => BigInt(id as number));
    const killed = cursors.kill(wanted);
    return {
      cursorsKilled: killed,
      cursorsNotFound: wanted.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  },
};

export const queryCommands = { find, aggregate, count, distinct, getMore, killCursors };
