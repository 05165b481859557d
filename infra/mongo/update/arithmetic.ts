import { Long } from 'bson';
import { MongoFailure } from '../failure.ts';
import { numberOf, typeNameOf } from '../query/values.ts';

type Operation = '$inc' | '$mul' | '$bit';

function operandOf(operator: Operation, value: unknown): number | bigint {
  const number = typeNameOf(value) === 'decimal' ? undefined : numberOf(value);
  if (number !== undefined) return number;
  const message = `Cannot apply ${operator} to a value of non-numeric type ${typeNameOf(value)}`;
  throw new MongoFailure(14, message);
}

/** Whole numbers beyond a double's 2^53 are calculated as longs. */
function calculate(a: number | bigint, b: number | bigint, operator: '$inc' | '$mul'): unknown {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operator === '$inc' ? a + b : a * b;
    const isWhole = Number.isSafeInteger(a) && Number.isSafeInteger(b);
    if (!isWhole || Number.isSafeInteger(result)) return result;
  }
  if (!isWhole(a) || !isWhole(b)) {
    return operator === '$inc' ? Number(a) + Number(b) : Number(a) * Number(b);
  }
  const result = operator === '$inc' ? BigInt(a) + BigInt(b) : BigInt(a) * BigInt(b);
  if (BigInt.asIntN(64, result) === result) return Long.fromBigInt(result);
  throw new MongoFailure(2, `Failed to apply ${operator}: the result overflows a 64-bit integer`);
}

const isWhole = (value: number | bigint) => typeof value === 'bigint' || Number.isInteger(value);

export function increment(value: unknown, operand: unknown): unknown {
  const by = operandOf('$inc', operand);
  return value === undefined ? operand : calculate(operandOf('$inc', value), by, '$inc');
}

export function multiply(value: unknown, operand: unknown): unknown {
  const by = operandOf('$mul', operand);
  return value === undefined ? 0 : calculate(operandOf('$mul', value), by, '$mul');
}

export function combineBits(value: unknown, operand: unknown): unknown {
  const [entry, ...more] = Object.entries((operand ?? {}) as object);
  const [name, mask] = entry ?? [];
  const a = BigInt(wholeOf(value ?? 0));
  const b = BigInt(wholeOf(mask));
  const results: Record<string, bigint> = { and: a & b, or: a | b, xor: a ^ b };
  const result = results[name ?? ''];
  if (result === undefined || more.length > 0) {
    throw new MongoFailure(2, "$bit takes one of 'and', 'or' and 'xor'");
  }
  const number = Number(result);
  return Number.isSafeInteger(number) ? number : Long.fromBigInt(result);
}

function wholeOf(value: unknown): number | bigint {
  const number = operandOf('$bit', value);
  if (isWhole(number)) return number;
  throw new MongoFailure(2, '$bit needs integers');
}
