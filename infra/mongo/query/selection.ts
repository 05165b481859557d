import { calculateObjectSize, type Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import type { Collection, View } from '../storage/catalog.ts';
import { type Row, readBody } from '../storage/documents.ts';
import { type Examined, type Reading, scanCollection, scanIndex } from '../storage/scan.ts';
import type { Variables } from './expression.ts';
import { compileFilter } from './filter.ts';
import { type Plan, planQuery } from './planner.ts';
import { type SortField, sortItems } from './sort.ts';

export interface Selection {
  filter: Document;
  sort?: readonly SortField[] | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
  hint?: unknown;
  variables?: Variables | undefined;
  /** When to give up, in epoch milliseconds. */
  deadline?: number | undefined;
}

/** A stored document that matches. */
export interface Match {
  row: Row;
  document: Document;
  bytes: number;
}

/** The matching documents, read as they are asked for. A missing collection is empty. */
export function* selectDocuments(
  view: View,
  collection: Collection | undefined,
  selection: Selection,
  examined: Examined = { keys: 0, documents: 0 },
): Generator<Match> {
  const { filter, sort = [], skip = 0, variables } = selection;
  const limit = selection.limit || Number.POSITIVE_INFINITY;
  const accepts = compileFilter(filter, variables);
  if (!collection) return;
  const plan = planQuery(collection, selection);
  const isSorted = sort.length === 0 || plan.isSorted;
  const expected = isSorted ? skip + limit : Number.POSITIVE_INFINITY;
  const rows = runPlan(view, collection, plan, { examined, expected });
  const matches = filterRows(rows, accepts, selection.deadline);
  const ordered = isSorted ? matches : sortItems(matches, sort, skip + limit);
  let at = 0;
  if (limit <= 0) return;
  for (const match of ordered) {
    if (at++ < skip) continue;
    yield match;
    if (at >= skip + limit) return;
  }
}

function* filterRows(
  rows: Iterable<Row>,
  accepts: (document: Document) => boolean,
  deadline = Number.POSITIVE_INFINITY,
): Generator<Match> {
  let count = 0;
  for (const row of rows) {
    if (++count % 128 === 0 && Date.now() > deadline) {
      throw new MongoFailure(50, 'operation exceeded time limit');
    }
    const document = readBody(row.body);
    if (accepts(document)) yield { row, document, bytes: row.body.length };
  }
}

function* runPlan(
  view: View,
  collection: Collection,
  plan: Plan,
  reading: Reading,
): Generator<Row> {
  if (plan.kind === 'collection') {
    yield* scanCollection(view, collection, { ...reading, reverse: plan.reverse });
  } else if (plan.kind === 'index') {
    const { index, ranges, reverse } = plan;
    yield* scanIndex(view, collection, index, ranges, { ...reading, reverse });
  } else {
    const seen = new Set<number>();
    for (const part of plan.plans) {
      for (const row of runPlan(view, collection, part, reading)) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        yield row;
      }
    }
  }
}

/** A stage's `$sort`, over documents that are not stored. */
export function sortDocuments(
  documents: Iterable<Document>,
  fields: readonly SortField[],
): Document[] {
  function* weighed() {
    for (const document of documents) yield { document, bytes: calculateObjectSize(document) };
  }
  return sortItems(weighed(), fields).map(({ document }) => document);
}
