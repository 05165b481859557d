import { BSONRegExp, type Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compareValues, equalValues } from '../query/comparison.ts';
import { compileElement, compileFilter } from '../query/filter.ts';
import { equalTo, isOperatorSet, oneOf, type Predicate } from '../query/predicates.ts';
import { sortDocuments } from '../query/selection.ts';
import { readSort } from '../query/sort.ts';
import { isDocument, numberOf, typeNameOf } from '../query/values.ts';

function arrayOf(operator: string, value: unknown): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  const message = `The field of ${operator} must be an array but is of type ${typeNameOf(value)}`;
  throw new MongoFailure(2, message);
}

function eachOf(operator: string, operand: unknown): { values: unknown[]; modifiers: Document } {
  if (!isDocument(operand) || !('$each' in operand)) return { values: [operand], modifiers: {} };
  const { $each: values, ...modifiers } = operand;
  if (!Array.isArray(values)) {
    throw new MongoFailure(2, `The argument to $each in ${operator} must be an array`);
  }
  return { values, modifiers };
}

const pushModifiers = new Set(['$position', '$slice', '$sort']);

export function push(value: unknown, operand: unknown): unknown[] {
  const array = [...arrayOf('$push', value)];
  const { values, modifiers } = eachOf('$push', operand);
  const unknown = Object.keys(modifiers).find((name) => !pushModifiers.has(name));
  if (unknown) throw new MongoFailure(2, `Unrecognized clause in $push: ${unknown}`);
  const { $position, $slice, $sort } = modifiers;
  const at = $position === undefined ? array.length : readInteger('$position', $position);
  array.splice(at, 0, ...values);
  const sorted = $sort === undefined ? array : sortArray(array, $sort);
  if ($slice === undefined) return sorted;
  const count = readInteger('$slice', $slice);
  return count < 0 ? sorted.slice(count) : sorted.slice(0, count);
}

function readInteger(name: string, value: unknown): number {
  const number = Number(numberOf(value));
  if (Number.isInteger(number)) return number;
  throw new MongoFailure(2, `The value for ${name} must be an integer value`);
}

function sortArray(array: unknown[], sort: unknown): unknown[] {
  if (!isDocument(sort)) {
    const direction = readInteger('$sort', sort);
    return array.sort((a, b) => compareValues(a, b) * direction);
  }
  const prefixed = Object.entries(sort).map(([path, order]) => [`element.${path}`, order]);
  const wrapped = array.map((element) => ({ element }));
  return sortDocuments(wrapped, readSort(Object.fromEntries(prefixed))).map(
    ({ element }) => element,
  );
}

export function addToSet(value: unknown, operand: unknown): unknown[] {
  const array = [...arrayOf('$addToSet', value)];
  for (const item of eachOf('$addToSet', operand).values) {
    if (!array.some((other) => equalValues(other, item))) array.push(item);
  }
  return array;
}

/** A missing field stays missing. */
export function pull(value: unknown, operand: unknown): unknown {
  if (value === undefined) return undefined;
  const test = pullTest(operand);
  return arrayOf('$pull', value).filter((element) => !test(element));
}

/** A document without operators is matched by its fields, not as a whole. */
function pullTest(operand: unknown): Predicate {
  if (operand instanceof BSONRegExp || !isDocument(operand)) return equalTo(operand);
  if (isOperatorSet(operand)) return compileElement(operand);
  const test = compileFilter(operand);
  return (element) => isDocument(element) && test(element);
}

export function pullAll(value: unknown, operand: unknown): unknown {
  if (!Array.isArray(operand)) throw new MongoFailure(2, '$pullAll requires an array argument');
  if (value === undefined) return undefined;
  const isPulled = oneOf(operand);
  return arrayOf('$pullAll', value).filter((element) => !isPulled(element));
}

export function pop(value: unknown, operand: unknown): unknown {
  const end = numberOf(operand);
  if (end !== 1 && end !== -1) throw new MongoFailure(9, '$pop expects 1 or -1');
  if (value === undefined) return undefined;
  const array = arrayOf('$pop', value);
  return end === 1 ? array.slice(0, -1) : array.slice(1);
}
