import { type Document, deserialize, serialize } from 'bson';
import { MongoFailure } from '../failure.ts';
import { isDocument } from '../query/values.ts';
import {
  type Collection,
  documentsTable,
  entriesTable,
  findCollection,
  type Index,
  namespaceOf,
  replaceCollection,
  type View,
} from './catalog.ts';
import { type Entries, entriesOf } from './entries.ts';
import { encodeKey } from './keys.ts';

/** A stored document, with the number that the index entries point to. */
export interface Row {
  id: number;
  body: Uint8Array;
}

export const documentBytesMax = 16 * 1024 * 1024;

export const readBody = (body: Uint8Array): Document =>
  deserialize(body, { bsonRegExp: true, promoteBuffers: false });

function writeBody(document: Document): Uint8Array {
  const body = serialize(document);
  if (body.length <= documentBytesMax) return body;
  throw new MongoFailure(10334, `object to insert too large: ${body.length} bytes`);
}

/** Stores a new document. Nothing is written when an index refuses it. */
export function insertDocument(view: View, collection: Collection, document: Document): void {
  const { connection } = view;
  const table = documentsTable(collection);
  const body = writeBody(document);
  const key = encodeKey(checkId(document._id));
  const known = connection.statement(`SELECT 1 FROM ${table} WHERE key = ?`).get(key);
  if (known) throw duplicate(collection, collection.indexes[0] as Index, document);
  const entries = prepareEntries(view, collection, document, undefined);
  const { lastInsertRowid } = connection
    .statement(`INSERT INTO ${table} (key, body) VALUES (?, ?)`)
    .run(key, body);
  for (const [index, { keys }] of entries) {
    for (const entry of keys) addEntry(view, index, entry, Number(lastInsertRowid));
  }
  markMultikey(view, collection, entries);
}

/** Stores what became of a document; false when nothing changed. */
export function replaceDocument(
  view: View,
  collection: Collection,
  row: Row,
  previous: Document,
  document: Document,
): boolean {
  const { connection } = view;
  const body = writeBody(document);
  if (Buffer.compare(body, row.body) === 0) return false;
  const entries = prepareEntries(view, collection, document, row.id);
  for (const [index, { keys }] of entries) {
    const left = entriesOf(index, previous).keys.filter((key) => !includes(keys, key));
    const removal = `DELETE FROM ${entriesTable(index)} WHERE key = ? AND document = ?`;
    for (const key of left) connection.statement(removal).run(key, row.id);
    for (const key of keys) addEntry(view, index, key, row.id);
  }
  connection
    .statement(`UPDATE ${documentsTable(collection)} SET body = ? WHERE id = ?`)
    .run(body, row.id);
  markMultikey(view, collection, entries);
  return true;
}

const includes = (keys: Buffer[], key: Buffer) => keys.some((other) => other.equals(key));

export function deleteDocument(view: View, collection: Collection, row: Row, document: Document) {
  const { connection } = view;
  for (const index of collection.indexes.slice(1)) {
    const removal = `DELETE FROM ${entriesTable(index)} WHERE key = ? AND document = ?`;
    for (const key of entriesOf(index, document).keys) {
      connection.statement(removal).run(key, row.id);
    }
  }
  connection.statement(`DELETE FROM ${documentsTable(collection)} WHERE id = ?`).run(row.id);
}

function addEntry({ connection }: View, index: Index, key: Buffer, id: number): void {
  connection
    .statement(`INSERT OR IGNORE INTO ${entriesTable(index)} (key, document) VALUES (?, ?)`)
    .run(key, id);
}

/** The entries of every declared index, after none of them would be a duplicate. */
function prepareEntries(
  view: View,
  collection: Collection,
  document: Document,
  id: number | undefined,
): [Index, Entries][] {
  return collection.indexes.slice(1).map((index) => {
    const entries = entriesOf(index, document);
    if (index.unique) checkUnique(view, collection, index, entries, document, id);
    return [index, entries];
  });
}

function checkUnique(
  { connection }: View,
  collection: Collection,
  index: Index,
  { keys }: Entries,
  document: Document,
  id = -1,
): void {
  const other = `SELECT 1 FROM ${entriesTable(index)} WHERE key = ? AND document <> ? LIMIT 1`;
  for (const key of keys) {
    if (connection.statement(other).get(key, id)) throw duplicate(collection, index, document);
  }
}

/** The planner trusts these marks: without one, a field's bounds can be combined. */
function markMultikey(view: View, stale: Collection, entries: [Index, Entries][]): void {
  if (entries.every(([, { multikey }]) => multikey === 0)) return;
  const found = new Map(entries.map(([{ id }, { multikey }]) => [id, multikey]));
  const collection = findCollection(view, stale.database, stale.name) ?? stale;
  let grown = false;
  const indexes = collection.indexes.map((index) => {
    const multikey = index.multikey | (found.get(index.id) ?? 0);
    if (multikey === index.multikey) return index;
    grown = true;
    const update = 'UPDATE indexes SET multikey = ? WHERE id = ?';
    view.connection.statement(update).run(multikey, index.id);
    return { ...index, multikey };
  });
  if (grown) replaceCollection(view, { ...collection, indexes });
}

function duplicate(collection: Collection, index: Index, document: Document): MongoFailure {
  const keyPattern = Object.fromEntries(
    index.fields.map(({ path, direction }) => [path, direction]),
  );
  const keyValue = Object.fromEntries(
    index.fields.map(({ path, parts }) => [path, plainValue(document, parts)]),
  );
  const namespace = namespaceOf(collection.database, collection.name);
  return new MongoFailure(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${JSON.stringify(keyValue)}`,
    { keyPattern, keyValue },
  );
}

function plainValue(document: Document, parts: readonly string[]): unknown {
  const value = parts.reduce<unknown>(
    (at, part) => (isDocument(at) && Object.hasOwn(at, part) ? at[part] : undefined),
    document,
  );
  return value ?? null;
}

function checkId(id: unknown): unknown {
  if (Array.isArray(id)) throw new MongoFailure(2, "The '_id' value cannot be of type array");
  if (id === undefined) throw new MongoFailure(2, "The '_id' value cannot be of type undefined");
  if (isDocument(id)) {
    const name = Object.keys(id).find((field) => field.startsWith('$'));
    if (name !== undefined) {
      throw new MongoFailure(52, `_id fields may not contain '$'-prefixed fields: ${name}`);
    }
  }
  return id;
}
