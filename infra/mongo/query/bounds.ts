import { BSONRegExp, type Document, MaxKey, MinKey } from 'bson';
import { encodeKey, invert, successor } from '../storage/keys.ts';
import type { Range } from '../storage/scan.ts';
import { literalPrefix, readPattern } from './patterns.ts';
import { isOperatorSet } from './predicates.ts';
import { isDocument, rank, rankOf } from './values.ts';

/** The keys between two beginnings of keys, both included. */
export interface Span {
  low: Buffer;
  high: Buffer;
}

/** What a filter demands of the keys of one path. It may let through more than the filter. */
export interface Condition {
  spans: Span[];
  /** Every span is a single value; these are the values. */
  values: unknown[] | undefined;
}

export type Conditions = Map<string, Condition[]>;

/** The conditions that every matching document fulfils. */
export function conditionsOf(filter: Document): Conditions {
  const conditions: Conditions = new Map();
  collect(filter, '', conditions);
  return conditions;
}

function collect(filter: Document, prefix: string, conditions: Conditions): void {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(operand)) {
      for (const branch of operand) if (isDocument(branch)) collect(branch, prefix, conditions);
    }
    if (name.startsWith('$')) continue;
    const path = prefix + name;
    const found = isOperatorSet(operand)
      ? readOperators(path, operand, conditions)
      : [readEquality([operand])];
    const usable = found.filter((condition) => condition !== undefined);
    if (usable.length > 0) conditions.set(path, [...(conditions.get(path) ?? []), ...usable]);
  }
}

function readOperators(path: string, operators: Document, conditions: Conditions) {
  return Object.entries(operators).map(([operator, operand]): Condition | undefined => {
    switch (operator) {
      case '$eq':
        return operand instanceof BSONRegExp ? undefined : readEquality([operand]);
      case '$in':
        return Array.isArray(operand) ? readEquality(operand) : undefined;
      case '$all':
        return Array.isArray(operand) ? readEquality(operand.slice(0, 1)) : undefined;
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        return readComparison(operator, operand);
      case '$regex':
        return readPrefix(readPattern(operand, operators.$options));
      case '$elemMatch':
        return readElement(path, operand, conditions);
    }
    return undefined;
  });
}

/** What one element fulfils, an entry of the index does. */
function readElement(path: string, operand: unknown, conditions: Conditions) {
  if (!isDocument(operand)) return undefined;
  if (!isOperatorSet(operand)) collect(operand, `${path}.`, conditions);
  return undefined;
}

function readEquality(values: unknown[]): Condition | undefined {
  const [only] = values;
  if (values.length === 1 && only instanceof BSONRegExp) return readPrefix(readPattern(only));
  // An array equals an element or the whole, and an index does not hold the whole.
  const plain = values.every(
    (value) =>
      !Array.isArray(value) &&
      !(value instanceof BSONRegExp) &&
      !(isDocument(value) && '$elemMatch' in value),
  );
  if (!plain) return undefined;
  const spans = values.map((value) => {
    const key = encodeKey(value);
    return { low: key, high: key };
  });
  return { spans, values };
}

/** Values compare within their type only. The bound itself stays in: the filter decides. */
function readComparison(operator: string, operand: unknown): Condition | undefined {
  if (Array.isArray(operand) || operand instanceof MinKey || operand instanceof MaxKey) {
    return undefined;
  }
  const order = rankOf(operand);
  if (order === rank.null) return undefined;
  const key = encodeKey(operand);
  const type = Buffer.from([order]);
  const span = operator.startsWith('$g') ? { low: key, high: type } : { low: type, high: key };
  return { spans: [span], values: undefined };
}

function readPrefix(pattern: RegExp): Condition | undefined {
  const prefix = literalPrefix(pattern);
  if (prefix === undefined) return undefined;
  const key = encodeKey(prefix);
  const beginning = key.subarray(0, key.length - 2);
  const regexes = Buffer.from([rank.regex]);
  return {
    spans: [
      { low: beginning, high: beginning },
      { low: regexes, high: regexes },
    ],
    values: undefined,
  };
}

/**
 * The one condition to scan by. Of a field that holds arrays, two conditions may be met by two
 * elements, so that they cannot be combined.
 */
export function choose(conditions: readonly Condition[], isMultikey: boolean): Condition {
  const points = conditions.filter(({ values }) => values !== undefined);
  const [fewest] = points.toSorted((a, b) => a.spans.length - b.spans.length);
  const [first] = conditions;
  if (fewest) return fewest;
  if (first === undefined) return { spans: [], values: undefined };
  const single = conditions.filter(({ spans }) => spans.length === 1);
  if (isMultikey || single.length < 2) return first;
  const spans = single.flatMap((condition) => condition.spans).reduce(intersect);
  return { spans: [spans], values: undefined };
}

function intersect(a: Span, b: Span): Span {
  const low = Buffer.compare(a.low, b.low) >= 0 ? a.low : b.low;
  return { low, high: endsBefore(a.high, b.high) ? a.high : b.high };
}

function endsBefore(a: Buffer, b: Buffer): boolean {
  const [endA, endB] = [successor(a), successor(b)];
  if (!endA || !endB) return endB === undefined;
  return Buffer.compare(endA, endB) < 0;
}

export const inverted = ({ low, high }: Span): Span => ({ low: invert(high), high: invert(low) });

/** The ranges of keys that begin with a prefix and go on within a span, in order. */
export function toRanges(prefixes: readonly Buffer[], spans: readonly Span[]): Range[] {
  const ranges = prefixes.flatMap((prefix) =>
    spans.map(({ low, high }) => ({
      low: Buffer.concat([prefix, low]),
      high: successor(Buffer.concat([prefix, high])),
    })),
  );
  const sorted = ranges
    .filter(({ low, high }) => high === undefined || Buffer.compare(low, high) < 0)
    .sort((a, b) => Buffer.compare(a.low, b.low));
  return sorted.filter(({ low }, at) => at === 0 || !low.equals(sorted[at - 1]?.low ?? low));
}
