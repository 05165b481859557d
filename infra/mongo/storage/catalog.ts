import { type Document, deserialize, serialize } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { splitPath } from '../query/paths.ts';
import type { Connection } from './connection.ts';

export interface Field {
  path: string;
  parts: string[];
  direction: 1 | -1;
}

export interface Index {
  id: number;
  name: string;
  fields: readonly Field[];
  unique: boolean;
  sparse: boolean;
  /** The documents of a partial index, and the condition that they fulfil. */
  partial: Document | undefined;
  accepts: Filter | undefined;
  /** A bit for each field that holds an array in some document. */
  multikey: number;
  /** As the client declared it. */
  spec: Document;
}

export interface Collection {
  id: number;
  database: string;
  name: string;
  options: Document;
  /** The primary index comes first. */
  indexes: readonly Index[];
}

/** All collections by namespace. A change makes a new one, so that a rollback restores the old. */
export type Catalog = ReadonlyMap<string, Collection>;

/** The data as one connection sees it. */
export interface View {
  readonly connection: Connection;
  catalog: Catalog;
}

export const documentsTable = ({ id }: Collection): string => `documents_${id}`;
export const entriesTable = ({ id }: Index): string => `entries_${id}`;
export const namespaceOf = (database: string, name: string): string => `${database}.${name}`;

export const tables = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL,
    options BLOB NOT NULL, UNIQUE (database, name));
  CREATE TABLE IF NOT EXISTS indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL,
    multikey INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS writes (
    session BLOB PRIMARY KEY, transaction_number INTEGER NOT NULL, reply BLOB NOT NULL,
    time INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS writes_time ON writes (time);
`;

export function readCatalog({ statement }: Connection): Catalog {
  const catalog = new Map<string, Collection>();
  const byId = new Map<number, Index[]>();
  for (const row of statement('SELECT * FROM collections').all()) {
    const indexes = [primaryIndex];
    const [id, database, name] = [Number(row.id), String(row.database), String(row.name)];
    const options = deserialize(row.options as Uint8Array);
    catalog.set(namespaceOf(database, name), { id, database, name, options, indexes });
    byId.set(id, indexes);
  }
  for (const row of statement('SELECT * FROM indexes ORDER BY id').all()) {
    const spec = deserialize(row.spec as Uint8Array, { bsonRegExp: true });
    byId.get(Number(row.collection))?.push(toIndex(Number(row.id), spec, Number(row.multikey)));
  }
  return catalog;
}

export function toIndex(id: number, spec: Document, multikey = 0): Index {
  const fields = Object.entries(spec.key as Document).map(([path, direction]): Field => {
    return { path, parts: splitPath(path), direction: Number(direction) < 0 ? -1 : 1 };
  });
  const partial = spec.partialFilterExpression as Document | undefined;
  return {
    id,
    name: String(spec.name),
    fields,
    unique: spec.unique === true,
    sparse: spec.sparse === true,
    partial,
    accepts: partial && compileFilter(partial),
    multikey,
    spec,
  };
}

/** The key column of the documents themselves. */
const primaryIndex: Index = {
  ...toIndex(0, { v: 2, key: { _id: 1 }, name: '_id_' }),
  unique: true,
};

export const findCollection = ({ catalog }: View, database: string, name: string) =>
  catalog.get(namespaceOf(database, name));

const collectionsMax = 10_000;

export function createCollection(
  view: View,
  database: string,
  name: string,
  options: Document = {},
): Collection {
  checkNamespace(database, name);
  if (view.catalog.size >= collectionsMax) {
    throw new MongoFailure(2, `more than ${collectionsMax} collections`);
  }
  const { lastInsertRowid } = view.connection
    .statement('INSERT INTO collections (database, name, options) VALUES (?, ?, ?)')
    .run(database, name, serialize(options));
  const collection: Collection = {
    id: Number(lastInsertRowid),
    database,
    name,
    options,
    indexes: [primaryIndex],
  };
  view.connection.execute(
    `CREATE TABLE ${documentsTable(collection)}
       (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, body BLOB NOT NULL)`,
  );
  replaceCollection(view, collection);
  return collection;
}

function checkNamespace(database: string, name: string): void {
  const badDatabase = database === '' || database.length > 63 || /[/\\. "$*<>:|?\0]/.test(database);
  const badName = name === '' || name.length > 200 || /[$\0]|^\.|^system\./.test(name);
  if (badDatabase || badName) {
    throw new MongoFailure(73, `Invalid namespace specified '${database}.${name}'`);
  }
}

export function dropCollection(view: View, collection: Collection): void {
  const { connection } = view;
  for (const index of collection.indexes.slice(1)) {
    connection.execute(`DROP TABLE ${entriesTable(index)}`);
  }
  connection.execute(`DROP TABLE ${documentsTable(collection)}`);
  connection.statement('DELETE FROM indexes WHERE collection = ?').run(collection.id);
  connection.statement('DELETE FROM collections WHERE id = ?').run(collection.id);
  const catalog = new Map(view.catalog);
  catalog.delete(namespaceOf(collection.database, collection.name));
  view.catalog = catalog;
}

export function replaceCollection(view: View, collection: Collection): void {
  const namespace = namespaceOf(collection.database, collection.name);
  view.catalog = new Map(view.catalog).set(namespace, collection);
}
