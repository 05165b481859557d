import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import type { Collection, Field, Index } from '../storage/catalog.ts';
import { encodeKey } from '../storage/keys.ts';
import type { Range } from '../storage/scan.ts';
import {
  type Condition,
  type Conditions,
  choose,
  conditionsOf,
  inverted,
  toRanges,
} from './bounds.ts';
import { compileOperators } from './filter.ts';
import { isOperatorSet } from './predicates.ts';
import type { SortField } from './sort.ts';
import { isDocument } from './values.ts';

/** How to reach all documents that can match. The filter is applied to each in any case. */
export type Plan =
  | { kind: 'collection'; reverse: boolean; isSorted: boolean }
  | { kind: 'index'; index: Index; ranges: Range[]; reverse: boolean; isSorted: boolean }
  | { kind: 'union'; plans: Plan[]; isSorted: false };

interface Wish {
  filter: Document;
  sort?: readonly SortField[];
  hint?: unknown;
}

interface Candidate {
  plan: Plan;
  score: number;
}

const pointsMax = 1000;

export function planQuery(collection: Collection, { filter, sort = [], hint }: Wish): Plan {
  const natural = sort[0]?.path === '$natural' ? sort[0].direction : undefined;
  if (natural !== undefined || isNaturalHint(hint)) {
    return { kind: 'collection', reverse: natural === -1, isSorted: natural !== undefined };
  }
  const conditions = conditionsOf(filter);
  if (hint !== undefined) return forced(findHinted(collection, hint), conditions, sort);
  const candidates = collection.indexes
    .filter((index) => covers(index, conditions, filter))
    .map((index) => consider(index, conditions, sort))
    .filter(({ score }) => score > 0);
  const best = candidates.reduce<Candidate | undefined>(
    (a, b) => (a && a.score >= b.score ? a : b),
    undefined,
  );
  if (best && best.score > 1) return best.plan;
  return planUnion(collection, filter) ?? best?.plan ?? scanAll;
}

const scanAll: Plan = { kind: 'collection', reverse: false, isSorted: false };
const isNaturalHint = (hint: unknown) => isDocument(hint) && '$natural' in hint;

/** Each branch of an `$or` by an index of its own. */
function planUnion(collection: Collection, filter: Document): Plan | undefined {
  const branches = orBranches(filter);
  if (!branches) return undefined;
  const plans = branches.map((branch) => planQuery(collection, { filter: branch }));
  if (!plans.every(({ kind }) => kind !== 'collection')) return undefined;
  return { kind: 'union', plans, isSorted: false };
}

function orBranches(filter: Document): Document[] | undefined {
  if (Array.isArray(filter.$or)) return filter.$or.every(isDocument) ? filter.$or : undefined;
  const nested: unknown[] = Array.isArray(filter.$and) ? filter.$and : [];
  return nested
    .filter(isDocument)
    .map(orBranches)
    .find((branches) => branches !== undefined);
}

function findHinted({ indexes }: Collection, hint: unknown): Index {
  const wanted = JSON.stringify(isDocument(hint) ? Object.entries(hint) : hint);
  const index = indexes.find(
    ({ name, spec }) =>
      JSON.stringify(name) === wanted || JSON.stringify(Object.entries(spec.key)) === wanted,
  );
  if (index) return index;
  throw new MongoFailure(2, 'hint provided does not correspond to an existing index');
}

function forced(index: Index, conditions: Conditions, sort: readonly SortField[]): Plan {
  return consider(index, conditions, sort).plan;
}

/** Whether every document that can match is in the index. */
function covers(index: Index, conditions: Conditions, filter: Document): boolean {
  if (index.partial && !implies(conditions, filter, index.partial)) return false;
  if (!index.sparse) return true;
  // A bound that leaves out null leaves out the documents without the field.
  const missing = encodeKey(null);
  return index.fields.some(({ path }) =>
    conditions.get(path)?.some(({ spans }) => spans.every(({ low }) => !low.equals(missing))),
  );
}

function implies(conditions: Conditions, filter: Document, partial: Document): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path.startsWith('$')) return false;
    if (JSON.stringify(filter[path]) === JSON.stringify(condition)) return true;
    const operators = isOperatorSet(condition) ? condition : { $eq: condition };
    const tests = compileOperators(['value'], operators);
    const isAccepted = (value: unknown) => tests.every((test) => test({ value }));
    if (conditions.get(path)?.some(({ values }) => values?.every(isAccepted))) return true;
    const isRange = conditions.get(path)?.some(({ values }) => values === undefined);
    return isRange === true && Object.keys(operators).join() === '$exists' && isAccepted(0);
  });
}

/** What an index can do: points for equality above all, then for the order, then for a range. */
function consider(index: Index, conditions: Conditions, sort: readonly SortField[]): Candidate {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let ranges: Range[] | undefined;
  let score = 0;
  let isUnique = index.unique;
  const single = new Set<string>();
  const bounded: Field[] = [];
  for (const [at, field] of index.fields.entries()) {
    const condition = usable(index, at, conditions, bounded);
    if (!condition) break;
    const spans = field.direction < 0 ? condition.spans.map(inverted) : condition.spans;
    const isProduct = prefixes.length > 1 && condition.values !== undefined;
    if (isProduct && prefixes.length * spans.length > pointsMax) break;
    bounded.push(field);
    if (!condition.values) {
      isUnique = false;
      ranges = toRanges(prefixes, spans);
      score += 2;
      break;
    }
    prefixes = distinct(
      prefixes.flatMap((prefix) => spans.map(({ low }) => Buffer.concat([prefix, low]))),
    );
    if (spans.length === 1 && !isMultikey(index, at)) single.add(field.path);
    isUnique &&= spans.length === 1;
    score += spans.length === 1 ? 5 : 4;
  }
  if (isUnique && bounded.length === index.fields.length) score += 100;
  ranges ??= toRanges(prefixes, [{ low: Buffer.alloc(0), high: Buffer.alloc(0) }]);
  const order = orderOf(index, sort, single);
  const isSorted = sort.length > 0 && order !== undefined;
  if (isSorted) score += 3;
  return { plan: { kind: 'index', index, ranges, reverse: order === -1, isSorted }, score };
}

const distinct = (keys: Buffer[]): Buffer[] => [
  ...new Map(keys.map((key) => [key.toString('latin1'), key])).values(),
];

const isMultikey = (index: Index, at: number) => (index.multikey & (1 << at)) !== 0;

/** The fields of one array are met by different elements: only one of them may be bounded. */
function usable(
  index: Index,
  at: number,
  conditions: Conditions,
  bounded: readonly Field[],
): Condition | undefined {
  const field = index.fields[at];
  const found = field && conditions.get(field.path);
  if (!field || !found) return undefined;
  const multikey = isMultikey(index, at);
  const shares = (other: Field) => other.parts[0] === field.parts[0];
  if (multikey && bounded.some(shares)) return undefined;
  return choose(found, multikey);
}

/** The direction in which the index yields the order; undefined when it does not. */
function orderOf(
  index: Index,
  sort: readonly SortField[],
  single: ReadonlySet<string>,
): 1 | -1 | undefined {
  let direction: 1 | -1 | undefined;
  const wanted = sort.filter(({ path }) => !single.has(path));
  let next = 0;
  for (const [at, field] of index.fields.entries()) {
    const sorted = wanted[next];
    if (sorted === undefined) break;
    if (single.has(field.path)) continue;
    if (sorted.path !== field.path || isMultikey(index, at)) return undefined;
    const turn = sorted.direction === field.direction ? 1 : -1;
    if (direction !== undefined && turn !== direction) return undefined;
    direction = turn;
    next++;
  }
  return next === wanted.length ? (direction ?? 1) : undefined;
}
