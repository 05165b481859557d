import { BSONRegExp, type Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { evaluate, type Variables } from './expression.ts';
import { someLeaf, somePathValue, splitPath } from './paths.ts';
import { readPattern } from './patterns.ts';
import {
  bits,
  type Comparison,
  comparing,
  equalTo,
  isOperatorSet,
  matching,
  ofType,
  oneOf,
  type Predicate,
  readCount,
  readFlag,
  remainder,
} from './predicates.ts';
import { isDocument, isTruthy } from './values.ts';

export type Filter = (document: Document) => boolean;

const refused = new Set(['$where', '$text', '$jsonSchema']);

/** Compiles a filter; an empty one accepts everything. */
export function compileFilter(filter: Document, variables: Variables = {}): Filter {
  const tests = Object.entries(filter).flatMap(([name, condition]) =>
    name.startsWith('$')
      ? compileLogical(name, condition, variables)
      : [compileField(name, condition)],
  );
  return allOf(tests);
}

function allOf<T>(tests: ((value: T) => boolean)[]): (value: T) => boolean {
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (value) => tests.every((test) => test(value));
}

function compileLogical(name: string, condition: unknown, variables: Variables): Filter[] {
  if (name === '$comment') return [];
  if (name === '$expr') return [(document) => isTruthy(evaluate(condition, document, variables))];
  if (name === '$alwaysTrue') return [];
  if (name === '$alwaysFalse') return [() => false];
  if (refused.has(name)) throw new MongoFailure(2, `${name} is not supported by this store`);
  if (name !== '$and' && name !== '$or' && name !== '$nor') {
    throw new MongoFailure(2, `unknown top level operator: ${name}`);
  }
  const branches = readBranches(name, condition).map((branch) => compileFilter(branch, variables));
  if (name === '$and') return branches;
  if (name === '$or') return [(document) => branches.some((branch) => branch(document))];
  return [(document) => !branches.some((branch) => branch(document))];
}

function readBranches(name: string, condition: unknown): Document[] {
  if (!Array.isArray(condition) || condition.length === 0 || !condition.every(isDocument)) {
    throw new MongoFailure(2, `${name} must be a nonempty array of objects`);
  }
  return condition;
}

function compileField(name: string, condition: unknown): Filter {
  const path = splitPath(name);
  if (!isOperatorSet(condition)) return leafTest(path, equalTo(condition));
  return allOf(compileOperators(path, condition));
}

/** The tests of `{ path: { $op: operand, … } }`. */
export function compileOperators(path: string[], condition: Document): Filter[] {
  return Object.entries(condition).flatMap(([operator, operand]) => {
    if (operator === '$options') {
      if ('$regex' in condition) return [];
      throw new MongoFailure(2, '$options needs a $regex');
    }
    return [compileOperator(path, operator, operand, condition.$options)];
  });
}

function leafTest(path: string[], test: Predicate): Filter {
  const [name] = path;
  if (path.length > 1 || name === undefined) return (document) => someLeaf(document, path, test);
  // The commonest filter, a field of the document itself, needs no walk.
  return (document) => {
    const value = Object.hasOwn(document, name) ? document[name] : undefined;
    return test(value) || (Array.isArray(value) && value.some(test));
  };
}

function compileOperator(
  path: string[],
  operator: string,
  operand: unknown,
  options: unknown,
): Filter {
  switch (operator) {
    case '$eq':
      return leafTest(path, equalTo(operand));
    case '$ne':
      return not(leafTest(path, equalTo(operand)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leafTest(path, comparing(operator satisfies Comparison, operand));
    case '$in':
      return leafTest(path, oneOf(operand));
    case '$nin':
      return not(leafTest(path, oneOf(operand)));
    case '$exists':
      return exists(path, readFlag(operand));
    case '$type':
      return leafTest(path, ofType(operand));
    case '$regex':
      return leafTest(path, matching(readPattern(operand, options)));
    case '$mod':
      return leafTest(path, remainder(operand));
    case '$not':
      return not(negated(path, operand));
    case '$all':
      return compileAll(path, operand);
    case '$size':
      return hasSize(path, readCount(operator, operand));
    case '$elemMatch':
      return elementMatch(path, operand);
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return leafTest(path, bits(operator, operand));
    case '$comment':
      return () => true;
  }
  throw new MongoFailure(2, `unknown operator: ${operator}`);
}

const not =
  (test: Filter): Filter =>
  (document) =>
    !test(document);

function exists(path: string[], wanted: boolean): Filter {
  return (document) => somePathValue(document, path, (value) => value !== undefined) === wanted;
}

function hasSize(path: string[], size: number): Filter {
  return (document) =>
    somePathValue(document, path, (value) => Array.isArray(value) && value.length === size);
}

function negated(path: string[], operand: unknown): Filter {
  if (operand instanceof BSONRegExp) return leafTest(path, equalTo(operand));
  if (isOperatorSet(operand)) return allOf(compileOperators(path, operand));
  throw new MongoFailure(2, '$not needs a regex or a document');
}

function compileAll(path: string[], operand: unknown): Filter {
  if (!Array.isArray(operand)) throw new MongoFailure(2, '$all needs an array');
  if (operand.length === 0) return () => false;
  return allOf(
    operand.map((item) =>
      isDocument(item) && '$elemMatch' in item
        ? elementMatch(path, item.$elemMatch)
        : leafTest(path, equalTo(item)),
    ),
  );
}

function elementMatch(path: string[], operand: unknown): Filter {
  const test = compileElement(operand);
  return (document) =>
    somePathValue(document, path, (value) => Array.isArray(value) && value.some(test));
}

/** The test of one array element, by operators on itself or by a filter on its fields. */
export function compileElement(operand: unknown): Predicate {
  if (!isDocument(operand)) throw new MongoFailure(2, '$elemMatch needs an Object');
  const logical = ['$and', '$or', '$nor', '$expr'];
  if (isOperatorSet(operand) && !logical.includes(Object.keys(operand)[0] ?? '')) {
    const test = allOf(compileOperators(['value'], operand));
    return (value) => test({ value });
  }
  const test = compileFilter(operand);
  return (value) => (isDocument(value) || Array.isArray(value)) && test(value as Document);
}
