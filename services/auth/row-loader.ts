import DataLoader from 'dataloader';
import { type Model, trusted } from 'mongoose';

/** More ids than this make several queries. */
const batchSizeMax = 500;

/** The ids that one request asks for in one tick become one query; nobody's right is checked. */
export function createRowLoader<Row extends { _id: string }>(
  model: Model<Row>,
): DataLoader<string, Row | undefined> {
  async function loadAll(ids: readonly string[]): Promise<(Row | undefined)[]> {
    const rows = await model
      .find()
      .where('_id', trusted({ $in: ids }))
      .lean<Row[]>();
    const rowsById = new Map(rows.map((row) => [row._id, row]));
    return ids.map((id) => rowsById.get(id));
  }
  return new DataLoader(loadAll, { maxBatchSize: batchSizeMax });
}
