import { type Document, Timestamp } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compareValues } from '../query/comparison.ts';
import { splitPath } from '../query/paths.ts';
import { cloneValue, isDocument } from '../query/values.ts';
import { combineBits, increment, multiply } from './arithmetic.ts';
import { addToSet, pop, pull, pullAll, push } from './arrays.ts';
import { concretePaths, type Positions, placeAt } from './paths.ts';

/** What becomes of a value; of undefined, a missing field, nothing may become. */
type Operator = (value: unknown, operand: unknown) => unknown;

const least: Operator = (value, operand) =>
  value === undefined || compareValues(operand, value) < 0 ? operand : value;
const greatest: Operator = (value, operand) =>
  value === undefined || compareValues(operand, value) > 0 ? operand : value;

function currentDate(_: unknown, operand: unknown): unknown {
  const type = isDocument(operand) ? operand.$type : operand;
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  if (typeof type === 'boolean' || type === 'date') return new Date();
  throw new MongoFailure(2, '$currentDate takes true or a $type of date or timestamp');
}

const operators: Record<string, Operator> = {
  $set: (_, operand) => cloneValue(operand ?? null),
  $setOnInsert: (_, operand) => cloneValue(operand ?? null),
  $unset: () => undefined,
  $inc: increment,
  $mul: multiply,
  $min: least,
  $max: greatest,
  $bit: combineBits,
  $currentDate: currentDate,
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
};

/** Operators for which a missing field stays missing. */
const makesNothing = new Set(['$unset', '$pull', '$pullAll', '$pop']);

export type Change = (document: Document, positions: Positions, isInsert: boolean) => void;

/** Compiles `{ $operator: { path: operand } }`; the changes are applied in the order of paths. */
export function compileOperators(update: Document): Change {
  const changes = Object.entries(update).flatMap(([name, operands]) => {
    if (name !== '$rename' && !Object.hasOwn(operators, name)) {
      throw new MongoFailure(9, `Unknown modifier: ${name}`);
    }
    if (!isDocument(operands))
      throw new MongoFailure(9, `The operand of ${name} must be an object`);
    return Object.entries(operands).map(([path, operand]) => ({ name, path, operand }));
  });
  const renamed = changes.flatMap(({ name, operand }) =>
    name === '$rename' ? [String(operand)] : [],
  );
  checkPaths([...changes.map(({ path }) => path), ...renamed]);
  return (document, positions, isInsert) => {
    for (const { name, path, operand } of changes) {
      if (name === '$rename') rename(document, path, operand);
      else if (name !== '$setOnInsert' || isInsert) apply(document, name, path, operand, positions);
    }
  };
}

function checkPaths(paths: string[]): void {
  for (const path of paths) {
    const parts = splitPath(path);
    if (parts.includes(''))
      throw new MongoFailure(2, `The update path '${path}' is empty or has an empty field name`);
    if (parts[0]?.startsWith('$')) {
      throw new MongoFailure(52, `The dollar ($) prefixed field '${path}' is not allowed`);
    }
  }
  // In this order a path stands right behind the one that it begins with.
  const sorted = paths.map((path) => `${path}.`).sort();
  for (const [at, path] of sorted.entries()) {
    if (at > 0 && path.startsWith(sorted[at - 1] ?? '')) {
      throw new MongoFailure(
        40,
        `Updating the path '${path.slice(0, -1)}' would create a conflict`,
      );
    }
  }
}

function apply(
  document: Document,
  name: string,
  path: string,
  operand: unknown,
  positions: Positions,
): void {
  const operator = operators[name];
  if (!operator) return;
  for (const parts of concretePaths(document, path, positions)) {
    const place = placeAt(document, parts, !makesNothing.has(name));
    if (!place) continue;
    const value = place.get();
    const changed = operator(value, operand);
    if (changed !== value) place.set(changed);
  }
}

function rename(document: Document, path: string, target: unknown): void {
  if (typeof target !== 'string' || target === path) {
    throw new MongoFailure(2, 'the target of $rename must be another path');
  }
  const source = placeAt(document, splitPath(path), false);
  const value = source?.get();
  if (!source || value === undefined) return;
  source.set(undefined);
  placeAt(document, splitPath(target), true)?.set(value);
}
