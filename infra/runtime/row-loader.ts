import DataLoader, { type CacheMap } from 'dataloader';
import { type Model, trusted } from 'mongoose';

/** More ids than this make several queries. */
const batchSizeMax = 500;
const rememberedMs = 500;
const rememberedMax = 1_000;

/** The rows of a collection by a unique key; nobody's right to them is checked. */
export type RowLoader<Row> = DataLoader<string, Row | undefined>;

/** Ids that are asked for in one tick become one query; a row is remembered for half a second. */
export function createRowLoader<Row extends { _id: string }>(
  model: Model<Row>,
  key: keyof Row & string = '_id',
): RowLoader<Row> {
  async function loadAll(ids: readonly string[]): Promise<(Row | undefined)[]> {
    const rows = await model
      .find()
      .where(key, trusted({ $in: [...ids] }))
      .lean<Row[]>();
    const found = new Map(rows.map((row) => [row[key] as unknown, row]));
    return ids.map((id) => found.get(id));
  }
  return new DataLoader(loadAll, { maxBatchSize: batchSizeMax, cacheMap: createBriefMap() });
}

/** A subscription keeps its loaders for as long as it runs, and rows change meanwhile. */
function createBriefMap<Row>(): CacheMap<string, Promise<Row>> {
  const entries = new Map<string, { row: Promise<Row>; until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry || entry.until > performance.now()) return entry?.row;
      entries.delete(key);
      return undefined;
    },
    set(key, row) {
      if (entries.size >= rememberedMax) entries.clear();
      entries.set(key, { row, until: performance.now() + rememberedMs });
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
