import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  BSONValue,
  Code,
  DBRef,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/** BSON's order of types. Numbers of every width share a rank, and so do null and missing. */
export const rank = {
  minKey: 0x08,
  emptyArray: 0x10,
  null: 0x18,
  number: 0x20,
  string: 0x28,
  document: 0x30,
  array: 0x38,
  binary: 0x40,
  objectId: 0x48,
  boolean: 0x50,
  date: 0x58,
  timestamp: 0x60,
  regex: 0x68,
  reference: 0x70,
  code: 0x78,
  maxKey: 0xf0,
} as const;

export function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof BSONValue) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return rank.string;
    case 'number':
    case 'bigint':
      return rank.number;
    case 'boolean':
      return rank.boolean;
    case 'undefined':
      return rank.null;
  }
  if (value === null) return rank.null;
  if (Array.isArray(value)) return rank.array;
  if (value instanceof Date) return rank.date;
  if (value instanceof Uint8Array) return rank.binary;
  return value instanceof BSONValue ? rankOfBson(value) : rank.document;
}

function rankOfBson(value: BSONValue): number {
  // Timestamp extends Long, so it is asked for first.
  if (value instanceof Timestamp) return rank.timestamp;
  if (value instanceof Int32 || value instanceof Double || value instanceof Long) {
    return rank.number;
  }
  if (value instanceof ObjectId) return rank.objectId;
  if (value instanceof Binary) return rank.binary;
  if (value instanceof Decimal128) return rank.number;
  if (value instanceof BSONRegExp) return rank.regex;
  if (value instanceof BSONSymbol) return rank.string;
  if (value instanceof MinKey) return rank.minKey;
  if (value instanceof MaxKey) return rank.maxKey;
  if (value instanceof Code) return rank.code;
  if (value instanceof DBRef) return rank.reference;
  return rank.document;
}

/** A number that compares exactly with any other; a long beyond 2^53 stays a bigint. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Timestamp) return undefined;
  if (value instanceof Long) {
    const number = value.toNumber();
    return Number.isSafeInteger(number) ? number : value.toBigInt();
  }
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  const number = numberOf(value);
  return number === undefined || Number(number) !== 0;
}

/** A copy that shares no document or array with the original. */
export function cloneValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneValue);
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const [name, item] of Object.entries(value)) setField(copy, name, cloneValue(item));
  return copy;
}

/** Assigns an own field even when it is called `__proto__`. */
export function setField(target: Document, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
  else {
    const flags = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(target, name, { value, ...flags });
  }
}

const typeNames: Record<number, string> = {
  [rank.null]: 'null',
  [rank.string]: 'string',
  [rank.document]: 'object',
  [rank.array]: 'array',
  [rank.binary]: 'binData',
  [rank.objectId]: 'objectId',
  [rank.boolean]: 'bool',
  [rank.date]: 'date',
  [rank.timestamp]: 'timestamp',
  [rank.regex]: 'regex',
  [rank.reference]: 'dbPointer',
  [rank.code]: 'javascript',
  [rank.minKey]: 'minKey',
  [rank.maxKey]: 'maxKey',
};

/** MongoDB's name of the value's type, as `$type` and its messages use it. */
export function typeNameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value instanceof Int32) return 'int';
  if (value instanceof Double) return 'double';
  if (value instanceof Decimal128) return 'decimal';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return typeNames[rankOf(value)] ?? 'long';
}
