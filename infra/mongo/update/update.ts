import { type Document, ObjectId } from 'bson';
import { MongoFailure } from '../failure.ts';
import { equalValues } from '../query/comparison.ts';
import { aggregate, type Variables } from '../query/expression.ts';
import { splitPath } from '../query/paths.ts';
import { isOperatorSet } from '../query/predicates.ts';
import { cloneValue, isDocument, setField } from '../query/values.ts';
import { compileOperators } from './operators.ts';
import { placeAt, readArrayFilters } from './paths.ts';

export interface Update {
  /** What the document becomes; the given one is left alone. */
  apply(document: Document): Document;
  /** The document to insert where none matched. */
  create(): Document;
  isReplacement: boolean;
}

interface UpdateSpec {
  filter: Document;
  update: unknown;
  arrayFilters?: unknown;
  variables?: Variables | undefined;
}

type Transform = (document: Document, isInsert: boolean) => Document;

export function compileUpdate({ filter, update, arrayFilters, variables }: UpdateSpec): Update {
  const transform = compile(update, filter, arrayFilters, variables);
  const isReplacement = isDocument(update) && !isOperators(update);
  return {
    isReplacement,
    apply(document) {
      const changed = transform(document, false);
      if (!equalValues(document._id, changed._id)) {
        throw new MongoFailure(66, "the (immutable) field '_id' was found to have been altered");
      }
      return changed;
    },
    create() {
      const base = isReplacement ? idOf(filter) : equalitiesOf(filter);
      const document = transform(base, true);
      if (base._id !== undefined && !equalValues(base._id, document._id)) {
        throw new MongoFailure(66, "the (immutable) field '_id' was found to have been altered");
      }
      return withId(document);
    },
  };
}

const isOperators = (update: Document) => Object.keys(update)[0]?.startsWith('$') === true;

function compile(
  update: unknown,
  filter: Document,
  arrayFilters: unknown,
  variables?: Variables,
): Transform {
  if (Array.isArray(update)) return compilePipeline(update, variables);
  if (!isDocument(update)) throw new MongoFailure(9, 'an update must be an object or an array');
  const positions = { filter, arrayFilters: readArrayFilters(arrayFilters) };
  if (isOperators(update)) {
    const change = compileOperators(update);
    return (document, isInsert) => {
      const copy = cloneValue(document) as Document;
      change(copy, positions, isInsert);
      return copy;
    };
  }
  const wrong = Object.keys(update).find((name) => name.startsWith('$'));
  if (wrong) throw new MongoFailure(52, `The dollar ($) prefixed field '${wrong}' is not allowed`);
  return ({ _id }) => {
    const { _id: own, ...fields } = update;
    const id = own === undefined ? _id : own;
    return id === undefined ? fields : { _id: id, ...fields };
  };
}

const stagesOfUpdates = new Set(
  ['addFields', 'set', 'project', 'unset', 'replaceRoot', 'replaceWith'].map((name) => `$${name}`),
);

function compilePipeline(pipeline: unknown[], variables?: Variables): Transform {
  const stages = pipeline.map((stage) => {
    const [name = ''] = isDocument(stage) ? Object.keys(stage) : [];
    if (isDocument(stage) && stagesOfUpdates.has(name)) return stage;
    throw new MongoFailure(72, `${name} is not allowed to be used within an update`);
  });
  return (document) => {
    const copy = cloneValue(document) as Document;
    const [changed = copy] = aggregate(stages, [copy], variables);
    // Stages such as $replaceWith keep the document's identity.
    if (changed._id !== undefined || document._id === undefined) return changed;
    return { _id: document._id, ...changed };
  };
}

/** The fields that a filter wants to equal a value. */
function equalitiesOf(filter: Document): Document {
  const document: Document = {};
  for (const [path, value] of equalities(filter)) {
    placeAt(document, splitPath(path), true)?.set(cloneValue(value));
  }
  return document;
}

function equalities(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, condition]): [string, unknown][] => {
    if (name === '$and' && Array.isArray(condition)) {
      return condition.filter(isDocument).flatMap(equalities);
    }
    if (name.startsWith('$')) return [];
    if (!isOperatorSet(condition)) return [[name, condition]];
    return '$eq' in condition ? [[name, condition.$eq]] : [];
  });
}

function idOf(filter: Document): Document {
  const id = equalities(filter).find(([path]) => path === '_id');
  return id ? { _id: id[1] } : {};
}

/** A document's `_id` is its first field. */
export function withId(document: Document): Document {
  if (document._id !== undefined && Object.keys(document)[0] === '_id') return document;
  const { _id = new ObjectId(), ...fields } = document;
  const result: Document = { _id };
  for (const [name, value] of Object.entries(fields)) setField(result, name, value);
  return result;
}
