import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { MongoFailure } from '../failure.ts';
import { binaryOf, compareValues, equalValues } from './comparison.ts';
import { readPattern } from './patterns.ts';
import { isDocument, isTruthy, numberOf, rank, rankOf, typeNameOf } from './values.ts';

/** A test of one value that a path reaches. */
export type Predicate = (value: unknown) => boolean;
export type Comparison = '$gt' | '$gte' | '$lt' | '$lte';

export function equalTo(operand: unknown): Predicate {
  if (operand instanceof BSONRegExp) {
    const matches = matching(readPattern(operand));
    return (value) => matches(value) || equalValues(value, operand);
  }
  return (value) => equalValues(value, operand);
}

export function matching(pattern: RegExp): Predicate {
  return (value) => typeof value === 'string' && pattern.test(value);
}

const accepts: Record<Comparison, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Only values of the operand's type compare; MinKey and MaxKey compare with all. */
export function comparing(operator: Comparison, operand: unknown): Predicate {
  const accept = accepts[operator];
  const order = rankOf(operand);
  const anyType = operand instanceof MinKey || operand instanceof MaxKey;
  const isNan = (value: unknown) => Number.isNaN(numberOf(value));
  if (order === rank.number && isNan(operand)) {
    return (value) => operator.endsWith('e') && isNan(value);
  }
  return (value) => {
    if (!anyType && rankOf(value) !== order) return false;
    if (order === rank.number && isNan(value)) return false;
    return accept(compareValues(value, operand));
  };
}

export function oneOf(operands: unknown): Predicate {
  if (!Array.isArray(operands)) throw new MongoFailure(2, '$in needs an array');
  const strings = new Set(operands.filter((operand) => typeof operand === 'string'));
  const others = operands.filter((operand) => typeof operand !== 'string').map(equalTo);
  return (value) =>
    typeof value === 'string' && strings.has(value) ? true : others.some((test) => test(value));
}

export function remainder(operand: unknown): Predicate {
  const [divisor, rest] = Array.isArray(operand) ? operand.map((n) => Number(numberOf(n))) : [];
  if (divisor === undefined || rest === undefined || Math.trunc(divisor) === 0) {
    throw new MongoFailure(2, 'malformed mod, divisor and remainder must be numbers');
  }
  return (value) => {
    const number = numberOf(value);
    if (number === undefined || !Number.isFinite(Number(number))) return false;
    return (
      BigInt(Math.trunc(Number(number))) % BigInt(Math.trunc(divisor)) === BigInt(Math.trunc(rest))
    );
  };
}

const typeNumbers: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const typeNames = new Set([...Object.values(typeNumbers), 'number']);

export function ofType(operand: unknown): Predicate {
  const wanted = (Array.isArray(operand) ? operand : [operand]).map((type) => {
    const name = typeof type === 'string' ? type : typeNumbers[Number(numberOf(type))];
    if (name === undefined || !typeNames.has(name)) {
      throw new MongoFailure(2, `Unknown type name alias: ${String(type)}`);
    }
    return name;
  });
  return (value) => {
    const name = typeNameOf(value);
    return wanted.includes(name) || (wanted.includes('number') && rankOf(value) === rank.number);
  };
}

export function bits(operator: string, operand: unknown): Predicate {
  const mask = bitMask(operand);
  const all = operator.includes('All');
  const wanted = operator.endsWith('Set') ? mask : 0n;
  return (value) => {
    const number = bitsOf(value);
    if (number === undefined) return false;
    const same = ~(number ^ wanted) & mask;
    return all ? same === mask : same !== 0n;
  };
}

function bitsOf(value: unknown): bigint | undefined {
  const number = numberOf(value);
  if (number !== undefined) return Number.isInteger(Number(number)) ? BigInt(number) : undefined;
  if (rankOf(value) !== rank.binary) return undefined;
  const { bytes } = binaryOf(value);
  return BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`);
}

function bitMask(operand: unknown): bigint {
  if (Array.isArray(operand)) {
    return operand.reduce((mask: bigint, at) => mask | (1n << BigInt(Number(numberOf(at)))), 0n);
  }
  const mask = bitsOf(operand);
  if (mask === undefined || mask < 0n) throw new MongoFailure(2, 'bit mask has a bad value');
  return mask;
}

export const readFlag = (operand: unknown): boolean => isTruthy(operand);

export function readCount(operator: string, operand: unknown): number {
  const count = Number(numberOf(operand));
  if (!Number.isInteger(count) || count < 0) {
    throw new MongoFailure(2, `${operator} must be a whole number`);
  }
  return count;
}

/** Whether a filter's value is a set of operators, as `{ $gt: 1 }`, not a document to equal. */
export function isOperatorSet(value: unknown): value is Record<string, unknown> {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && !('$ref' in value || '$id' in value);
}
