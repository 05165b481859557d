import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { emptyArrayKey, encodeKey, joinKeys } from '../storage/keys.ts';
import { emptyArray, leavesOf, splitPath } from './paths.ts';
import { isDocument, numberOf } from './values.ts';

export interface SortField {
  path: string;
  parts: string[];
  direction: 1 | -1;
}

export function readSort(sort: unknown): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDocument(sort)) throw new MongoFailure(14, 'sort must be an object');
  return Object.entries(sort).map(([path, order]) => {
    const direction = Number(numberOf(order));
    if (direction !== 1 && direction !== -1) {
      throw new MongoFailure(2, `$sort key ordering must be 1 or -1, for "${path}"`);
    }
    if (path === '' || (path.startsWith('$') && path !== '$natural')) {
      throw new MongoFailure(2, `bad sort field "${path}"`);
    }
    return { path, parts: splitPath(path), direction };
  });
}

/** Of an array, the least element counts when ascending and the greatest when descending. */
function sortKey(document: Document, fields: readonly SortField[]): Buffer {
  const parts = fields.map(({ parts: path, direction }) => {
    const keys = leavesOf(document, path).leaves.map((leaf) =>
      leaf === emptyArray ? emptyArrayKey : encodeKey(leaf),
    );
    return keys.reduce((a, b) => (Buffer.compare(a, b) * direction <= 0 ? a : b));
  });
  return joinKeys(
    parts,
    fields.map(({ direction }) => direction),
  );
}

const bytesMax = 100 * 1024 * 1024;
const slack = 1000;

interface Sortable {
  document: Document;
  /** What it weighs in memory, about. */
  bytes: number;
}

/** The least `limit` of the items, in order; equal ones stay in the order in which they came. */
export function sortItems<T extends Sortable>(
  items: Iterable<T>,
  fields: readonly SortField[],
  limit = Number.POSITIVE_INFINITY,
): T[] {
  let kept: { key: Buffer; item: T }[] = [];
  let bytes = 0;
  const cut = () => {
    kept.sort((a, b) => Buffer.compare(a.key, b.key));
    if (kept.length > limit) kept = kept.slice(0, limit);
    bytes = kept.reduce((sum, { key, item }) => sum + key.length + item.bytes, 0);
  };
  for (const item of items) {
    const key = sortKey(item.document, fields);
    kept.push({ key, item });
    bytes += key.length + item.bytes;
    if (kept.length >= limit * 2 + slack) cut();
    if (bytes > bytesMax) {
      cut();
      if (bytes > bytesMax) {
        throw new MongoFailure(292, `Sort exceeded memory limit of ${bytesMax} bytes`);
      }
    }
  }
  cut();
  return kept.map(({ item }) => item);
}
