import { MongoFailure } from '../failure.ts';
import {
  type Collection,
  documentsTable,
  entriesTable,
  type Index,
  namespaceOf,
  type View,
} from './catalog.ts';
import type { Row } from './documents.ts';

/** Keys from `low` on, up to but without `high`; undefined is no bound. */
export interface Range {
  low: Buffer;
  high: Buffer | undefined;
}

export interface Examined {
  keys: number;
  documents: number;
}

/** How a scan goes, and where it counts what it reads. */
export interface Reading {
  examined: Examined;
  reverse?: boolean;
  /** How many rows are probably enough. */
  expected?: number;
}

const rowsMin = 32;
const rowsMax = 512;
const bytesMax = 4 * 1024 * 1024;

type Fetch = (after: Last | undefined, count: number) => { sql: string; values: Value[] };
type Value = Uint8Array | number;
interface Last {
  key: Uint8Array;
  id: number;
}

/**
 * The rows are read in chunks that start behind the last row seen: a reader that pauses holds
 * no statement open and no more than a chunk in memory.
 */
function* readChunks(
  view: View,
  collection: Collection,
  expected: number,
  fetch: Fetch,
): Generator<Row & Last> {
  const namespace = namespaceOf(collection.database, collection.name);
  let last: Last | undefined;
  const start = Math.min(expected, rowsMin);
  for (let count = start; ; count = Math.min(Math.max(count * 2, rowsMin), rowsMax)) {
    if (view.catalog.get(namespace)?.id !== collection.id) {
      throw new MongoFailure(43, `collection ${namespace} was dropped`);
    }
    const { sql, values } = fetch(last, count);
    const rows: (Row & Last)[] = [];
    let bytes = 0;
    for (const row of view.connection.prepare(sql).iterate(...values)) {
      const { id, key, body } = row as unknown as Row & Last;
      rows.push({ id, key, body });
      bytes += body.length;
      if (bytes > bytesMax) break;
    }
    yield* rows;
    last = rows.at(-1);
    if (last === undefined || (rows.length < count && bytes <= bytesMax)) return;
  }
}

/** All documents in the order of their insertion. */
export function* scanCollection(
  view: View,
  collection: Collection,
  { examined, reverse = false, expected = rowsMin }: Reading,
): Generator<Row> {
  const [after, order] = reverse ? ['id < ?', 'id DESC'] : ['id > ?', 'id'];
  const from = `SELECT id, key, body FROM ${documentsTable(collection)}`;
  const rows = readChunks(view, collection, expected, (last, count) => ({
    sql: `${from} ${last ? `WHERE ${after}` : ''} ORDER BY ${order} LIMIT ${count}`,
    values: last ? [last.id] : [],
  }));
  for (const row of rows) {
    examined.documents++;
    yield row;
  }
}

/** The documents of an index's ranges, in the index's order or the reverse. */
export function* scanIndex(
  view: View,
  collection: Collection,
  index: Index,
  ranges: readonly Range[],
  reading: Reading,
): Generator<Row> {
  const { examined, reverse } = reading;
  // A document has several entries in the index of an array, and is wanted once.
  const seen = index.multikey !== 0 ? new Set<number>() : undefined;
  for (const range of reverse ? ranges.toReversed() : ranges) {
    for (const row of scanRange(view, collection, index, range, reading)) {
      examined.keys++;
      if (seen?.has(row.id)) continue;
      seen?.add(row.id);
      examined.documents++;
      yield row;
    }
  }
}

function scanRange(
  view: View,
  collection: Collection,
  index: Index,
  { low, high }: Range,
  { reverse = false, expected = rowsMin }: Reading,
): Generator<Row> {
  const documents = documentsTable(collection);
  const isPrimary = index.id === 0;
  const from = isPrimary
    ? `SELECT id, key, body FROM ${documents}`
    : `SELECT e.document AS id, e.key AS key, d.body AS body
         FROM ${entriesTable(index)} e CROSS JOIN ${documents} d ON d.id = e.document`;
  const key = isPrimary ? 'key' : 'e.key';
  const direction = reverse ? 'DESC' : 'ASC';
  const order = `ORDER BY ${key} ${direction}${isPrimary ? '' : `, e.document ${direction}`}`;
  const sign = reverse ? '<' : '>';
  const after = isPrimary ? `key ${sign} ?` : `(e.key, e.document) ${sign} (?, ?)`;
  return readChunks(view, collection, expected, (last, count) => {
    const bounds: [string, Value[]][] = [];
    // Going on from the last row replaces the bound that it has passed.
    if (!last || reverse) bounds.push([`${key} >= ?`, [low]]);
    if (high && !(last && reverse)) bounds.push([`${key} < ?`, [high]]);
    if (last) bounds.push([after, isPrimary ? [last.key] : [last.key, last.id]]);
    const where = bounds.map(([bound]) => bound).join(' AND ');
    const values = bounds.flatMap(([, bound]) => bound);
    return { sql: `${from} WHERE ${where} ${order} LIMIT ${count}`, values };
  });
}

/** The row as it is now; undefined when it is gone. */
export function readRow({ connection }: View, collection: Collection, id: number): Row | undefined {
  const row = connection
    .statement(`SELECT id, body FROM ${documentsTable(collection)} WHERE id = ?`)
    .get(id);
  return row as unknown as Row | undefined;
}
