import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { isDocument, isTruthy, numberOf } from '../query/values.ts';
import type { Collection, View } from '../storage/catalog.ts';
import { findCollection } from '../storage/catalog.ts';
import type { Cursors } from './cursors.ts';

/** A command that has been read from a connection, and what it may use. */
export interface Call {
  body: Document;
  database: string;
  /** The data as the command sees it; only a write may change it. */
  view: View;
  cursors: Cursors;
  /** The transaction that the command belongs to, for its cursors to end with. */
  transaction: string | undefined;
  deadline: number | undefined;
}

export interface Command {
  /** A write is run alone and answered when it is on disk. */
  writes?: boolean;
  run(call: Call): Document;
}

export const collectionOf = ({ view, database, body }: Call): Collection | undefined =>
  findCollection(view, database, nameOf(body));

/** The collection that a command names in its first field. */
export function nameOf(body: Document): string {
  const [command = '', name] = Object.entries(body)[0] ?? [];
  if (typeof name === 'string' && name !== '') return name;
  throw new MongoFailure(73, `collection name of ${command} has an invalid type or is empty`);
}

export function readDocument(name: string, value: unknown): Document {
  if (value === undefined || value === null) return {};
  if (isDocument(value)) return value;
  throw new MongoFailure(14, `the field '${name}' must be an object`);
}

export function readList(name: string, value: unknown, countMax: number): Document[] {
  if (!Array.isArray(value) || !value.every(isDocument)) {
    throw new MongoFailure(14, `the field '${name}' must be an array of objects`);
  }
  if (value.length === 0 || value.length > countMax) {
    throw new MongoFailure(72, `${name} must have 1 to ${countMax} elements, not ${value.length}`);
  }
  return value;
}

export function readAmount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const amount = Number(numberOf(value));
  if (Number.isInteger(amount)) return amount;
  throw new MongoFailure(14, `the field '${name}' must be a whole number`);
}

export const readFlag = (value: unknown, fallback = false): boolean =>
  value === undefined ? fallback : isTruthy(value);

export function refuseCollation({ collation }: Document): void {
  const locale = isDocument(collation) ? collation.locale : undefined;
  if (locale === undefined || locale === 'simple') return;
  throw new MongoFailure(115, 'collations are not supported by this store');
}
