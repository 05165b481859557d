import type { Document } from 'bson';
import { Lazy } from 'mingo/lazy';
import { MongoFailure } from '../failure.ts';
import { findCollection, type View } from '../storage/catalog.ts';
import type { Examined } from '../storage/scan.ts';
import { aggregate, evaluate, type Stages, type Variables } from './expression.ts';
import { compileFilter } from './filter.ts';
import { leavesOf, splitPath } from './paths.ts';
import { type Match, selectDocuments, sortDocuments } from './selection.ts';
import { readSort } from './sort.ts';
import { isDocument, numberOf, setField } from './values.ts';

export interface PipelineContext {
  view: View;
  database: string;
  deadline?: number | undefined;
  hint?: unknown;
  examined?: Examined;
}

const refused = new Set(['$out', '$merge', '$graphLookup', '$geoNear', '$changeStream']);

/** Runs a pipeline over a collection; what an index can do at its start is left to the index. */
export function runPipeline(
  context: PipelineContext,
  name: string | undefined,
  pipeline: readonly unknown[],
  variables: Variables = {},
): Iterable<Document> {
  const stages = pipeline.map(readStage);
  if (name === undefined) return runStages(context, stages, [], variables);
  const { selection, rest } = splitSelection(stages);
  const { view, database, deadline, hint, examined } = context;
  const matches = selectDocuments(
    view,
    findCollection(view, database, name),
    { ...selection, variables, deadline, hint },
    examined,
  );
  const count = readCount(rest);
  if (count) return countMatches(matches, count);
  return runStages(context, rest, documentsOf(matches), variables);
}

function* documentsOf(matches: Iterable<Match>): Generator<Document> {
  for (const { document } of matches) yield document;
}

function readStage(stage: unknown): Document {
  if (!isDocument(stage) || Object.keys(stage).length !== 1) {
    throw new MongoFailure(9, 'a pipeline stage must be an object with exactly one field');
  }
  const [name = ''] = Object.keys(stage);
  if (refused.has(name)) throw new MongoFailure(115, `${name} is not supported by this store`);
  return stage;
}

/** `$match`, `$sort`, `$skip` and `$limit` at the start, each at most once and in this order. */
function splitSelection(stages: Document[]) {
  const rest = [...stages];
  const take = (name: string): unknown => {
    const operand = rest[0]?.[name];
    if (operand !== undefined) rest.shift();
    return operand;
  };
  const filters: Document[] = [];
  for (let filter = take('$match'); filter !== undefined; filter = take('$match')) {
    if (!isDocument(filter)) throw new MongoFailure(2, 'the $match filter must be an object');
    filters.push(filter);
  }
  const filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  const sort = readSort(take('$sort'));
  const skip = readAmount('$skip', take('$skip'));
  const limit = readAmount('$limit', take('$limit'));
  if (limit === 0) throw new MongoFailure(2, 'the limit must be positive');
  return { selection: { filter, sort, skip, limit }, rest };
}

function readAmount(name: string, operand: unknown): number | undefined {
  if (operand === undefined) return undefined;
  const amount = Number(numberOf(operand));
  if (Number.isInteger(amount) && amount >= 0) return amount;
  throw new MongoFailure(2, `invalid argument to ${name} stage`);
}

/** The group that drivers count by, which needs no document in memory. */
function readCount(stages: Document[]): { id: unknown; name: string } | undefined {
  const [stage, ...others] = stages;
  const group: unknown = stage?.$group;
  if (!isDocument(group) || others.length > 0) return undefined;
  const [first, second, ...more] = Object.entries(group);
  if (first?.[0] !== '_id' || !second || more.length > 0) return undefined;
  const isConstant = first[1] === null || typeof first[1] === 'number';
  const isCount = isDocument(second[1]) && second[1].$sum === 1;
  return isConstant && isCount ? { id: first[1], name: second[0] } : undefined;
}

function* countMatches(matches: Iterable<Match>, { id, name }: { id: unknown; name: string }) {
  let count = 0;
  for (const _ of matches) count++;
  if (count > 0) yield { _id: id, [name]: count };
}

function runStages(
  context: PipelineContext,
  stages: Document[],
  documents: Iterable<Document>,
  variables: Variables,
): Iterable<Document> {
  if (stages.length === 0) return documents;
  return aggregate(stages, documents, variables, ownStages(context, variables));
}

/** The stages that look into collections or compare values are the store's own. */
function ownStages(context: PipelineContext, outer: Variables): Stages {
  return {
    $match: (documents, filter) => {
      const accepts = compileFilter(filter as Document, outer);
      return documents.filter(accepts);
    },
    $sort: (documents, sort) => {
      const fields = readSort(sort);
      return documents.transform<unknown>((all) =>
        Lazy(sortDocuments(all as unknown as Document[], fields)),
      );
    },
    $lookup: (documents, spec) =>
      documents.map((document: Document) => lookUp(context, document, spec as Document, outer)),
    $unionWith: (documents, spec) => {
      const { coll, pipeline = [] } = isDocument(spec) ? spec : { coll: spec };
      const others = runPipeline(context, coll, pipeline);
      return Lazy(concat(documents as unknown as Iterable<Document>, others));
    },
  };
}

function* concat<T>(...parts: Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}

function lookUp(context: PipelineContext, document: Document, spec: Document, outer: Variables) {
  const { from, localField, foreignField, pipeline = [], let: bindings = {}, as } = spec;
  if (typeof from !== 'string' || typeof as !== 'string' || !Array.isArray(pipeline)) {
    throw new MongoFailure(9, '$lookup needs "from" and "as"');
  }
  const variables = { ...outer };
  for (const [name, expression] of Object.entries(bindings as Document)) {
    variables[name] = evaluate(expression, document, outer);
  }
  const stages = [...pipeline];
  if (localField !== undefined && foreignField !== undefined) {
    const { leaves } = leavesOf(document, splitPath(String(localField)));
    const values = leaves.filter((leaf) => typeof leaf !== 'symbol').map((leaf) => leaf ?? null);
    stages.unshift({ $match: { [String(foreignField)]: { $in: values } } });
  }
  const joined = { ...document };
  setField(joined, as, [...runPipeline(context, from, stages, variables)]);
  return joined;
}
