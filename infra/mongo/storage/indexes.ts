import { type Document, serialize } from 'bson';
import { MongoFailure } from '../failure.ts';
import { isDocument } from '../query/values.ts';
import {
  type Collection,
  documentsTable,
  entriesTable,
  type Index,
  replaceCollection,
  toIndex,
  type View,
} from './catalog.ts';
import { readBody } from './documents.ts';
import { entriesOf } from './entries.ts';
import { scanCollection } from './scan.ts';

const indexesMax = 64;
const fieldsMax = 32;

/**
 * Declares an index and fills it; false when the same one exists. An expiry (TTL) is kept with
 * the declaration, but nothing is removed by it.
 */
export function createIndex(view: View, collection: Collection, declared: Document): boolean {
  const spec = readSpec(declared);
  const same = collection.indexes.find(({ spec: { key } }) => sameKey(key, spec.key));
  const named = collection.indexes.find(({ name }) => name === spec.name);
  if (same && (same.id === 0 || sameOptions(same.spec, spec))) return false;
  if (same) {
    throw new MongoFailure(
      85,
      `An equivalent index already exists with other options: ${same.name}`,
    );
  }
  if (named) {
    throw new MongoFailure(86, `An index named ${spec.name} exists with another key`);
  }
  if (collection.indexes.length >= indexesMax) {
    throw new MongoFailure(67, `add index fails, too many indexes: ${indexesMax}`);
  }
  const { lastInsertRowid } = view.connection
    .statement('INSERT INTO indexes (collection, spec) VALUES (?, ?)')
    .run(collection.id, serialize(spec));
  const index = toIndex(Number(lastInsertRowid), spec);
  view.connection.execute(
    `CREATE TABLE ${entriesTable(index)} (key BLOB NOT NULL, document INTEGER NOT NULL,
       PRIMARY KEY (key, document)) WITHOUT ROWID`,
  );
  const multikey = fillIndex(view, collection, index);
  view.connection.statement('UPDATE indexes SET multikey = ? WHERE id = ?').run(multikey, index.id);
  replaceCollection(view, {
    ...collection,
    indexes: [...collection.indexes, { ...index, multikey }],
  });
  return true;
}

function fillIndex(view: View, collection: Collection, index: Index): number {
  const table = entriesTable(index);
  const taken = view.connection.statement(`SELECT 1 FROM ${table} WHERE key = ? LIMIT 1`);
  const insert = view.connection.statement(`INSERT INTO ${table} (key, document) VALUES (?, ?)`);
  let bits = 0;
  for (const row of scanCollection(view, collection, { examined: { keys: 0, documents: 0 } })) {
    const { keys, multikey } = entriesOf(index, readBody(row.body));
    bits |= multikey;
    if (index.unique && keys.some((key) => taken.get(key))) {
      throw new MongoFailure(
        11000,
        `E11000 duplicate key error collection: ${collection.database}.${collection.name} index: ${index.name}`,
        { keyPattern: index.spec.key },
      );
    }
    for (const key of keys) insert.run(key, row.id);
  }
  return bits;
}

const refused = ['text', '2d', '2dsphere', 'hashed', 'geoHaystack'];

function readSpec({ key, name, ...options }: Document): Document {
  if (!isDocument(key) || Object.keys(key).length === 0) {
    throw new MongoFailure(67, 'index keys cannot be an empty object');
  }
  if (Object.keys(key).length > fieldsMax) throw new MongoFailure(67, 'index has too many fields');
  for (const [path, direction] of Object.entries(key)) {
    const kind = refused.find((word) => word === direction);
    if (kind) throw new MongoFailure(67, `${kind} indexes are not supported by this store`);
    if (!Number.isFinite(direction) || direction === 0) {
      throw new MongoFailure(67, `bad index direction of "${path}"`);
    }
    if (path === '' || path.includes('$') || path.split('.').includes('')) {
      throw new MongoFailure(67, `bad index key "${path}"`);
    }
  }
  if (options.collation) {
    throw new MongoFailure(67, 'collations are not supported by this store');
  }
  const generated = Object.entries(key).flat().join('_');
  return { v: 2, key, name: String(name ?? generated), ...options };
}

const sameKey = (a: Document, b: Document): boolean =>
  JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));

function sameOptions(a: Document, b: Document): boolean {
  const part = ({ unique, sparse, partialFilterExpression }: Document) =>
    JSON.stringify([unique === true, sparse === true, partialFilterExpression ?? null]);
  return part(a) === part(b);
}

export function dropIndex(view: View, collection: Collection, index: Index): void {
  if (index.id === 0) throw new MongoFailure(72, 'cannot drop _id index');
  view.connection.execute(`DROP TABLE ${entriesTable(index)}`);
  view.connection.statement('DELETE FROM indexes WHERE id = ?').run(index.id);
  replaceCollection(view, {
    ...collection,
    indexes: collection.indexes.filter(({ id }) => id !== index.id),
  });
}

export function countDocuments({ connection }: View, collection: Collection): number {
  const row = connection.statement(`SELECT count(*) AS n FROM ${documentsTable(collection)}`).get();
  return Number(row?.n);
}
