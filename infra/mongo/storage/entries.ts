import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { isIndex } from '../query/paths.ts';
import { isDocument } from '../query/values.ts';
import type { Index } from './catalog.ts';
import { emptyArrayKey, encodeKey, joinKeys } from './keys.ts';

export interface Entries {
  keys: Buffer[];
  /** A bit for each field that holds an array. */
  multikey: number;
}

/** Where the walk along one field's path has come to. */
interface Position {
  value: unknown;
  rest: readonly string[];
  isElement: boolean;
}

const none: Entries = { keys: [], multikey: 0 };
const emptyArray = Symbol('empty array');
const entriesMax = 100_000;

/** What the index holds for the document: a key, or one for each element of an array. */
export function entriesOf(index: Index, document: Document): Entries {
  if (index.accepts && !index.accepts(document)) return none;
  const tuples: unknown[][] = [];
  const multikey = expand(
    index.fields.map(({ parts }) => ({ value: document, rest: parts, isElement: false })),
    tuples,
  );
  const directions = index.fields.map(({ direction }) => direction);
  const keys = new Map<string, Buffer>();
  for (const tuple of tuples) {
    if (index.sparse && tuple.every((value) => value === undefined)) continue;
    const parts = tuple.map((value) => (value === emptyArray ? emptyArrayKey : encodeKey(value)));
    const key = joinKeys(parts, directions);
    keys.set(key.toString('latin1'), key);
  }
  return { keys: [...keys.values()], multikey };
}

/** Arrays are expanded element by element; two fields may share one array, not have one each. */
function expand(start: Position[], tuples: unknown[][]): number {
  const positions = start.map(walk);
  const arrays = positions.map(({ value, isElement }) =>
    Array.isArray(value) && !isElement ? value : undefined,
  );
  const array = arrays.find((value) => value !== undefined);
  if (array === undefined) {
    if (tuples.length >= entriesMax) throw new MongoFailure(2, 'too many index keys');
    tuples.push(positions.map(({ value }) => value));
    return 0;
  }
  if (arrays.some((value) => value !== undefined && value !== array)) {
    throw new MongoFailure(171, 'cannot index parallel arrays');
  }
  let multikey = arrays.reduce((bits, value, at) => (value ? bits | (1 << at) : bits), 0);
  const elements = array.length > 0 ? array : [emptyArray];
  for (const element of elements) {
    const next = positions.map((position, at): Position => {
      if (arrays[at] === undefined) return position;
      if (position.rest.length === 0) return { value: element, rest: [], isElement: true };
      return { value: element, rest: position.rest, isElement: !isDocument(element) };
    });
    multikey |= expand(next, tuples);
  }
  return multikey;
}

/** Goes on until an array or the end of the path. */
function walk(position: Position): Position {
  let { value, rest } = position;
  if (position.isElement)
    return rest.length > 0 ? { value: undefined, rest: [], isElement: true } : position;
  while (rest.length > 0) {
    const [part = ''] = rest;
    if (Array.isArray(value)) {
      if (!isIndex(part) || Number(part) >= value.length) break;
      value = value[Number(part)];
    } else {
      value = isDocument(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    }
    rest = rest.slice(1);
  }
  return { value, rest, isElement: false };
}
