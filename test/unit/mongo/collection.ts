import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planQuery } from '@tributary/mongo/query/planner';
import { type Selection, selectDocuments } from '@tributary/mongo/query/selection';
import { readSort } from '@tributary/mongo/query/sort';
import { createCollection, findCollection, type View } from '@tributary/mongo/storage/catalog';
import { insertDocument } from '@tributary/mongo/storage/documents';
import { createIndex } from '@tributary/mongo/storage/indexes';
import { openStore } from '@tributary/mongo/storage/store';
import type { Document } from 'bson';

/** A collection with documents and indexes in a folder of its own. */
export async function openCollection(documents: Document[], indexes: Document[]) {
  const dir = mkdtempSync(join(tmpdir(), 'tributary-mongo-'));
  const store = openStore(dir);
  const collection = (view: View) =>
    findCollection(view, 'test', 'things') ?? createCollection(view, 'test', 'things');
  await store.write((view) => {
    for (const index of indexes) createIndex(view, collection(view), index);
    for (const document of documents) insertDocument(view, collection(view), document);
  });

  function select(selection: Selection & { order?: Document }) {
    const examined = { keys: 0, documents: 0 };
    const wanted = { ...selection, sort: readSort(selection.order) };
    const matches = selectDocuments(store.reader, collection(store.reader), wanted, examined);
    return { documents: Array.from(matches, ({ document }) => document), examined };
  }

  function planOf(filter: Document, order?: Document): string {
    const sort = readSort(order);
    const plan = planQuery(collection(store.reader), { filter, sort });
    if (plan.kind !== 'index') return plan.kind;
    const direction = plan.reverse ? ' backward' : '';
    return `${plan.index.name}${direction}${plan.isSorted ? ' in order' : ''}`;
  }

  return {
    select,
    planOf,
    [Symbol.dispose]() {
      store.close();
      rmSync(dir, { recursive: true });
    },
  };
}
