import { Failure } from '@tributary/runtime/failure';
import { type Model, type QueryFilter, trusted } from 'mongoose';

export interface Page<Row> {
  nodes: Row[];
  hasMore: boolean;
}

export interface PageOptions<Row> {
  model: Model<Row>;
  filter: QueryFilter<Row>;
  /** The time by which rows are ordered; ids decide between equal times. */
  key: 'createdAt' | 'updatedAt';
  direction: 1 | -1;
  first: number;
  /** The row behind which the page begins. */
  after: Row | undefined;
}

const sizeMax = 100;

export function readPageSize(size: number): number {
  if (size >= 1 && size <= sizeMax) return size;
  throw new Failure('BAD_INPUT', `a page has 1 to ${sizeMax} items`, { reason: 'invalid_param' });
}

/** The rows behind a position, in the order of a time and then of their ids. */
export async function listPage<Row extends { _id: string; createdAt: Date; updatedAt?: Date }>({
  model,
  filter,
  key,
  direction,
  first,
  after,
}: PageOptions<Row>): Promise<Page<Row>> {
  const query = model.find(filter).sort({ [key]: direction, _id: direction });
  if (after) {
    const beyond = direction === 1 ? '$gt' : '$lt';
    const time = after[key];
    query.or([
      { [key]: trusted({ [beyond]: time }) },
      { [key]: time, _id: trusted({ [beyond]: after._id }) },
    ] as QueryFilter<Row>[]);
  }
  const found = await query.limit(first + 1).lean<Row[]>();
  return { nodes: found.slice(0, first), hasMore: found.length > first };
}
