import { BSONRegExp, type Document, Long } from 'bson';
import { expect, test } from 'vitest';
import { openCollection } from './collection.ts';

const indexes = [
  { key: { owner: 1, at: -1 } },
  { key: { 'items.k': 1, 'items.v': 1 } },
  { key: { tags: 1 } },
  { key: { code: 1 }, unique: true, sparse: true },
  { key: { n: 1 }, partialFilterExpression: { state: 'open' } },
  { key: { name: 1, at: 1 } },
];

const plans: [string, Document, Document | undefined, string][] = [
  ['an id', { _id: 5 }, undefined, '_id_'],
  ['several ids', { _id: { $in: [1, 2] } }, { _id: 1 }, '_id_ in order'],
  ['equality and order', { owner: 1 }, { at: -1 }, 'owner_1_at_-1 in order'],
  ['the order turned round', { owner: 1 }, { at: 1 }, 'owner_1_at_-1 backward in order'],
  ['an equal field in the order', { owner: 1 }, { owner: 1, at: -1 }, 'owner_1_at_-1 in order'],
  ['a range', { owner: 1, at: { $lt: 5 } }, undefined, 'owner_1_at_-1'],
  ['a unique value', { owner: 1, code: 'x' }, undefined, 'code_1'],
  ['null may be missing in a sparse index', { code: null }, undefined, 'collection'],
  ['a partial index without its condition', { n: 1 }, undefined, 'collection'],
  ['a partial index', { n: 1, state: 'open' }, undefined, 'n_1'],
  ['an element', { items: { $elemMatch: { k: 1, v: 2 } } }, undefined, 'items.k_1_items.v_1'],
  ['a prefix', { name: new BSONRegExp('^ab', '') }, undefined, 'name_1_at_1'],
  ['a pattern without a prefix', { name: new BSONRegExp('ab', '') }, undefined, 'collection'],
  ['an order alone', {}, { name: 1 }, 'name_1_at_1 in order'],
  ['the order of an array', { tags: 'x' }, { tags: 1 }, 'tags_1'],
  ['each branch of an $or', { $or: [{ _id: 1 }, { owner: 2 }] }, undefined, 'union'],
  ['a branch without an index', { $or: [{ _id: 1 }, { x: 2 }] }, undefined, 'collection'],
  ['a negation', { owner: { $ne: 1 } }, undefined, 'collection'],
];

test.each(plans)('%s: %j %j', async (_, filter, order, expected) => {
  using things = await openCollection([{ _id: 1, tags: ['a', 'b'] }], indexes);

  expect(things.planOf(filter, order)).toBe(expected);
});

test('a limited query in the order of an index reads no more than it returns', async () => {
  const documents = Array.from({ length: 500 }, (_, at) => ({ _id: at, owner: at % 5, at }));
  using things = await openCollection(documents, indexes);

  const { documents: found, examined } = things.select({
    filter: { owner: 3 },
    order: { at: -1 },
    limit: 2,
  });

  expect(found).toEqual([
    { _id: 498, owner: 3, at: 498 },
    { _id: 493, owner: 3, at: 493 },
  ]);
  expect(examined).toEqual({ keys: 2, documents: 2 });
});

/** A small generator, so that a failure can be repeated. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

const scalars = [null, 0, 1, 2, 2.5, Long.fromNumber(2), 'a', 'ab', 'b', true, new Date(1), {}];

test('an index never loses or adds a document', async () => {
  const random = createRandom(7);
  const scalar = () => scalars[random(scalars.length)];
  const value = () => (random(4) === 0 ? [scalar(), scalar()] : scalar());
  const item = () => ({ k: random(3), v: random(3) });
  const documents = Array.from({ length: 300 }, (_, at) => ({
    _id: at,
    ...(random(5) === 0 ? {} : { owner: value() }),
    at: scalar(),
    tags: random(6) === 0 ? [] : value(),
    items: random(5) === 0 ? item() : [item(), item()],
    state: random(2) === 0 ? 'open' : 'closed',
    n: random(4),
    name: scalar(),
  }));
  using things = await openCollection(documents, indexes);
  const fields = ['owner', 'at', 'tags', 'name', 'n', 'items.k', 'items.v', '_id'];
  const operators = ['$eq', '$gt', '$gte', '$lt', '$lte', '$ne'];
  const condition = () =>
    random(4) === 0
      ? { $in: [scalar(), scalar()] }
      : Object.fromEntries(
          Array.from({ length: 1 + random(2) }, () => [operators[random(6)], scalar()]),
        );
  const filters = Array.from({ length: 200 }, () => {
    const wanted = Array.from({ length: 1 + random(3) }, () => [fields[random(8)], condition()]);
    const filter = { ...Object.fromEntries(wanted), ...(random(3) ? {} : { state: 'open' }) };
    return random(5) === 0 ? { $or: [filter, { _id: random(300) }] } : filter;
  });
  const ids = (selection: Document) =>
    things.select({ filter: {}, ...selection }).documents.map(({ _id }) => _id);
  const byId = (a: number, b: number) => a - b;

  for (const filter of filters) {
    const expected = ids({ filter, hint: { $natural: 1 } });
    expect(ids({ filter }).toSorted(byId), JSON.stringify(filter)).toEqual(expected);
    const [first = '_id'] = Object.keys(filter).filter((name) => !name.startsWith('$'));
    const path = random(2) ? first : (fields[random(8)] ?? '_id');
    const order = { [path]: random(2) ? 1 : -1, _id: 1 };
    const sorted = things.select({ filter, order, hint: { $natural: 1 } }).documents;
    expect(things.select({ filter, order }).documents, JSON.stringify(filter)).toEqual(sorted);
  }
});
