import {
  Binary,
  type BSONRegExp,
  BSONSymbol,
  type Document,
  type ObjectId,
  type Timestamp,
} from 'bson';
import { numberOf, rank, rankOf } from './values.ts';

/** BSON's total order, the same as that of the encoded index keys. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const order = rankOf(a);
  const difference = order - rankOf(b);
  return difference !== 0 ? difference : compareSameRank(order, a, b);
}

export const equalValues = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;

function compareSameRank(order: number, a: unknown, b: unknown): number {
  switch (order) {
    case rank.number:
      return compareNumbers(numberOf(a) ?? 0, numberOf(b) ?? 0);
    case rank.string:
      return compareStrings(textOf(a), textOf(b));
    case rank.document:
      return compareDocuments(a as Document, b as Document);
    case rank.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case rank.binary:
      return compareBinaries(a, b);
    case rank.objectId:
      return compareStrings((a as ObjectId).toHexString(), (b as ObjectId).toHexString());
    case rank.boolean:
      return Number(a) - Number(b);
    case rank.date:
      return compareNumbers((a as Date).getTime(), (b as Date).getTime());
    case rank.timestamp:
      return compareNumbers((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case rank.regex:
      return compareRegexes(a as BSONRegExp, b as BSONRegExp);
    default:
      return order === rank.null ? 0 : compareStrings(JSON.stringify(a), JSON.stringify(b));
  }
}

const textOf = (value: unknown): string =>
  value instanceof BSONSymbol ? value.value : (value as string);

function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // NaN equals itself and comes before every other number.
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : 0;
}

const beyondBasicPlane = /[\ud800-\uffff]/;

/** The order of the UTF-8 bytes, from which UTF-16 differs only beyond the basic plane. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (beyondBasicPlane.test(a) && beyondBasicPlane.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : 1;
}

function compareDocuments(a: Document, b: Document): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order =
      rankOf(value) - rankOf(other[1]) ||
      compareStrings(name, other[0]) ||
      compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (const [index, value] of a.entries()) {
    if (index >= b.length) return 1;
    const order = compareValues(value, b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export function binaryOf(value: unknown): { bytes: Uint8Array; subtype: number } {
  if (value instanceof Binary) {
    return { bytes: value.buffer.subarray(0, value.position), subtype: value.sub_type };
  }
  return { bytes: value as Uint8Array, subtype: 0 };
}

function compareBinaries(a: unknown, b: unknown): number {
  const left = binaryOf(a);
  const right = binaryOf(b);
  return (
    left.bytes.length - right.bytes.length ||
    left.subtype - right.subtype ||
    Buffer.compare(left.bytes, right.bytes)
  );
}

const compareRegexes = (a: BSONRegExp, b: BSONRegExp): number =>
  compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
